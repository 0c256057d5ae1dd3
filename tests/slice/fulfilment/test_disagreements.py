"""A platform that is behind is found, told again and read again, and the rest is shown."""

from datetime import timedelta
from typing import Any

import pytest

from orderhub.fulfilment.facade import Places, look
from orderhub.fulfilment.service import disagreements as service
from orderhub.sync.facade import ask_again
from tests.slice.fulfilment.conftest import Dock
from tests.support.yard import TWO_SKUS, Yard


async def round_of(dock: Dock, **later: float) -> list[Any]:
    """Let time pass, look once; the disagreements."""
    dock.hub.ahead += timedelta(**later)
    ahead = {"offset_seconds": int(dock.hub.ahead.total_seconds())}
    (await dock.hub.client.post(f"{dock.hub.sandbox['control_url']}/clock", json=ahead))
    async with dock.hub.db.transaction() as tx:
        await look(tx, dock.hub.now(), ask_again)
    return await dock.hub.rows("SELECT kind, healings, healed_at FROM disagreements ORDER BY id")


async def test_a_telling_that_was_lost_is_found_and_healed(dock: Dock) -> None:
    """What the version before had queued, and never did: nothing was told."""
    shop, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await dock.hub.rows("DELETE FROM fulfilment_tasks RETURNING id")
    assert await round_of(dock, minutes=20) == []
    (found,) = await round_of(dock, minutes=20)
    assert (found.kind, found.healed_at) == ("platform_behind", None)
    await dock.tell()
    assert len(await dock.parcels(control, number)) == 1
    (found,) = await round_of(dock, minutes=1)
    assert (found.healings, found.healed_at) == (1, None)  # told, so the order is read again
    await dock.hub.turn(shop)
    (found,) = await round_of(dock, minutes=1)
    assert found.healed_at is not None
    assert len(await round_of(dock, hours=2)) == 1


async def test_a_parcel_of_an_order_that_was_closed_is_shown_until_it_comes_back(
    dock: Dock,
) -> None:
    shop, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await control.change(number, status="closed_refunded")
    async with dock.hub.db.transaction() as tx:
        await ask_again(tx, int(shop.id), [number], dock.hub.now())
    await dock.hub.turn(shop)
    (found,) = await round_of(dock, minutes=40)
    assert (found.kind, found.healings, found.healed_at) == ("shipped_though_closed", 0, None)


async def test_a_platform_that_was_told_is_seen_to_know_within_minutes(dock: Dock) -> None:
    shop, _, number = await dock.pulled("taobao")
    await dock.scan(number)
    await dock.tell()
    await dock.hub.turn(shop)
    assert await round_of(dock, minutes=2) == []
    (package,) = await dock.hub.rows("SELECT agreed_at FROM packages")
    assert package.agreed_at is not None


async def test_a_channel_of_whole_orders_is_not_behind_while_half_of_one_has_left(
    dock: Dock,
) -> None:
    _, control, number = await dock.pulled("jd", orders=[{"lines": TWO_SKUS}])
    first, _ = await dock.hub.rows("SELECT sku_code, quantity FROM order_lines ORDER BY position")
    await dock.scan(number, units={first.sku_code: first.quantity})
    assert await round_of(dock, minutes=40) == []
    assert await dock.parcels(control, number) == []


async def rounds_of(yard: Yard, count: int, **later: float) -> list[tuple[str, str, bool]]:
    """Let time pass, look so many times on end; order, kind and whether it is over."""
    yard.hub.ahead += timedelta(**later)
    after = Places()
    for _ in range(count):
        async with yard.hub.db.transaction() as tx:
            after = (await look(tx, yard.hub.now(), ask_again, after)).after
    rows = await yard.hub.rows("SELECT * FROM disagreements ORDER BY id")
    return [(row.number, row.kind, row.healed_at is not None) for row in rows]


async def shipped_there(yard: Yard, order: Any) -> None:
    """Somebody ships the order, or the rest of it, at its platform."""
    await yard.control.change(order.external_no, status="shipped")
    await read(yard, order)


async def read(yard: Yard, order: Any) -> None:
    """What its platform says of the order by now."""
    async with yard.hub.db.transaction() as tx:
        await ask_again(tx, yard.shop_id, [order.external_no], yard.hub.now())
    await yard.pull()


async def test_what_its_platform_calls_shipped_and_its_warehouse_still_has_is_found_behind_others(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a page: before it come an order that left and one whose time has not come."""
    monkeypatch.setattr(service, "AT_ONCE", 1)
    left, _, other = sorted(await yard.reviewed(3), key=lambda order: order.id)
    await yard.follow()
    for line in await yard.parts(left):
        await yard.leaves(left.number, f"SF7{line.line_no[-8:]}", line)
    await yard.tell()
    await read(yard, left)
    await shipped_there(yard, other)
    found = [(other.number, "warehouse_behind", False)]
    assert await rounds_of(yard, 3, minutes=20) == []
    assert await rounds_of(yard, 4, minutes=20) == found
    open_ones = "SELECT order_id FROM delivery_orders WHERE agreed_at IS NULL ORDER BY order_id"
    assert left.id not in [row.order_id for row in await yard.hub.rows(open_ones)]
    for line in await yard.parts(other):
        await yard.leaves(other.number, f"SF8{line.line_no[-8:]}", line)
    assert await rounds_of(yard, 4, minutes=1) == [(other.number, "warehouse_behind", True)]


async def test_the_rest_that_somebody_else_shipped_is_seen_before_the_warehouse_sends_it_again(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    first, _ = await yard.parts(order)
    package = {"waybill_no": "SF60001", "items": {first.sku_code: first.quantity}}
    told = {"code": order.number, "status": "PARTDELIVERED", "packages": [package]}
    await yard.ask("POST", "/confirm", {"confirms": [told]})
    await yard.tell()
    await read(yard, order)
    await shipped_there(yard, order)
    assert await rounds_of(yard, 1, minutes=40) == [(order.number, "warehouse_behind", False)]
