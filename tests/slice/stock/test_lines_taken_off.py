"""Lines that a channel closes, lowers or removes late: what may have left is not sold again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.orders.facade import Fact, learn
from orderhub.stock.service.verify import verify
from tests.support.orders import PLACED, make_line, make_order, take_in
from tests.support.stock import balance, stock_up

FOUR = make_line(quantity=4, total_minor=20000)
ONE = make_line(line_no="2", sku_code="SKU-2", quantity=1, total_minor=5000)
CLOSED = replace(FOUR, closed=True)
TAKEN_OFF = {
    "closed": (CLOSED, ONE),
    "lowered": (replace(FOUR, quantity=1, total_minor=5000), ONE),
    "removed": (ONE,),
}
HELD, FREE, SOLD, PART = (6, 4, 0, 10), (10, 0, 0, 10), (6, 0, 4, 10), (8, 0, 2, 10)
ways = pytest.mark.parametrize("lines", TAKEN_OFF.values(), ids=TAKEN_OFF)


async def said(tx: Tx, hour: int, status: str, *lines: Any) -> int:
    """The channel says this of the order at this hour, twice; its id."""
    total = sum(line.total_minor for line in lines)
    order = make_order(
        1, status=status, lines=lines, total_minor=total, goods_minor=total,
        modified_at=PLACED + timedelta(hours=hour),
    )  # fmt: skip
    for _ in range(2):
        await take_in(tx, order)
    return (await tx.execute(text("SELECT id FROM orders"))).scalar_one()


async def left(tx: Tx, order_id: int, lines: Mapping[str, int], hour: int = 2) -> None:
    """A parcel of ours left at this hour with so many units of these lines."""
    sku_of = {"1": "SKU-1", "2": "SKU-2"}
    at = PLACED + timedelta(hours=hour)
    units = {sku_of[no]: n for no, n in lines.items()}
    fact = Fact(
        order_id=order_id, source="wms", kind="parcel", key=f"1:{hour:06}", occurred_at=at,
        learned_at=at, data={"parcel": "P1", "step": "shipped", "units": units, "lines": lines},
    )  # fmt: skip
    await learn(tx, [fact])


async def held(tx: Tx) -> tuple[int, int, int, int]:
    """The balance of the first line's SKU, which agrees with everything."""
    assert await verify(tx) == []
    return await balance(tx, "SKU-1")


async def told(tx: Tx) -> list[tuple[str, str]]:
    """Open exceptions: kind and reason."""
    sql = "SELECT kind, reason FROM order_exceptions WHERE closed_at IS NULL"
    return [(row.kind, row.reason) for row in await tx.execute(text(sql))]


async def settled(tx: Tx, order_id: int) -> None:
    """A person says that what may have left is settled."""
    sql = "SELECT cause FROM order_exceptions WHERE closed_at IS NULL"
    cause = (await tx.execute(text(sql))).scalar_one()
    at = PLACED + timedelta(hours=9)
    fact = Fact(
        order_id=order_id, source="desk", kind="waiver", key="lines_changed", occurred_at=at,
        learned_at=at, data={"name": "lines_changed", "on": True, "cause": cause},
    )  # fmt: skip
    await learn(tx, [fact])


async def stocked(tx: Tx) -> int:
    await stock_up(tx, {"SKU-1": 10, "SKU-2": 10})
    order_id = await said(tx, 1, "to_ship", FOUR, ONE)
    assert await held(tx) == HELD
    return order_id


@ways
async def test_what_is_taken_off_before_anything_left_is_free_at_once(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    await stocked(tx)
    await said(tx, 2, "to_ship", *lines)
    stays = sum(line.quantity for line in lines if line.line_no == "1" and not line.closed)
    assert await held(tx) == (10 - stays, stays, 0, 10)
    await said(tx, 3, "partially_shipped", *lines)
    assert await told(tx) == []
    await said(tx, 4, "shipped", *lines)
    assert await held(tx) == (10 - stays, 0, stays, 10)


@ways
async def test_what_may_have_left_by_the_channels_word_is_kept_and_told_to_people(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await said(tx, 3, "partially_shipped", *lines)
    assert await held(tx) == HELD
    assert await told(tx) == [("lines_changed", "line_may_have_left")]
    await said(tx, 4, "shipped", *lines)
    await said(tx, 5, "completed", *lines)
    assert await held(tx) == SOLD
    assert await told(tx) == [("lines_changed", "line_may_have_left")]


@ways
async def test_that_it_left_in_a_parcel_of_ours_makes_it_clear(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    order_id = await stocked(tx)
    await left(tx, order_id, {"1": 2})
    await said(tx, 3, "partially_shipped", *lines)
    assert await told(tx) == []
    # Of four units two left: two are free, whatever the channel says of the line by now.
    assert await held(tx) == (8, 2, 0, 10)
    await said(tx, 4, "shipped", *lines)
    assert await held(tx) == PART


@ways
async def test_taken_off_in_the_very_word_that_it_is_shipped(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    order_id = await stocked(tx)
    await left(tx, order_id, {"1": 2})
    await said(tx, 3, "shipped", *lines)
    assert await held(tx) == PART


@ways
async def test_a_parcel_told_later_makes_it_clear_at_once(tx: Tx, lines: tuple[Any, ...]) -> None:
    order_id = await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await said(tx, 3, "partially_shipped", *lines)
    assert await held(tx) == HELD
    await left(tx, order_id, {"1": 2})
    assert (await held(tx), await told(tx)) == ((8, 2, 0, 10), [])


@pytest.mark.parametrize("ended", ["cancelled", "closed_refunded"])
@pytest.mark.parametrize("before", ["pending_payment", "unknown"])
async def test_an_order_that_ends_before_any_word_of_goods_that_left_gives_all_back(
    tx: Tx, before: str, ended: str
) -> None:
    await stock_up(tx, {"SKU-1": 10, "SKU-2": 10})
    await said(tx, 1, before, FOUR, ONE)
    await said(tx, 2, ended, FOUR, ONE)
    assert (await held(tx), await told(tx)) == (FREE, [])


@ways
async def test_a_parcel_that_left_after_the_channels_word_tells_nothing_of_what_that_was_of(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    order_id = await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await left(tx, order_id, {"2": 1}, hour=3)
    await said(tx, 4, "partially_shipped", *lines)
    assert (await held(tx))[0] == 6
    assert await told(tx) == [("lines_changed", "line_may_have_left")]
    await said(tx, 5, "completed", *lines)
    assert await held(tx) == SOLD
    assert await told(tx) == [("lines_changed", "line_may_have_left")]
    await settled(tx, order_id)
    assert await told(tx) == []


@ways
async def test_a_scan_that_comes_late_counts_from_when_its_parcel_left(
    tx: Tx, lines: tuple[Any, ...]
) -> None:
    order_id = await stocked(tx)
    await said(tx, 3, "partially_shipped", FOUR, ONE)
    await said(tx, 4, "partially_shipped", *lines)
    assert await held(tx) == HELD
    await left(tx, order_id, {"2": 1}, hour=2)
    assert await told(tx) == []
    stays = sum(line.quantity for line in lines if line.line_no == "1" and not line.closed)
    assert await held(tx) == (10 - stays, stays, 0, 10)


async def test_what_a_later_parcel_holds_of_a_line_is_clear_and_the_rest_is_asked_for(
    tx: Tx,
) -> None:
    order_id = await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await said(tx, 3, "partially_shipped", *TAKEN_OFF["lowered"])
    await left(tx, order_id, {"1": 1, "2": 1}, hour=4)
    assert (await held(tx))[0] == 6
    assert await told(tx) == [("lines_changed", "line_may_have_left")]
    await left(tx, order_id, {"1": 4, "2": 1}, hour=5)
    assert (await held(tx), await told(tx)) == (SOLD, [])


async def test_a_line_that_is_open_again_is_clear(tx: Tx) -> None:
    await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await said(tx, 3, "partially_shipped", CLOSED, ONE)
    await said(tx, 4, "partially_shipped", FOUR, ONE)
    assert await told(tx) == []
    assert await held(tx) == HELD


async def test_a_line_closed_after_all_had_left_is_booked_out_and_nobody_asks(tx: Tx) -> None:
    await stocked(tx)
    await said(tx, 2, "shipped", FOUR, ONE)
    await said(tx, 3, "shipped", CLOSED, ONE)
    assert (await held(tx), await told(tx)) == (SOLD, [])


async def test_a_refund_of_all_gives_back_what_did_not_leave(tx: Tx) -> None:
    order_id = await stocked(tx)
    await left(tx, order_id, {"1": 2})
    await said(tx, 3, "closed_refunded", FOUR, ONE)
    assert await held(tx) == PART
    assert await balance(tx, "SKU-2") == (10, 0, 0, 10)


async def test_a_refund_of_all_after_part_left_by_the_channels_word_gives_nothing_back(
    tx: Tx,
) -> None:
    order_id = await stocked(tx)
    await said(tx, 2, "partially_shipped", FOUR, ONE)
    await said(tx, 3, "closed_refunded", CLOSED, replace(ONE, closed=True))
    assert await held(tx) == SOLD
    assert await told(tx) == [("lines_changed", "line_may_have_left")]
    await settled(tx, order_id)
    assert await told(tx) == []
