"""A process hears all its channels by one connection, and is told when it may have missed one."""

import asyncio

from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.infra.ear import hearing
from orderhub.infra.notices import notify

LISTENERS = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
)
CLOSE = text("SELECT pg_terminate_backend(pid, 10000) FROM unnest(CAST(:pids AS int[])) AS pid")
PATIENCE_S = 120


async def listeners(db: Database, many: int) -> list[int]:
    """Who listens, once there are so many: a connection that was closed is seen a while longer."""
    while True:
        async with db.transaction() as tx:
            pids = list((await tx.execute(LISTENERS)).scalars())
        if len(pids) == many:
            return pids
        await asyncio.sleep(0.02)


async def say(db: Database, channel: str, payload: str) -> None:
    async with db.transaction() as tx:
        notify(tx, channel, payload)


async def word(heard: asyncio.Queue[str | None]) -> str:
    while (payload := await heard.get()) is None:
        pass
    return payload


async def test_all_channels_are_heard_by_one_connection_also_after_it_was_lost(
    db: Database,
) -> None:
    one: asyncio.Queue[str | None] = asyncio.Queue()
    two: asyncio.Queue[str | None] = asyncio.Queue()
    async with (
        asyncio.timeout(PATIENCE_S),
        hearing(db, "ear_one", one.put_nowait),
        hearing(db, "ear_two", two.put_nowait),
    ):
        for _ in range(2):
            while await two.get() is not None:
                pass
            await say(db, "ear_one", "a")
            await say(db, "ear_two", "b")
            assert (await word(one), await word(two)) == ("a", "b")
            async with db.transaction() as tx:
                await tx.execute(CLOSE, {"pids": await listeners(db, 1)})
    async with asyncio.timeout(PATIENCE_S):
        await listeners(db, 0)


async def test_who_hears_no_more_leaves_the_others_to_hear(db: Database) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    async with asyncio.timeout(PATIENCE_S), hearing(db, "ear_one", heard.put_nowait):
        other: asyncio.Queue[str | None] = asyncio.Queue()
        async with hearing(db, "ear_two", other.put_nowait):
            assert await other.get() is None
        await say(db, "ear_one", "a")
        assert await word(heard) == "a"


async def test_who_begin_to_hear_at_the_same_moment_share_the_connection(db: Database) -> None:
    names = {f"ear_{n}" for n in range(5)}
    heard: set[str | None] = set()
    begun, over = asyncio.Barrier(len(names) + 1), asyncio.Event()

    async def hear(name: str) -> None:
        async with hearing(db, name, heard.add):
            await begun.wait()
            await over.wait()

    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as ears:
        for name in names:
            ears.create_task(hear(name))
        await begun.wait()
        while not names <= heard:
            for name in names:
                await say(db, name, name)
        await listeners(db, 1)
        over.set()
    async with asyncio.timeout(PATIENCE_S):
        await listeners(db, 0)


async def test_who_stops_while_he_joins_leaves_the_others_to_hear(db: Database) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()

    async def join() -> None:
        async with hearing(db, "ear_two", lambda _: None):
            await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE_S), hearing(db, "ear_one", heard.put_nowait):
        assert await heard.get() is None
        joining = asyncio.create_task(join())
        for _ in range(2):  # so far that it has ended the listening it takes the place of
            await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        while await heard.get() is not None:
            pass
        await say(db, "ear_one", "a")
        assert await word(heard) == "a"
