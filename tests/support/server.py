"""One embedded PostgreSQL for a whole test session, shared by its xdist workers."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from orderhub.infra.migrate import migrate
from orderhub.infra.postgres import EmbeddedPostgres

TEMPLATE = "orderhub"
PREFIX = "orderhub-tests-"
MEMORY = Path("/dev/shm")  # noqa: S108 - every user's, as /tmp is
ENOUGH_BYTES = 2_000_000_000
# Tests prove durability on servers of their own (tests/e2e, tests/chaos); this one is for speed.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "512MB",
    "max_connections": "300",  # each process of the tests may bring a crowd
}


class TestServer:
    """Databases for tests: each a clone of a template that was migrated once."""

    __test__ = False

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server

    def clone(self, name: str) -> str:
        """A fresh, migrated database called `name`, replacing an older one; returns its URL."""
        return self.copy(TEMPLATE, name)

    def copy(self, source: str, name: str) -> str:
        """A database called `name` as `source` is now, to which nobody is connected."""
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy".encode())
        return self._server.url(name)

    def empty(self, name: str) -> str:
        """A fresh database without any table; returns its URL."""
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self._server.url(name)

    def drop(self, name: str) -> None:
        """Remove the database `name`, whoever is connected."""
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

    @contextmanager
    def _admin(self) -> Generator[psycopg.Connection, None, None]:
        url = self._server.url("postgres").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


@contextmanager
def shared_server(run_id: str) -> Generator[TestServer, None, None]:
    """Join this session's server; the first starts and migrates it, the last removes it."""
    clear_abandoned()
    home = place() / f"{PREFIX}{run_id}"
    server = EmbeddedPostgres(home, shared_buffers_mb=128, options=FAST)
    url = server.start()
    try:
        with (home / "template.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not (home / "template.ready").exists():
                migrate(url)
                (home / "template.ready").touch()
        yield TestServer(server)
    finally:
        server.stop()
        if server.server() is None:
            shutil.rmtree(home, ignore_errors=True)


def place() -> Path:
    """In memory where there is enough: a database is a thousand files, and each test has a fresh
    one, which takes a fifth of the time there."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).total >= ENOUGH_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


def clear_abandoned() -> None:
    """Stop and remove servers of test sessions that were killed."""
    for home in place().glob(f"{PREFIX}*"):
        lock = home / "postgres" / "users.lock"
        if not lock.exists() or not os.access(lock, os.W_OK):
            continue
        with lock.open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
        if _old(lock):
            server = EmbeddedPostgres(home, shared_buffers_mb=128, options=FAST)
            server.start()
            server.stop()
            shutil.rmtree(home, ignore_errors=True)


def _old(lock: Path) -> bool:
    """Whether nobody started here lately (a start in progress holds no lock yet)."""
    newest = max(path.stat().st_mtime for path in lock.parent.iterdir())
    return Path("/proc/self").stat().st_mtime - newest > 120
