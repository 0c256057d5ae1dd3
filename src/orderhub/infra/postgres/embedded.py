"""Life of the embedded server: one per data folder, shared, gone after its last user."""

import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psutil
import psycopg

from orderhub.infra.postgres.account import give, server_account, step_down
from orderhub.infra.postgres.address import libpq_url
from orderhub.infra.postgres.cluster import (
    ROLE,
    binaries,
    create_cluster,
    server_environment,
    tuning,
    write_access_rules,
)
from orderhub.infra.postgres.processes import clear_remains, living_server, stop_server
from orderhub.kernel.errors import ConfigError, DatabaseBusy

DATABASE = "orderhub"
SOCKET_NAME = "/.s.PGSQL.5432.lock"
SOCKET_PATH_LIMIT = 100
STOP_PATIENCE_S = 60.0
STEP_S = 0.05


class EmbeddedPostgres:
    """Use as a context manager, or `start()` and `stop()`.

    Every user holds a shared lock on `users.lock`; the one who leaves last stops the server. Locks
    die with their process: a SIGKILL leaves at most a running server, which the next user adopts.
    """

    def __init__(
        self, home: Path, shared_buffers_mb: int = 512, options: Mapping[str, str] | None = None
    ) -> None:
        self.folder = home.resolve() / "postgres"
        self.data = self.folder / "data"
        self._options = dict(options or {})
        self._shared_buffers_mb = shared_buffers_mb
        self._in_use: TextIOWrapper | None = None

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: in the home, elsewhere when its path is too long."""
        beside = self.folder / "run"
        if len(str(beside) + SOCKET_NAME) < SOCKET_PATH_LIMIT:
            return beside
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"orderhub-{name}"

    def url(self, database: str = DATABASE) -> str:
        """Connection URL of `database` on this server (socket only; no port is opened)."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={quote(str(self.sockets), safe='')}"

    def server(self) -> psutil.Process | None:
        """The running server of this data folder, whoever started it."""
        return living_server(self.data)

    def start(self) -> str:
        """Join the running server, adopt an orphaned one, or start one; returns the database's URL.

        Waits through crash recovery however long it takes. ConfigError when it cannot run.
        """
        self._make_folder()
        with _alone(self._start_lock):
            self._in_use = (self.folder / "users.lock").open("w")
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            try:
                self._ensure_running()
                self._ensure_database()
            except BaseException:
                self._leave()
                raise
        return self.url()

    def stop(self) -> None:
        """Leave the server; stops it when nobody else uses it. Harmless when repeated."""
        if self._in_use is None:
            return
        with _alone(self._start_lock):
            self._leave()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def ensure(self) -> None:
        """Bring the server back when it died under its users (called by the supervisor)."""
        with _alone(self._start_lock):
            self._ensure_running()

    @property
    def _start_lock(self) -> Path:
        return self.folder / "start.lock"

    def _make_folder(self) -> None:
        home = self.folder.parent
        home.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        self.folder.mkdir(mode=0o711, exist_ok=True)

    def _leave(self) -> None:
        if self._in_use is None:
            return
        try:
            fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            if (server := self.server()) is not None:
                stop_server(server, STOP_PATIENCE_S)
            if self.sockets.parent != self.folder and self.sockets.is_dir():
                self._clear_sockets()
                self.sockets.rmdir()
        finally:
            self._in_use.close()
            self._in_use = None

    def _clear_sockets(self) -> None:
        """What a server that was killed left there."""
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _ensure_running(self) -> None:
        server = self.server()
        if server is not None and self._becomes_ready(server):
            return
        if not self._becomes_ready(self._launch()):
            raise ConfigError(
                f"the embedded database does not start; see {self.log}: {self._last_words()}"
            )

    def _launch(self) -> psutil.Process:
        account = server_account(self.data)
        if not (self.data / "PG_VERSION").exists():
            create_cluster(self.data, account)
        clear_remains(self.data)
        write_access_rules(self.data, account)
        give(self.sockets, account)
        self._clear_sockets()
        program = binaries() / "postgres"
        settings = {**tuning(self.sockets, self._shared_buffers_mb), **self._options}
        command = [
            *step_down(account, program, self.data, self.sockets),
            *(str(program), "-D", str(self.data)),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ]
        with self.log.open("ab") as output:
            child = subprocess.Popen(  # noqa: S603 - our own program and arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=server_environment(),
                start_new_session=True,  # Ctrl-C at the terminal must not reach it before its users
            )
        return psutil.Process(child.pid)

    @property
    def log(self) -> Path:
        """Where the server writes its own log."""
        return self.folder / "server.log"

    def _becomes_ready(self, server: psutil.Process) -> bool:
        """Wait until it answers, through crash recovery too; False when it ends instead."""
        while True:
            try:
                with psycopg.connect(libpq_url(self.url("postgres")), connect_timeout=5):
                    return True
            except psycopg.OperationalError as error:
                if not server.is_running() or server.status() == psutil.STATUS_ZOMBIE:
                    return False
                if "authentication failed" in str(error):
                    raise DatabaseBusy(
                        "the embedded database belongs to another account of this machine"
                    ) from None
            time.sleep(STEP_S)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-10:]
        return " / ".join(line for line in lines if "FATAL" in line or "error" in line)[-400:]

    def _ensure_database(self) -> None:
        with psycopg.connect(libpq_url(self.url("postgres")), autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)
            ).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")


@contextmanager
def _alone(path: Path) -> Generator[None, None, None]:
    """Exclusive use of the lock file `path` for the block; waits for its turn."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
