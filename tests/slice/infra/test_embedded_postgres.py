"""The embedded server: started, shared, adopted, recovered, and gone without a trace."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from orderhub.infra.postgres import EmbeddedPostgres
from orderhub.infra.postgres.account import Account, reachable

STARTER = """
import os, signal, sys
from pathlib import Path
from orderhub.infra.postgres import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), 32).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(tmp_path_factory.mktemp("home") / "hub", shared_buffers_mb=32)
    yield embedded
    embedded.stop()


def connect(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True)


def test_it_speaks_utf8_in_a_builtin_locale_without_a_port_and_with_fsync(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    with connect(server) as connection:
        provider = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding)"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert provider == ("b", "C.UTF-8", "UTF8")
        shown = [
            (connection.execute(f"SHOW {name}").fetchone() or [""])[0]
            for name in ("listen_addresses", "fsync", "synchronous_commit", "full_page_writes")
        ]
    assert shown == ["", "on", "on", "on"]


def test_a_server_that_was_killed_leaves_no_sockets_behind(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    far = tmp_path_factory.mktemp("a-home-far-too-long-for-the-address-of-a-socket") / ("x" * 60)
    embedded = EmbeddedPostgres(far, 32)
    embedded.start()
    assert embedded.sockets.parent != embedded.folder
    server = embedded.server()
    assert server is not None
    server.kill()
    psutil.wait_procs([server], timeout=60)
    embedded.stop()
    assert not embedded.sockets.exists()


def test_it_runs_until_its_last_user_leaves_and_leaves_no_lock(server: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(server.folder.parent, 32)
    server.start()
    second.start()
    server.stop()
    with connect(second) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()
    assert second.server() is None
    assert not (second.data / "postmaster.pid").exists()
    assert list(second.sockets.iterdir()) == []


def test_an_orphaned_server_is_adopted(server: EmbeddedPostgres) -> None:
    killed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", STARTER, str(server.folder.parent)], check=False
    )
    assert killed.returncode == -9
    orphan = server.server()
    assert orphan is not None
    server.start()
    adopted = server.server()
    assert adopted is not None
    assert adopted.pid == orphan.pid


def test_after_a_sigkill_of_the_server_what_was_committed_is_there(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    postmaster = server.server()
    assert postmaster is not None
    postmaster.kill()
    server.ensure()
    with connect(server) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_lock_file_that_names_another_program_is_no_server(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert server.server() is None
    server.start()
    with connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_home_with_a_long_path_gets_a_short_socket(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("deep") / ("x" * 60) / ("y" * 60)
    with EmbeddedPostgres(home, 32) as url:
        assert "x" * 60 not in url
        sockets = EmbeddedPostgres(home).sockets
    assert not sockets.exists()


def test_a_closed_parent_folder_is_noticed(tmp_path: Path) -> None:
    closed = tmp_path / "closed" / "home"
    closed.mkdir(parents=True)
    closed.parent.chmod(0o700)
    nobody = Account("nobody", 65534, 65534, steps_down=True)
    assert not reachable(closed, nobody)
