"""Gifts that a rule gives: once an order, from our stock, never told as something that was sold."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from orderhub.fulfilment.decide.shipping import plan_telling
from orderhub.fulfilment.service.orders import of_channel, ordered
from orderhub.infra.db import Tx
from orderhub.orders.facade import snapshot, standings
from orderhub.rules import service as rules
from orderhub.rules.model import Gift, GiftShort, Rule
from orderhub.stock.facade import CameBack, take_returned, verify
from tests.support.orders import PLACED, make_actor, make_line, make_order, take_in
from tests.support.stock import HOUSE, balance, stock_up

LATER = PLACED + timedelta(hours=3)
GIFT = Gift(sku="CUP", title="马克杯")
RULE = Rule(
    key="cup",
    name_zh="满99送杯",
    name_en="A cup from 99",
    when=(
        'order.total >= 99.0 && "SKU-1" in order.skus && order.shop_id == 1'
        ' && order.placed_at < timestamp("2026-02-01T00:00:00Z")'
    ),
    gift=GIFT,
)


async def publish(tx: Tx, now: datetime, *given: Rule, based_on: int = 1) -> None:
    (set_id,) = [one.id for one in await rules.load_sets(tx) if one.key == "tags"]
    await rules.publish(tx, make_actor(), set_id, given, enabled=True, based_on=based_on, now=now)


async def lines_of(tx: Tx, number: str) -> list[tuple[str, str, int, int]]:
    found = await tx.execute(
        text(
            "SELECT line_no, sku_code, l.quantity, l.price_minor FROM order_lines l"
            " JOIN orders o ON o.id = l.order_id WHERE o.number = :n ORDER BY position"
        ),
        {"n": number},
    )
    return [tuple(row) for row in found]


SOLD = ("1", "SKU-1", 2, 5000)
GIVEN = ("gift:tags.cup", "CUP", 1, 0)


async def test_a_paid_order_that_meets_the_rule_gets_its_gift_once_and_keeps_it(
    tx: Tx, now: datetime
) -> None:
    await stock_up(tx, {"SKU-1": 20, "CUP": 5})
    await publish(tx, now, RULE)
    order = make_order(1)
    unpaid = make_order(2, status="pending_payment", paid_at=None)
    cheap = make_order(3, total_minor=9000, goods_minor=9000, lines=(make_line(total_minor=9000),))
    one, two, three = await take_in(tx, order, unpaid, cheap)
    assert await lines_of(tx, one) == [SOLD, GIVEN]
    assert [await lines_of(tx, number) for number in (two, three)] == [[SOLD], [SOLD]]
    assert await balance(tx, "CUP") == (4, 1, 0, 5)

    await publish(tx, now, replace(RULE, enabled=False), replace(RULE, key="other"), based_on=2)
    await take_in(tx, replace(order, modified_at=LATER, seller_flag=3))
    assert await lines_of(tx, one) == [SOLD, GIVEN]
    await take_in(tx, replace(unpaid, status="to_ship", paid_at=LATER, modified_at=LATER))
    assert await lines_of(tx, two) == [SOLD, ("gift:tags.other", "CUP", 1, 0)]
    assert await balance(tx, "CUP") == (3, 2, 0, 5)
    told = await snapshot(tx, 1, "E1")
    assert told is not None
    assert [line["sku_code"] for line in told["lines"]] == ["SKU-1"]
    (standing,) = await standings(tx, refs=[one])
    whole = ordered(standing)
    assert len(whole.lines) == 2
    assert [line.sku for line in of_channel(whole).lines] == ["SKU-1"]
    assert plan_telling(of_channel(whole), [], "whole") == []

    await take_in(tx, replace(order, status="cancelled", modified_at=LATER + timedelta(hours=1)))
    assert await balance(tx, "CUP") == (4, 1, 0, 5)


async def test_a_gift_that_comes_back_is_booked_like_what_was_sold(tx: Tx, now: datetime) -> None:
    await stock_up(tx, {"SKU-1": 20, "CUP": 5})
    await publish(tx, now, RULE)
    order = make_order(1)
    (number,) = await take_in(tx, order)
    await take_in(tx, replace(order, status="shipped", modified_at=LATER))
    assert await balance(tx, "CUP") == (4, 0, 1, 5)
    back = CameBack(
        warehouse=HOUSE, message="B1", return_no="R1", number=number, at=LATER, shop_id=1,
        good={"SKU-1": 2, "CUP": 1},
    )  # fmt: skip
    for _ in range(2):
        assert await take_returned(tx, back, LATER) == []
    assert await balance(tx, "CUP") == (5, 0, 1, 6)
    assert await verify(tx) == []


async def test_only_the_first_orders_get_a_gift_that_is_for_the_first(
    tx: Tx, now: datetime
) -> None:
    await publish(tx, now, replace(RULE, gift=replace(GIFT, first=2)))
    numbers = await take_in(tx, make_order(1), make_order(2), make_order(3))
    numbers += await take_in(tx, make_order(4))
    assert [len(await lines_of(tx, number)) for number in numbers] == [2, 2, 1, 1]


@pytest.mark.parametrize("short", list(GiftShort))
async def test_a_gift_out_of_stock_is_waited_for_or_dropped_as_its_rule_says(
    tx: Tx, now: datetime, short: GiftShort
) -> None:
    flagged = short is GiftShort.WAIT
    await stock_up(tx, {"SKU-1": 20, "CUP": 1})
    await publish(tx, now, replace(RULE, gift=replace(GIFT, first=2, short=short)))
    one, two = await take_in(tx, make_order(1), make_order(2))
    assert await lines_of(tx, one) == [SOLD, GIVEN]
    assert await lines_of(tx, two) == ([SOLD, GIVEN] if flagged else [SOLD])
    flags = await tx.execute(
        text("SELECT flags & 16 <> 0 FROM orders WHERE number = :n"), {"n": two}
    )
    assert flags.scalar_one() == flagged
    counted = await tx.execute(text("SELECT given FROM gift_counts WHERE rule = 'tags.cup'"))
    assert counted.scalar_one() == (2 if flagged else 1)
    assert await balance(tx, "SKU-1") == (16, 4, 0, 20)
