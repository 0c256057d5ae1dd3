"""A line that its platform closed is not asked of the warehouse, holds no goods and is not told."""

from collections.abc import Sequence
from typing import Any

import pytest

from orderhub.fulfilment.model.warehouses import Merging
from orderhub.fulfilment.service.merging import merge, set_merging
from orderhub.fulfilment.service.tasks import want_ship_back
from orderhub.infra.db import Tx
from orderhub.orders.facade import Flags
from orderhub.sync.facade import ask_again
from tests.support.stock import balance, findings, stock_up
from tests.support.sync import ADMIN
from tests.support.yard import Yard

TWO_LINES: dict[str, Any] = {
    "orders": [{"lines": [{"sku_code": "SKU-1", "quantity": 2}, {"sku_code": "SKU-2"}]}]
}
PERSON = {
    "name": "李雷",
    "phone": "13800000001",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "address": "文三路1号",
}
BUYER = {"recipient": PERSON, "buyer_no": "AAH1", "buyer_name": "李**"}
FIRST, BOTH = {"SKU-1": 2}, {"SKU-1": 2, "SKU-2": 1}


async def stocked(yard: Yard, **units: int) -> Any:
    """A reviewed order of two of SKU-1 and one of SKU-2, of which there are so many units."""
    there = {name.replace("_", "-"): n for name, n in units.items()}
    async with yard.hub.db.transaction() as tx:
        await stock_up(tx, there, shop=yard.shop_id)
    (order,) = await yard.reviewed(**TWO_LINES)
    return order


async def closes(
    yard: Yard, order: Any, *lines: str, opens: Sequence[str] = (), **more: Any
) -> None:
    """The platform closes lines of the order, or opens them again, and is read, twice."""
    change = {"close_lines": list(lines), "open_lines": list(opens), **more}
    await yard.control.change(order.external_no, **change)
    for _ in range(2):
        await read(yard, order)


async def read(yard: Yard, order: Any) -> None:
    async with yard.hub.db.transaction() as tx:
        await ask_again(tx, yard.shop_id, [order.external_no], yard.hub.now())
    await yard.pull()


async def followed(yard: Yard) -> None:
    """What was planned is told, and what follows from the answers."""
    for _ in range(2):
        await yard.follow()


async def given(yard: Yard) -> dict[str, tuple[str, dict[str, int]]]:
    """What the warehouse knows: state and units by code."""
    known = (await yard.ask("GET", ""))["given"]
    return {one["code"]: (one["state"], one["items"]) for one in known}


async def balances(tx: Tx) -> list[tuple[int, int, int, int]]:
    return [await balance(tx, code) for code in ("SKU-1", "SKU-2")]


async def stand(yard: Yard) -> list[tuple[int, int, int, int]]:
    """(available, reserved, shipped, counted) of both SKUs, which agree with everything."""
    assert await findings(yard.hub.db) == []
    async with yard.hub.db.transaction() as tx:
        return await balances(tx)


async def leaves(yard: Yard, code: str, waybill: str, units: dict[str, int]) -> None:
    package = {"waybill_no": waybill, "items": units}
    await yard.ask("POST", "/confirm", {"confirms": [{"code": code, "packages": [package]}]})


async def too_late(yard: Yard, code: str) -> None:
    """It left the warehouse, and the hub never heard of it."""
    package = {"waybill_no": "SF-lost", "items": {"SKU-1": 1}}
    told = {"code": code, "packages": [package], "forged": True}
    await yard.ask("POST", "/confirm", {"confirms": [told]})


async def test_a_line_closed_after_the_push_is_taken_back_given_free_and_told_to_nobody(
    yard: Yard,
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    assert await given(yard) == {order.number: ("accepted", BOTH)}
    assert await stand(yard) == [(3, 2, 0, 5), (4, 1, 0, 5)]
    await closes(yard, order, "2")
    assert await stand(yard) == [(3, 2, 0, 5), (5, 0, 0, 5)]
    await followed(yard)
    again = f"{order.number}-2"
    assert await given(yard) == {order.number: ("cancelled", BOTH), again: ("accepted", FIRST)}
    assert await yard.open(order.id) == []
    # Units of the closed line fit nowhere; those of the open one are all that leaves.
    await leaves(yard, again, "SF60001", BOTH)
    scans = await yard.hub.rows("SELECT state, reason FROM fulfilment_scans")
    assert [(one.state, one.reason) for one in scans] == [("excepted", "too_many_units")]
    await leaves(yard, again, "SF60002", FIRST)
    after = await yard.order(order.external_no)
    assert (after.stage, after.fulfilment_status) == ("shipped", "shipped")
    assert await stand(yard) == [(3, 0, 2, 5), (5, 0, 0, 5)]
    async with yard.hub.db.transaction() as tx:
        assert await want_ship_back(tx, [order.id], yard.hub.now()) == []
    await yard.tell()
    (shown,) = await yard.control.orders()
    assert shown["status"] == "shipped"
    (told,) = await yard.hub.rows("SELECT state, body FROM fulfilment_tasks WHERE body ? 'lines'")
    (first, _) = await yard.parts(order)
    assert (told.state, told.body["lines"]) == ("done", [[first.line_no, 2]])


async def test_a_line_closed_at_first_sight_is_not_asked_until_it_is_open_again(
    yard: Yard,
) -> None:
    async with yard.hub.db.transaction() as tx:
        await stock_up(tx, {"SKU-1": 5, "SKU-2": 5}, shop=yard.shop_id)
    (placed,) = TWO_LINES["orders"]
    (order,) = await yard.reviewed(orders=[{**placed, "close_lines": ["2"]}])
    await followed(yard)
    assert await given(yard) == {order.number: ("accepted", FIRST)}
    assert await stand(yard) == [(3, 2, 0, 5), (5, 0, 0, 5)]
    assert [line.closed for line in await yard.parts(order)] == [False, True]
    await closes(yard, order, opens=["2"])
    await followed(yard)
    assert await given(yard) == {
        order.number: ("cancelled", FIRST),
        f"{order.number}-2": ("accepted", BOTH),
    }
    assert await stand(yard) == [(3, 2, 0, 5), (4, 1, 0, 5)]


async def test_a_line_closed_before_the_first_call_recalls_nothing(yard: Yard) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await closes(yard, order, "1")
    await followed(yard)
    assert await given(yard) == {order.number: ("accepted", {"SKU-2": 1})}
    assert "order.cancel" not in (await yard.ask("GET", ""))["asked"]


async def test_an_order_whose_every_line_is_closed_is_closed_and_asked_of_nobody(
    yard: Yard,
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await closes(yard, order, "1", "2")
    await followed(yard)
    assert await given(yard) == {}
    after = await yard.order(order.external_no)
    assert (after.stage, after.channel_status) == ("closed", "to_ship")
    assert await stand(yard) == [(5, 0, 0, 5), (5, 0, 0, 5)]
    await closes(yard, order, opens=["1"])
    await followed(yard)
    assert await given(yard) == {order.number: ("accepted", FIRST)}
    await closes(yard, order, "1")
    await followed(yard)
    assert await given(yard) == {order.number: ("cancelled", FIRST)}
    assert await stand(yard) == [(5, 0, 0, 5), (5, 0, 0, 5)]


async def test_a_line_closed_too_late_is_told_to_people_until_it_is_open_again(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.follow()
    await too_late(yard, order.number)
    await closes(yard, order, "2")
    for _ in range(3):
        await yard.follow()
    assert (await yard.delivery(order.id)).state == "too_late"
    (told,) = await yard.open(order.id)
    assert (told.kind, told.owner_role, told.reason) == (
        "lines_changed", "customer_service", "lines_too_late",
    )  # fmt: skip
    assert (await yard.order(order.external_no)).flags & Flags.EXCEPTION
    await closes(yard, order, opens=["2"])
    await followed(yard)
    assert await yard.open(order.id) == []
    assert (await yard.ask("GET", ""))["asked"]["order.cancel"] == 1
    # Each was said once, however often the order was looked at.
    said = await yard.hub.rows(
        "SELECT data FROM order_facts WHERE kind = 'exception' ORDER BY learned_at"
    )
    assert [one.data["on"] for one in said] == [True, False]


async def test_when_the_rest_of_a_partly_shipped_order_is_closed_it_is_shipped(
    yard: Yard,
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    told = {"code": order.number, "status": "PARTDELIVERED"}
    package = {"waybill_no": "SF60001", "items": {"SKU-1": 2}}
    await yard.ask("POST", "/confirm", {"confirms": [{**told, "packages": [package]}]})
    assert (await yard.order(order.external_no)).stage == "partially_shipped"
    await closes(yard, order, "2")
    await followed(yard)
    assert (await yard.order(order.external_no)).stage == "shipped"
    assert await stand(yard) == [(3, 0, 2, 5), (5, 0, 0, 5)]
    # The warehouse has the rest and is not asked back for it: people see to that.
    assert [one.kind for one in await yard.open(order.id)] == ["lines_changed"]


async def test_a_line_closed_after_the_platform_was_told_of_a_parcel_is_free_at_once(
    yard: Yard,
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    package = {"waybill_no": "SF60001", "items": FIRST}
    told = {"code": order.number, "status": "PARTDELIVERED", "packages": [package]}
    await yard.ask("POST", "/confirm", {"confirms": [told]})
    await yard.tell()
    await read(yard, order)
    assert (await yard.order(order.external_no)).channel_status == "partially_shipped"
    await closes(yard, order, "2")
    assert await stand(yard) == [(3, 0, 2, 5), (5, 0, 0, 5)]
    assert "line_may_have_left" not in [one.reason for one in await yard.open(order.id)]


async def test_a_line_refunded_after_it_left_stays_booked_out_and_stops_nothing(
    yard: Yard,
) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=5)
    await yard.follow()
    told = {"code": order.number, "status": "PARTDELIVERED"}
    package = {"waybill_no": "SF60001", "items": {"SKU-2": 1}}
    await yard.ask("POST", "/confirm", {"confirms": [{**told, "packages": [package]}]})
    await closes(yard, order, "2")
    await followed(yard)
    assert (await yard.order(order.external_no)).stage == "partially_shipped"
    assert await yard.open(order.id) == []
    assert await stand(yard) == [(3, 2, 0, 5), (4, 1, 0, 5)]
    await leaves(yard, order.number, "SF60002", FIRST)
    assert (await yard.order(order.external_no)).stage == "shipped"
    assert await stand(yard) == [(3, 0, 2, 5), (4, 0, 1, 5)]


@pytest.mark.parametrize(
    ("closed", "stage", "stock"),
    [("1", "partially_shipped", (3, 2, 0, 5)), ("2", "shipped", (4, 0, 1, 5))],
)
async def test_of_two_lines_of_one_sku_the_refunded_one_keeps_the_parcel_that_was_its_own(
    yard: Yard, closed: str, stage: str, stock: tuple[int, int, int, int]
) -> None:
    async with yard.hub.db.transaction() as tx:
        await stock_up(tx, {"SKU-1": 5, "SKU-2": 5}, shop=yard.shop_id)
    twins = {"lines": [{"sku_code": "SKU-1"}, {"sku_code": "SKU-1"}]}
    (order,) = await yard.reviewed(orders=[twins])
    await yard.follow()
    told = {"code": order.number, "status": "PARTDELIVERED"}
    package = {"waybill_no": "SF60001", "items": {"SKU-1": 1}}
    await yard.ask("POST", "/confirm", {"confirms": [{**told, "packages": [package]}]})
    assert (await yard.order(order.external_no)).stage == "partially_shipped"
    await closes(yard, order, closed)
    await followed(yard)
    assert (await yard.order(order.external_no)).stage == stage
    assert await stand(yard) == [stock, (5, 0, 0, 5)]
    if stage == "shipped":  # The warehouse has the other one still: people see to that.
        assert [one.kind for one in await yard.open(order.id)] == ["lines_changed"]
        return
    assert await yard.open(order.id) == []
    await leaves(yard, order.number, "SF60002", {"SKU-1": 1})
    assert (await yard.order(order.external_no)).stage == "shipped"
    assert await stand(yard) == [(3, 0, 2, 5), (5, 0, 0, 5)]


async def test_goods_that_only_a_closed_line_lacked_are_waited_for_no_more(yard: Yard) -> None:
    order = await stocked(yard, SKU_1=5, SKU_2=0)
    await yard.follow()
    assert await given(yard) == {}
    assert (await yard.order(order.external_no)).flags & Flags.SHORT
    assert [one.kind for one in await yard.open(order.id)] == ["no_stock"]
    await closes(yard, order, "2")
    assert not (await yard.order(order.external_no)).flags & Flags.SHORT
    assert await yard.open(order.id) == []
    await followed(yard)
    assert await given(yard) == {order.number: ("accepted", FIRST)}
    assert await stand(yard) == [(3, 2, 0, 5), (0, 0, 0, 0)]


async def test_a_closed_line_leaves_the_part_that_holds_it(yard: Yard) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.split(order)
    await yard.follow()
    await closes(yard, order, "2")
    await followed(yard)
    assert await given(yard) == {
        f"{order.number}-1": ("accepted", FIRST),
        f"{order.number}-2": ("cancelled", {"SKU-2": 1}),
    }
    assert await yard.open(order.id) == []
    await leaves(yard, f"{order.number}-1", "SF60001", FIRST)
    assert (await yard.order(order.external_no)).stage == "shipped"


async def test_orders_that_travel_as_one_are_taken_back_when_a_line_of_one_is_closed(
    yard: Yard,
) -> None:
    (lines,) = TWO_LINES["orders"]
    one, two = await yard.reviewed(2, orders=[{**lines, **BUYER}] * 2)
    async with yard.hub.db.transaction() as tx:
        await set_merging(tx, ADMIN, yard.warehouse_id, Merging(gather_minutes=30, merges=False))
        await merge(tx, ADMIN, [one.number, two.number], yard.hub.now())
    await followed(yard)
    lead = min(one, two, key=lambda order: order.id)
    assert await given(yard) == {lead.number: ("accepted", {"SKU-1": 4, "SKU-2": 2})}
    await closes(yard, two, "2")
    await followed(yard)
    assert await given(yard) == {
        lead.number: ("cancelled", {"SKU-1": 4, "SKU-2": 2}),
        f"{lead.number}-2": ("accepted", {"SKU-1": 4, "SKU-2": 1}),
    }
    await leaves(yard, f"{lead.number}-2", "SF60001", {"SKU-1": 4, "SKU-2": 1})
    for order in (one, two):
        assert (await yard.order(order.external_no)).stage == "shipped"


@pytest.mark.parametrize(("end", "asked"), [("SUCCESS", FIRST), ("CLOSED", BOTH)])
async def test_a_refund_of_a_line_that_is_not_settled_stops_the_order_until_it_is(
    yard: Yard, end: str, asked: dict[str, int]
) -> None:
    (order,) = await yard.reviewed(**TWO_LINES)
    await yard.follow()
    word = "orders.order.1.refund_status"
    await closes(yard, order, set_fields={word: "WAIT_SELLER_AGREE"})
    await followed(yard)
    assert await given(yard) == {order.number: ("cancelled", BOTH)}
    assert (await yard.order(order.external_no)).flags & Flags.REFUNDING
    assert [one.kind for one in await yard.open(order.id)] == ["refund_open"]
    assert [line.closed for line in await yard.parts(order)] == [False, False]
    await closes(yard, order, set_fields={word: end})
    await followed(yard)
    assert (await given(yard))[f"{order.number}-2"] == ("accepted", asked)
    assert await yard.open(order.id) == []
