"""Side by side: nothing is sold twice, given back twice, or refused by the database's locks.

Each promise is shown to be one that can be broken: the same crowd, with the mistake planted, fails.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import count as counting

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import DatabaseBusy
from orderhub.stock.facade import (
    Ending,
    ReservationState,
    Want,
    give_back_unpaid,
    reserve_many,
)
from tests.support.orders import PLACED
from tests.support.stock import balance, findings, stock_up, want

UNITS = 40
BASKETS = 50
LATE = PLACED + timedelta(hours=1)
Reserve = Callable[[Tx, Want], Awaitable[None]]
_SEEN = text("SELECT available, reserved FROM stock_balances b WHERE sku_id = :sku")
_WRITE = text("UPDATE stock_balances SET available = :a, reserved = :r WHERE sku_id = :sku")
_HOLD = text("""
    INSERT INTO stock_reservations (order_id, line_no, sku_id, shop_id, number, quantity, state,
        priority, taken_at)
    VALUES (:order, :line, :sku, 1, 'N', :n, 'held', 0, now())
""")
_TAKE = text("""
    UPDATE stock_balances SET available = available - :n, reserved = reserved + :n
    WHERE sku_id = :sku AND available >= :n
""")
_FREE = text("""
    UPDATE stock_balances SET available = available + :n, reserved = reserved - :n
    WHERE sku_id = (SELECT sku_id FROM stock_reservations WHERE order_id = :order)
""")
_LATE = text("SELECT order_id FROM stock_reservations WHERE expires_at <= :now AND state = 'held'")
_GONE = text("UPDATE stock_reservations SET state = 'released' WHERE order_id = :order")


@pytest.fixture
async def crowd(db: Database) -> AsyncIterator[Database]:
    """A pool with a connection for every basket, all of them there: who had to connect first would
    find the others done."""
    pool = Database(db.url.render_as_string(hide_password=False), pool_size=BASKETS)
    together = asyncio.Barrier(BASKETS)

    async def connect() -> None:
        async with pool.transaction():
            await together.wait()

    await asyncio.gather(*(connect() for _ in range(BASKETS)))
    yield pool
    await pool.close()


async def sound(tx: Tx, wanted: Want) -> None:
    await reserve_many(tx, [wanted], now=PLACED)


async def sell(crowd: Database, reserve: Reserve) -> int:
    """Three times as many orders as units, all at once; returns how many units were promised."""

    async def one(number: int) -> None:
        async with crowd.transaction() as tx:
            await reserve(tx, want(number, ("A", 1)))

    await asyncio.gather(*(one(n) for n in range(3 * UNITS)))
    async with crowd.transaction() as tx:
        held = text("SELECT count(*) FROM stock_reservations WHERE state = 'held'")
        return (await tx.execute(held)).scalar_one()


async def test_three_buyers_for_every_unit_get_each_unit_once(crowd: Database) -> None:
    async with crowd.transaction() as tx:
        await stock_up(tx, {"A": UNITS})
    assert await sell(crowd, sound) == UNITS
    assert await findings(crowd) == []
    async with crowd.transaction() as tx:
        assert await balance(tx, "A") == (0, UNITS, 0, UNITS)


async def test_looking_first_and_taking_after_oversells_and_is_found(crowd: Database) -> None:
    async with crowd.transaction() as tx:
        sku = (await stock_up(tx, {"A": UNITS}))["A"]

    async def careless(tx: Tx, wanted: Want) -> None:
        seen = (await tx.execute(_SEEN, {"sku": sku})).one()
        if seen.available < 1:
            return
        row = {"order": wanted.order_id, "line": "1", "sku": sku, "n": 1}
        await tx.execute(_HOLD, row)
        left = {"a": seen.available - 1, "r": seen.reserved + 1, "sku": sku}
        await tx.execute(_WRITE, left)

    assert await sell(crowd, careless) > UNITS
    assert await findings(crowd) != []


async def baskets(crowd: Database, reserve: Reserve, n: int = BASKETS) -> int:
    """Baskets all at once, SKUs in any order; returns how many were refused."""
    chance = random.Random(5)
    numbers = counting(1)

    async def one(wanted: Want) -> int:
        try:
            async with crowd.transaction() as tx:
                await reserve(tx, wanted)
        except DatabaseBusy:
            return 1
        return 0

    def basket() -> Want:
        codes = chance.sample([f"S{n}" for n in range(8)], 4)
        return want(next(numbers), *((code, 1) for code in codes))

    return sum(await asyncio.gather(*(one(basket()) for _ in range(n))))


async def test_fifty_baskets_in_any_order_meet_no_deadlock(crowd: Database) -> None:
    async with crowd.transaction() as tx:
        await stock_up(tx, {f"S{n}": 40 for n in range(8)})
    assert await baskets(crowd, sound) == 0
    assert await findings(crowd) == []


async def test_locking_as_the_basket_lies_meets_deadlocks(crowd: Database) -> None:
    async with crowd.transaction() as tx:
        ids = await stock_up(tx, {f"S{n}": 40 for n in range(8)})

    async def as_it_lies(tx: Tx, wanted: Want) -> None:
        for line in wanted.lines:
            await tx.execute(_TAKE, {"n": 1, "sku": ids[line.sku_code]})

    assert await baskets(crowd, as_it_lies, 12) > 0


async def cancel(crowd: Database, release: Callable[[Tx, int], Awaitable[None]]) -> None:
    """Every order is cancelled by five at the same time."""

    async def one(order: int) -> None:
        async with crowd.transaction() as tx:
            await release(tx, order)

    async with crowd.transaction() as tx:
        await stock_up(tx, {"A": UNITS})
        await reserve_many(tx, [want(n, ("A", 1)) for n in range(UNITS)], now=PLACED)
    await asyncio.gather(*(one(n % 20) for n in range(100)))


async def test_five_cancellations_give_back_once(crowd: Database) -> None:
    async def release(tx: Tx, order: int) -> None:
        await reserve_many(tx, (), [Ending(order, ReservationState.RELEASED, "x")], now=PLACED)

    await cancel(crowd, release)
    async with crowd.transaction() as tx:
        assert await balance(tx, "A") == (20, 20, 0, UNITS)
    assert await findings(crowd) == []


async def test_giving_back_without_a_look_at_the_state_is_found(crowd: Database) -> None:
    async def release(tx: Tx, order: int) -> None:
        if order < 4:
            await tx.execute(_FREE, {"order": order, "n": 1})
            await tx.execute(_GONE, {"order": order})

    await cancel(crowd, release)
    assert await findings(crowd) != []


async def expire(crowd: Database, release: Callable[[], Awaitable[None]]) -> None:
    """Four of the orders were not paid in time, and five sweep them up at once."""
    async with crowd.transaction() as tx:
        await stock_up(tx, {"A": UNITS})
        wants = [want(n, ("A", 1), unpaid=n < 4) for n in range(UNITS)]
        await reserve_many(tx, wants, now=PLACED)
    await asyncio.gather(*(release() for _ in range(5)))


async def test_what_was_not_paid_in_time_is_given_back_once_however_many_sweep(
    crowd: Database,
) -> None:
    async def ends(order: int) -> None:
        async with crowd.transaction() as tx:
            ending = Ending(order, ReservationState.RELEASED, "closed")
            await reserve_many(tx, (), [ending], now=LATE)

    async def release() -> None:
        # Orders 2 to 7 are refunded at the same moment, each five times.
        await asyncio.gather(give_back_unpaid(crowd, LATE), *(ends(n) for n in range(2, 8)))

    await expire(crowd, release)
    async with crowd.transaction() as tx:
        assert await balance(tx, "A") == (8, UNITS - 8, 0, UNITS)
    assert await findings(crowd) == []


async def test_sweeping_what_was_looked_up_before_gives_back_twice_and_is_found(
    crowd: Database,
) -> None:
    async def release() -> None:
        async with crowd.transaction() as tx:
            late = list((await tx.execute(_LATE, {"now": LATE})).scalars())
            for order in late:
                await tx.execute(_FREE, {"order": order, "n": 1})
                await tx.execute(_GONE, {"order": order})

    await expire(crowd, release)
    assert await findings(crowd) != []
