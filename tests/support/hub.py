"""A whole hub as its users run it: `orderhub up` in a home of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from orderhub.apps.forked import children_called
from orderhub.infra.postgres import EmbeddedPostgres

STOP_S = 300


class RunningHub:
    """The process tree of one `orderhub up`; what it printed is in `told`."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self._options = options
        self.told: dict[str, Any] = {}

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ORDERHUB_")}
        environment["ORDERHUB_HOME"] = str(self.home)
        environment["ORDERHUB_NOTIFY_PRIVATE"] = "true"  # the receivers are on this machine
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "orderhub.apps", "up", "--json", *self._options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the hub did not start: {self.process.wait()}"
        self.told = {**self.told, **json.loads(line)}

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.terminate()
        return self.process.wait(STOP_S)

    def children(self, name: str) -> list[psutil.Process]:
        """The child processes called `name` ("api", "worker", "demo")."""
        return children_called(self.process.pid, name)

    def kill_group(self) -> None:
        """SIGKILL everything at once, the database too."""
        tree = [
            self.process.pid,
            *(c.pid for c in psutil.Process(self.process.pid).children(recursive=True)),
        ]
        server = self.database.server()
        if server is not None:
            tree += [server.pid, *(c.pid for c in server.children(recursive=True))]
        for pid in tree:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(STOP_S)

    @property
    def database(self) -> EmbeddedPostgres:
        """The embedded server of this hub (not started by asking for it)."""
        return EmbeddedPostgres(Path(self.told.get("home", self.home)))

    @contextmanager
    def client(self) -> Generator[httpx.Client, None, None]:
        """A client with a session of the administrator."""
        with httpx.Client(base_url=self.told["address"], trust_env=False, timeout=120) as client:
            login = {"username": self.told["username"], "password": self.told["password"]}
            answer = client.post("/api/v1/session", json=login)
            assert answer.is_success, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield client


@contextmanager
def running_hub(home: Path, *options: str) -> Generator[RunningHub, None, None]:
    """A hub for the block, on a free port; nothing of it is left afterwards."""
    port = () if "--port" in options else ("--port", "0")
    hub = RunningHub(home, *port, *options)
    hub.start()
    try:
        yield hub
    finally:
        if hub.process.poll() is None:
            hub.stop()
        with hub.database:
            pass  # The last user of an orphaned server stops it.
