"""Group commit: what many callers want at once is done in few transactions, each for itself."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.infra.gather import Gathered

BAD = 7


async def transactions(tx: Tx, items: Sequence[int]) -> list[tuple[int, str]]:
    if BAD in items:
        raise ValueError("this one cannot be done")
    number = (await tx.execute(text("SELECT pg_current_xact_id()::text"))).scalar_one()
    return [(item, number) for item in items]


async def test_calls_at_once_share_a_transaction(db: Database) -> None:
    desk = Gathered(db.transaction, transactions)
    told = await asyncio.gather(*(desk(item) for item in range(100, 120)))
    assert [item for item, _ in told] == list(range(100, 120))
    assert len({number for _, number in told}) <= 2


async def test_one_that_cannot_be_done_takes_no_other_with_it(db: Database) -> None:
    desk = Gathered(db.transaction, transactions)
    told = await asyncio.gather(*(desk(item) for item in range(10)), return_exceptions=True)
    assert [item for item in told if isinstance(item, ValueError)] == [told[BAD]]
    assert [one[0] for one in told if isinstance(one, tuple)] == [n for n in range(10) if n != BAD]


async def test_a_caller_who_leaves_stops_nobody(db: Database) -> None:
    desk = Gathered(db.transaction, transactions)
    leaving = asyncio.create_task(desk(1))
    staying = asyncio.create_task(desk(2))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert (await staying)[0] == 2


async def test_the_next_ones_are_worked_on_while_the_first_commit(db: Database) -> None:
    second_works = asyncio.Event()

    @asynccontextmanager
    async def slow_to_commit() -> AsyncGenerator[Tx, None]:
        async with db.transaction() as tx:
            yield tx
            await asyncio.wait_for(second_works.wait(), 120)

    async def work(tx: Tx, items: Sequence[int]) -> list[tuple[int, str]]:
        if 2 in items:
            second_works.set()
        return await transactions(tx, items)

    desk = Gathered(slow_to_commit, work)
    first = asyncio.create_task(desk(1))
    await asyncio.sleep(0)  # It is in a batch of its own.
    assert [one[0] for one in await asyncio.gather(first, desk(2))] == [1, 2]
