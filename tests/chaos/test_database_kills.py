"""F48: PostgreSQL is SIGKILLed four times under load; nothing that was committed is lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from orderhub.infra.bus import Subscription, each
from orderhub.infra.db import Database
from orderhub.infra.migrate import migrate
from orderhub.infra.postgres import EmbeddedPostgres
from orderhub.kernel.errors import InfraError
from tests.chaos.counted import TABLE, Told, effect, effects, write
from tests.support.buses import TOPICS, Place, running

KILLS = 4
BETWEEN = 60
WRITERS = 4
PATIENCE_S = 500


@pytest.fixture
async def durable(tmp_path: Path) -> AsyncIterator[tuple[Database, EmbeddedPostgres]]:
    """A server of its own that waits for its disk, as in production."""
    with EmbeddedPostgres(tmp_path / "home", 64) as url:
        migrate(url)
        db = Database(url, pool_size=12)
        yield db, EmbeddedPostgres(tmp_path / "home", 64)
        await db.close()


async def all_have_happened(db: Database, committed: Told) -> list[tuple[str, int]]:
    """Every effect, once none of the committed events lacks its own."""
    while True:
        try:
            found = await effects(db)
        except InfraError:
            found = []
        if committed <= set(found):
            return found
        await asyncio.sleep(0.1)


@pytest.mark.timeout(600)
async def test_a_database_killed_four_times_loses_and_doubles_nothing(
    durable: tuple[Database, EmbeddedPostgres],
) -> None:
    db, server = durable

    async with db.transaction() as tx:
        await tx.execute(TABLE)
    committed: Told = set()
    stop = asyncio.Event()
    consumer = Subscription(consumer="count", topics=TOPICS, handler=each(effect))
    async with running(db, Place("local", "local", ""), consumer, patience_s=PATIENCE_S):
        writers = [asyncio.create_task(write(db, f"o{n}", committed, stop)) for n in range(WRITERS)]
        for _ in range(KILLS):
            enough = len(committed) + BETWEEN
            while len(committed) < enough:  # noqa: ASYNC110 - the writers count
                await asyncio.sleep(0.01)
            process = server.server()
            assert process is not None
            process.kill()
            psutil.wait_procs([process], timeout=30)
            await asyncio.to_thread(server.ensure)
        stop.set()
        await asyncio.gather(*writers)
        found = await all_have_happened(db, committed)
    assert len(found) == len(set(found))
    assert len(committed) >= KILLS * BETWEEN
