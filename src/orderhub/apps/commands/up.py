"""`orderhub up`: everything in one process tree."""

import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from orderhub.apps.cli import imported, main
from orderhub.apps.forked import Forked, Program
from orderhub.apps.installation import GUARD, current_settings
from orderhub.apps.options import AsJson, commands
from orderhub.apps.sandbox_port import chosen_port, egress_probes
from orderhub.apps.supervisor import Child, Supervisor, note
from orderhub.infra.postgres import EmbeddedPostgres
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import ConfigError

app = commands(group=False)
CHILDREN = ("api", "worker")
AGAIN_S = 1.0
PORT_PATIENCE_S = 15.0
BACKLOG = 1024


@app.command()
def up(
    *,
    demo: bool = typer.Option(default=False, help="Sandbox, shops and traffic in their own home."),
    port: int | None = typer.Option(None, help="Port of the console and the API; 0 picks one."),
    host: str | None = typer.Option(None, help="Address to listen on (loopback by default)."),
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    as_json: AsJson = False,
) -> None:
    """Start the hub: database, API, worker (and with --demo the sandbox). Ctrl-C stops it."""
    given = {"port": port, "host": host, "tls_cert": tls_cert, "tls_key": tls_key}
    overrides: dict[str, object] = {k: v for k, v in given.items() if v is not None}
    settings = current_settings(**overrides, **({"demo": True} if demo else {}))
    with ExitStack() as stack:
        stack.enter_context(_alone(settings.home))
        listener = stack.enter_context(_listener(settings))
        tend, url = _database(settings, stack)
        environment = {
            "ORDERHUB_HOME": str(settings.home),
            "ORDERHUB_DATABASE_URL": url,
            "ORDERHUB_DEMO": "false",  # the demo's home is meant already
            "ORDERHUB_DRILLS": str(settings.demo or settings.drills).lower(),
            # the demo's receivers are the sandbox on this machine
            "ORDERHUB_NOTIFY_PRIVATE": str(settings.demo or settings.notify_private).lower(),
            **_tls(settings),
            **_probes(settings),
        }
        for command in CHILDREN:
            imported(command)
        login = _set_up(settings, environment)
        told = _told(settings, listener, login)
        supervisor = Supervisor(_children(settings, environment, listener, told), tend)
        supervisor.run(lambda: _answers(settings, listener), lambda: _announce(told, as_json))


def _tls(settings: Settings) -> dict[str, str]:
    if settings.tls_cert is None or settings.tls_key is None:
        return {}
    return {
        "ORDERHUB_TLS_CERT": str(settings.tls_cert.resolve()),
        "ORDERHUB_TLS_KEY": str(settings.tls_key.resolve()),
    }


def _probes(settings: Settings) -> dict[str, str]:
    if not settings.demo:
        return {}
    return {"ORDERHUB_EGRESS_PROBES": egress_probes(chosen_port(settings.home))}


@contextmanager
def _alone(home: Path) -> Generator[None, None, None]:
    home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    with (home / GUARD).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(f"already running on {home} ({_first_line(file)})") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def _first_line(file: TextIOWrapper) -> str:
    file.seek(0)
    return file.readline().strip()


@contextmanager
def _listener(settings: Settings) -> Generator[socket.socket, None, None]:
    """The listening socket belongs to the supervisor: while the API restarts, callers just wait."""
    begun = time.monotonic()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    while True:
        try:
            listener = socket.create_server(
                (settings.host, settings.port), family=family, backlog=BACKLOG
            )
            break
        except OSError as error:
            if time.monotonic() > begun + PORT_PATIENCE_S:
                raise ConfigError(
                    f"cannot listen on {settings.host}:{settings.port}: {error.strerror};"
                    " choose another with --port"
                ) from None
        time.sleep(0.2)
    with listener:
        # The loop of the standard library leaves this to who made the socket; an answer on a kept
        # line would wait 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


def _database(settings: Settings, stack: ExitStack) -> tuple[Any, str]:
    if settings.database_url is not None:
        return (lambda: None), settings.database_url
    note("starting the database …")
    server = EmbeddedPostgres(settings.home, settings.pg_shared_buffers_mb)
    url = stack.enter_context(server)

    def tend() -> None:
        if server.server() is None:
            note("the database ended; starting it again")
            try:
                server.ensure()
            except ConfigError as error:  # it may have been killed in its recovery
                note(error.detail)
                time.sleep(AGAIN_S)

    return tend, url


def _set_up(settings: Settings, environment: dict[str, str]) -> dict[str, str]:
    """Schema, master key, first administrator: in a process of its own, to keep this one small."""
    note("preparing …")

    def prepare() -> None:
        from orderhub.apps.setup import main  # noqa: PLC0415 - alembic, for this process alone

        main(ask=not settings.demo and sys.stdin.isatty(), demo=settings.demo)

    reading, writing = os.pipe()
    program = Program(name="setup", main=prepare, environment=environment)
    process = Forked(program, stdin=0, stdout=writing, stderr=2)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = told.read()
    if process.wait() != 0:
        raise ConfigError("the installation could not be prepared (see above)")
    return json.loads(answer)


def _children(
    settings: Settings, environment: dict[str, str], listener: socket.socket, told: dict[str, str]
) -> list[Child]:
    def child(name: str, run: Callable[[], None], fds: Sequence[int] = (), **also: str) -> Child:
        program = Program(name=name, main=run, environment={**environment, **also}, fds=fds)
        return Child(program, settings.home / "logs" / f"{name}.log")

    fd = listener.fileno()
    api = child("api", partial(main, ["api"]), [fd], ORDERHUB_LISTEN_FD=str(fd))
    workers = [
        child(f"worker-{n}", partial(main, ["worker"]), ORDERHUB_DUTIES=duties)
        for n, duties in enumerate(_duties(settings), start=1)
    ]
    demo = [child("demo", partial(_show, told["address"]))] if settings.demo else []
    return [api, *workers, *demo]


def _show(address: str) -> None:
    from orderhub.apps.demo.show import main as show  # noqa: PLC0415 - for the demo's process alone

    show(address)


def _duties(settings: Settings) -> list[str]:
    """Of several workers one only carries events (ADR 0013)."""
    if settings.workers == 1 or settings.duties != "all":
        return [settings.duties] * settings.workers
    return ["events", *["errands"] * (settings.workers - 1)]


def _told(settings: Settings, listener: socket.socket, login: dict[str, str]) -> dict[str, str]:
    scheme = "https" if settings.tls_cert else "http"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"{scheme}://{host}:{listener.getsockname()[1]}"
    return {"address": address, "home": str(settings.home), **login}


def _answers(settings: Settings, listener: socket.socket) -> bool:
    if (
        settings.tls_cert
    ):  # The certificate may not name this address; the process being up will do.
        return True
    address = listener.getsockname()
    connection = HTTPConnection(address[0], address[1], timeout=1)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200  # noqa: PLR2004
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _announce(told: dict[str, str], as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        print(json.dumps(told), flush=True)
        return
    lines = ["", "OrderHub is running.", f"  address   {told['address']}"]
    if "password" in told:
        lines.append(f"  login     {told['username']} / {told['password']}")
    lines += [f"  home      {told['home']}", "  Ctrl-C stops it.", ""]
    print("\n".join(lines), flush=True)
