"""Durable timers: not early, not twice, not lost."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra import timers
from orderhub.infra.db import Database, Tx, copy
from orderhub.infra.ticker import Ticker
from orderhub.infra.timers import Timer

PAST = timedelta(hours=-1)
AHEAD = timedelta(hours=1)


async def database_now(tx: Tx) -> datetime:
    return (await tx.execute(text("SELECT now()"))).scalar_one()


async def schedule(db: Database, *keys: str, after: timedelta) -> None:
    async with db.transaction() as tx:
        due = await database_now(tx) + after
        await timers.schedule_many(
            tx, [Timer(kind="k", key=key, due_at=due, payload={"n": 1}) for key in keys]
        )


async def left(db: Database) -> list[str]:
    async with db.transaction() as tx:
        found = await tx.execute(text("SELECT key FROM timers ORDER BY key"))
        return list(found.scalars())


async def run_all(*tickers: Ticker) -> None:
    while sum([await ticker.start_due() for ticker in tickers]):
        await asyncio.gather(*(ticker.drain() for ticker in tickers))


async def test_only_what_is_due_runs_and_only_once(db: Database) -> None:
    ran: list[str] = []

    async def handle(timer: Timer, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(timer.key, timer.payload)])
        ran.append(timer.key)

    await schedule(db, *(f"due{n:03}" for n in range(100)), after=PAST)
    await schedule(db, "ahead", after=AHEAD)
    await run_all(*(Ticker(db, {"k": handle}, slots=8) for _ in range(3)))
    assert sorted(ran) == [f"due{n:03}" for n in range(100)]
    assert await left(db) == ["ahead"]


async def test_scheduling_again_moves_the_timer(db: Database) -> None:
    await schedule(db, "a", after=PAST)
    await schedule(db, "a", after=AHEAD)
    ran: list[str] = []

    async def handle(timer: Timer, _tx: Tx) -> None:
        ran.append(timer.key)

    await run_all(Ticker(db, {"k": handle}))
    assert ran == []


async def test_a_handler_may_schedule_its_own_next_run(db: Database) -> None:
    async def handle(timer: Timer, tx: Tx) -> None:
        await timers.schedule(tx, timer.kind, timer.key, await database_now(tx) + AHEAD)

    async def outside(timer: Timer) -> None:
        async with db.transaction() as tx:
            await timers.schedule(tx, timer.kind, timer.key, await database_now(tx) + AHEAD)

    for ticker in (Ticker(db, {"k": handle}), Ticker(db, outside={"k": outside})):
        await schedule(db, "a", after=PAST)
        await run_all(ticker)
        assert await left(db) == ["a"]


async def test_a_failing_timer_keeps_nothing_of_its_effect_and_comes_again(db: Database) -> None:
    async def fail(timer: Timer, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(timer.key, {})])
        raise ValueError("a defect")

    await schedule(db, "a", after=PAST)
    await run_all(Ticker(db, {"k": fail}))
    async with db.transaction() as tx:
        row = (await tx.execute(text("SELECT attempts, due_at > now() FROM timers"))).one()
        kept = (await tx.execute(text("SELECT 1 FROM installation WHERE key = 'a'"))).all()
    assert row == (1, True)
    assert kept == []


async def test_a_timer_of_a_killed_worker_runs_again_after_its_claim(db: Database) -> None:
    ran: list[str] = []

    async def handle(timer: Timer) -> None:
        ran.append(timer.key)

    await schedule(db, "a", after=PAST)
    async with db.transaction() as tx:
        await tx.execute(
            text("UPDATE timers SET claimed_until = now() + interval '1 h'"),
        )
    ticker = Ticker(db, outside={"k": handle})
    await run_all(ticker)
    assert ran == []
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE timers SET claimed_until = now() - interval '1 s'"))
    await run_all(ticker)
    assert ran == ["a"]


async def test_of_timers_that_end_together_one_scheduled_anew_stays(db: Database) -> None:
    ran: list[str] = []
    all_began = asyncio.Event()

    async def handle(timer: Timer) -> None:
        ran.append(timer.key)
        if len(ran) == 8:
            await schedule(db, "due3", after=AHEAD)
            all_began.set()
        await all_began.wait()

    await schedule(db, *(f"due{n}" for n in range(8)), after=PAST)
    await run_all(Ticker(db, outside={"k": handle}, slots=8))
    assert sorted(ran) == [f"due{n}" for n in range(8)]
    assert await left(db) == ["due3"]


async def test_a_cancelled_timer_never_runs(db: Database) -> None:
    await schedule(db, "a", after=PAST)
    async with db.transaction() as tx:
        assert await timers.cancel(tx, "k", "a")
        assert not await timers.cancel(tx, "k", "a")
    assert await left(db) == []
