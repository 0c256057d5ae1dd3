"""F49: the database dies under load and its synchronous standby takes over."""

import asyncio
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import pytest

from orderhub.infra.bus import Subscription, each
from orderhub.infra.db import Database
from orderhub.infra.migrate import migrate
from orderhub.infra.postgres import EmbeddedPostgres
from orderhub.infra.postgres.account import give, server_account, step_down
from orderhub.infra.postgres.cluster import ROLE, binaries
from tests.chaos.counted import TABLE, Told, effect, effects, write
from tests.support.buses import TOPICS, Place, running

BETWEEN = 40
WRITERS, EACH = 4, 6
PATIENCE_S = 400
BUFFERS_MB = 32


@dataclass
class Pair:
    """A server and its standby; `url` is the hub's: whichever takes writes."""

    first: EmbeddedPostgres
    second: EmbeddedPostgres
    committed: Told = field(default_factory=set[tuple[str, int]])

    @property
    def url(self) -> str:
        hosts = quote(f"{self.first.sockets},{self.second.sockets}", safe="")
        named = "target_session_attrs=read-write"
        return f"postgresql+psycopg://{ROLE}@/orderhub?host={hosts}&{named}"

    def keep_in_step(self) -> None:
        """From now on a commit is told only when the standby has it too."""
        tell(self.first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        tell(self.first, "SELECT pg_reload_conf()")
        while not asked(
            self.first, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        ):
            pass

    def part(self) -> None:
        """The standby hears nothing more."""
        tell(self.second, "ALTER SYSTEM SET primary_conninfo = ''")
        tell(self.second, "SELECT pg_reload_conf()")
        while asked(self.second, "SELECT count(*) FROM pg_stat_wal_receiver"):
            pass

    def fail_over(self) -> None:
        """The first is gone for good (fenced), the second takes over."""
        process = self.first.server()
        assert process is not None
        process.kill()
        psutil.wait_procs([process], timeout=30)
        tell(self.second, "SELECT pg_promote()")

    async def until_committed(self, more: int) -> None:
        enough = len(self.committed) + more
        while len(self.committed) < enough:  # noqa: ASYNC110 - the writers count
            await asyncio.sleep(0.01)

    def latest(self) -> dict[str, int]:
        """The newest version of each writer."""
        return dict(sorted(self.committed))


def tell(server: EmbeddedPostgres, sql: str) -> None:
    with psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.encode())


def asked(server: EmbeddedPostgres, sql: str) -> int:
    with psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True) as connection:
        row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else 0


def copy_of(server: EmbeddedPostgres, home: Path) -> EmbeddedPostgres:
    """A standby in another home, as `pg_basebackup` makes it."""
    rules = server.data / "pg_hba.conf"
    rules.write_text(f"{rules.read_text()}local replication all peer map=installation\n")
    tell(server, "SELECT pg_reload_conf()")
    standby = EmbeddedPostgres(home, BUFFERS_MB)
    account = server_account(server.data)
    home.mkdir(mode=0o711)
    standby.folder.mkdir(mode=0o711)
    give(standby.data, account)
    program = binaries() / "pg_basebackup"
    command = [
        *step_down(account, program, standby.data, server.sockets),
        *(str(program), "-D", str(standby.data), "-h", str(server.sockets), "-U", ROLE),
        *("-R", "-X", "stream", "-c", "fast"),
    ]
    subprocess.run(command, check=True, cwd="/", timeout=120)  # noqa: S603 - our own program
    return standby


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    first = EmbeddedPostgres(tmp_path / "one", BUFFERS_MB)
    with first as url:
        migrate(url)
        second = copy_of(first, tmp_path / "two")
        with second:
            yield Pair(first, second)


async def work_through(pair: Pair, db: Database, *, parted: bool) -> list[tuple[str, int]]:
    """Every effect on the standby, once it has what is written after it took over. `parted`: the
    planted bug, a standby that is behind when the first dies."""

    async with db.transaction() as tx:
        await tx.execute(TABLE)
    stop = asyncio.Event()
    consumer = Subscription(consumer="count", topics=TOPICS, handler=each(effect))
    async with (
        running(db, Place("local", "local", ""), consumer, patience_s=PATIENCE_S),
        asyncio.TaskGroup() as writers,
    ):
        for n in range(WRITERS):
            writers.create_task(write(db, f"o{n}", pair.committed, stop))
        await pair.until_committed(BETWEEN)
        await asyncio.to_thread(pair.part if parted else pair.keep_in_step)
        await pair.until_committed(BETWEEN)
        await asyncio.to_thread(pair.fail_over)
        last = pair.latest()
        while any(now < last[key] + EACH for key, now in pair.latest().items()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stop.set()
        # Of each writer one answer of the first server may have been on its way.
        wanted = {(key, n) for key, n in pair.committed if not parted or n > last[key] + 1}
        while not wanted <= set(found := await effects(db)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("parted", [False, True])
async def test_a_standby_in_step_takes_over_without_loss_and_one_behind_is_noticed(
    pair: Pair, *, parted: bool
) -> None:
    db = Database(pair.url, pool_size=12)
    try:
        found = await work_through(pair, db, parted=parted)
    finally:
        await db.close()
    assert len(found) == len(set(found))
    assert (pair.committed <= set(found)) is not parted
