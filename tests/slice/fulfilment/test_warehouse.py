"""A warehouse over its own wire: asked once, believed only when it signed, each message once."""

from datetime import timedelta
from typing import Any

import pytest

from orderhub.fulfilment.facade import SHOPS, push_shop
from orderhub.fulfilment.service import pushing
from orderhub.fulfilment.service.tasks import retry, want_ship_back
from orderhub.fulfilment.service.warehouses import set_shops
from orderhub.infra.bus import Message
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import Conflict
from orderhub.orders.facade import Flags, standings
from orderhub.orders.service import refold
from orderhub.orders.service.absorb import look_at_stock
from orderhub.orders.service.presale import DUE
from orderhub.orders.service.presale_due import release
from orderhub.stock.model import ShopStock
from orderhub.stock.service.desk import save_shop
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.store import shops
from orderhub.sync.facade import ask_again
from orderhub_sandbox.catalogue import GOODS
from tests.support.stock import arrive
from tests.support.sync import ADMIN
from tests.support.yard import Yard


async def test_a_refused_order_that_is_asked_for_again_in_vain_is_taken_back_when_it_is_held(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.ask("POST", "/manners", {"refuses": "S005"})
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "rejected"
    await yard.ask("POST", "/manners", {"refuses": "", "drop_answers": 1})
    (task,) = await yard.hub.rows("SELECT id FROM fulfilment_tasks")
    async with yard.hub.db.transaction() as tx:
        await retry(tx, ADMIN, task.id, yard.hub.now())
    await yard.tell()
    # It may have it by now: nothing of it is free, and a hold takes it back.
    assert (await yard.delivery(order.id)).state == "sending"
    await yard.said(order.id, "hold", on=True)
    for _ in range(2):
        await yard.follow()
    assert (await yard.delivery(order.id)).state == "cancelled"
    (given,) = (await yard.ask("GET", ""))["given"]
    assert given["state"] == "cancelled"


async def test_an_order_to_ship_is_asked_for_once_even_when_the_warehouse_is_silent(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.ask("POST", "/manners", {"drop_answers": 1})
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "sending"
    yard.hub.ahead += timedelta(minutes=2)
    await yard.follow()
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "accepted"
    known = await yard.ask("GET", "")
    (given,) = known["given"]
    assert (await yard.order(order.external_no)).flags & Flags.AT_WAREHOUSE
    assert known["asked"] == {"deliveryorder.create": 2}
    assert given["items"] == await yard.lines(order.id)
    assert given["receiver"]["mobile"].isdecimal()
    # The platform closes the order before it left: the warehouse is asked to leave it.
    await yard.control.change(order.external_no, status="closed_refunded")
    async with yard.hub.db.transaction() as tx:
        await ask_again(tx, yard.shop_id, [order.external_no], yard.hub.now())
    await yard.pull()
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "cancelled"
    assert (await yard.ask("GET", ""))["given"][0]["state"] == "cancelled"
    words = "SELECT data FROM order_facts WHERE kind = 'warehouse' ORDER BY learned_at"
    assert [row.data["on"] for row in await yard.hub.rows(words)] == [True, False]


async def test_confirms_repeated_reordered_split_and_forged_ship_the_order_once(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    (one, n), (two, m) = (await yard.lines(order.id)).items()
    first = {"code": order.number, "status": "PARTDELIVERED", "late_seconds": 60, "times": 2}
    last = {"code": order.number, "status": "DELIVERED", "times": 2}
    wish = {
        "confirms": [
            {**first, "packages": [{"waybill_no": "SF20001", "items": {one: n}}]},
            {**last, "packages": [{"waybill_no": "SF20002", "items": {two: m}}]},
        ],
        "reverse": True,
    }
    forged = {**last, "forged": True, "packages": [{"waybill_no": "SF666666", "items": {one: 1}}]}
    refused = await yard.ask("POST", "/confirm", {"confirms": [forged]})
    assert {one["status"] for one in refused["answers"]} == {401}
    answers = (await yard.ask("POST", "/confirm", wish))["answers"]
    assert all(a["status"] == 200 and "success" in a["body"] for a in answers)
    after = await yard.order(order.external_no)
    assert (after.stage, after.fulfilment_status) == ("shipped", "shipped")
    packages = await yard.hub.rows("SELECT waybill_no, units FROM packages ORDER BY waybill_no")
    assert [(p.waybill_no, p.units) for p in packages] == [
        ("SF20001", {one: n}),
        ("SF20002", {two: m}),
    ]
    more = {**last, "times": 1, "packages": [{"waybill_no": "SF20003", "items": {one: 1}}]}
    await yard.ask("POST", "/confirm", {"confirms": [more]})
    excepted = await yard.hub.rows("SELECT reason FROM fulfilment_scans WHERE state = 'excepted'")
    assert [row.reason for row in excepted] == ["too_many_units"]


async def test_steps_stock_and_returns_are_taken_once_each(yard: Yard) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    assert (await yard.ask("POST", "/step", {"code": order.number, "status": "PICK"}))[
        "status"
    ] == 200
    assert (await yard.delivery(order.id)).step == "pick"
    package = {"waybill_no": "SF20001", "items": await yard.lines(order.id)}
    wish = {"confirms": [{"code": order.number, "packages": [package]}]}
    await yard.ask("POST", "/confirm", wish)
    for _ in range(2):
        await yard.ask("POST", "/step", {"code": order.number, "status": "SIGN"})
    assert (await yard.order(order.external_no)).fulfilment_status == "delivered"
    async with yard.hub.db.transaction() as tx:
        await add_skus(tx, [NewSku(code="SKU-1", title="短袖")], yard.hub.now())
    count = {"items": {"SKU-1": 9}, "times": 2, "counted": True, "late_seconds": 60}
    await yard.ask("POST", "/stock", count)
    await yard.ask("POST", "/stock", {"items": {"SKU-1": -2}, "times": 2, "order_type": "QTCK"})
    kept = await yard.hub.rows("SELECT warehouse, reported, unexplained FROM stock_reports")
    assert [(row.warehouse, row.reported, row.unexplained) for row in kept] == [("WH1", 7, 7)]
    back = {"items": {"SKU-1": 1}, "times": 2, "waybill_no": "SF20001"}
    await yard.ask("POST", "/stock", {**back, "return_no": "R1"})
    await yard.ask("POST", "/stock", {**back, "return_no": "R2", "inventory_type": "CC"})
    booked = await yard.hub.rows("SELECT available FROM stock_balances")
    assert [row.available for row in booked] == [1]
    assert (await yard.order(order.external_no)).fulfilment_status == "returned"
    facts = await yard.hub.rows(
        "SELECT data FROM order_facts WHERE kind = 'goods_returned' AND order_id = :id "
        "ORDER BY key",
        id=order.id,
    )
    assert sorted(row.data["reason_code"] for row in facts) == [
        "R1 · SF20001 · SKU-1 ×1",
        "R2 · SF20001 · SKU-1 ×1 (CC)",
    ]
    told = await yard.hub.rows(
        "SELECT topic, count(*) AS n FROM outbox WHERE topic LIKE 'fulfilment.%' GROUP BY topic"
    )
    assert {row.topic: row.n for row in told} == {
        "fulfilment.parcel_shipped.v1": 1,
        "fulfilment.parcel_delivered.v1": 1,
        "fulfilment.stock_reported.v1": 2,
        "fulfilment.parcel_returned.v1": 1,
        "fulfilment.return_received.v1": 2,
    }


async def test_a_hold_recalls_the_order_and_its_release_asks_again_under_another_code(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.said(order.id, "hold", on=True)
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"] == {}
    await yard.said(order.id, "hold", on=False)
    await yard.follow()
    await yard.said(order.id, "hold", on=True)
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "cancelled"
    await yard.said(order.id, "hold", on=False)
    await yard.follow()
    given = {one["code"]: one["state"] for one in (await yard.ask("GET", ""))["given"]}
    again = f"{order.number}-2"
    assert given == {order.number: "cancelled", again: "accepted"}
    package = {"waybill_no": "SF30001", "items": await yard.lines(order.id)}
    await yard.ask("POST", "/confirm", {"confirms": [{"code": again, "packages": [package]}]})
    assert (await yard.order(order.external_no)).stage == "shipped"


async def test_a_presale_is_pushed_once_its_balance_is_paid_and_its_date_has_come(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refold, "clock_now", yard.hub.now)

    async def step(word: str) -> None:
        await yard.control.change(order.external_no, set_fields={"step_trade_status": word})
        async with yard.hub.db.transaction() as tx:
            await ask_again(tx, yard.shop_id, [order.external_no], yard.hub.now())
        await yard.pull()

    (order,) = await yard.reviewed()
    await step("FRONT_PAID_FINAL_NOPAID")
    await yard.follow()
    assert (await yard.order(order.external_no)).flags & Flags.PRESALE_HELD
    day = yard.hub.now() + timedelta(days=3)
    await yard.said(order.id, "presale", on=True, name="manual", until=day.isoformat())
    await step("FRONT_PAID_FINAL_PAID")
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"] == {}
    (due,) = await yard.hub.rows("SELECT key, due_at FROM timers WHERE kind = :k", k=DUE)
    assert due.due_at == day
    yard.hub.ahead += timedelta(days=3, minutes=1)
    timer = Timer(kind=DUE, key=due.key, due_at=due.due_at, payload={})
    await release(timer, yard.hub.db, yard.hub.now)
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"] == {"deliveryorder.create": 1}
    assert (await yard.delivery(order.id)).state == "accepted"


async def test_a_split_order_leaves_part_by_part_under_codes_of_its_own(yard: Yard) -> None:
    order, other = await yard.reviewed(2)
    (a, b) = await yard.parts(order)
    await yard.split(order)
    await yard.follow()
    one, two, three = (f"{order.number}-{n}" for n in (1, 2, 3))
    given = {g["code"]: g for g in (await yard.ask("GET", ""))["given"]}
    assert {code: given[code]["items"] for code in (one, two)} == {
        one: {a.sku_code: a.quantity},
        two: {b.sku_code: b.quantity},
    }
    with pytest.raises(Conflict, match="warehouse has it"):
        await yard.join(order)

    await yard.leaves(one, "SF40001", a)
    assert (await yard.order(order.external_no)).stage == "partially_shipped"
    # What has not left yet is recalled and asked for again; what left is not.
    await yard.said(order.id, "hold", on=True)
    await yard.follow()
    states = "SELECT part, state, asked_as FROM delivery_orders WHERE order_id = :id ORDER BY part"
    held = await yard.hub.rows(states, id=order.id)
    assert [(p.part, p.state) for p in held] == [(1, "accepted"), (2, "cancelled")]
    await yard.said(order.id, "hold", on=False)
    await yard.follow()
    assert [p.asked_as for p in await yard.hub.rows(states, id=order.id)] == [one, three]
    await yard.leaves(three, "SF40002", b)
    assert (await yard.order(order.external_no)).stage == "shipped"
    packed = await yard.hub.rows("SELECT part, units FROM packages ORDER BY part")
    assert [(p.part, p.units) for p in packed] == [
        (1, {a.sku_code: a.quantity}),
        (2, {b.sku_code: b.quantity}),
    ]
    async with yard.hub.db.transaction() as tx:
        assert await want_ship_back(tx, [order.id], yard.hub.now()) == []
    await yard.follow()
    (told,) = [o for o in await yard.control.orders() if o["external_no"] == order.external_no]
    assert told["status"] == "shipped"
    await taken_back(yard, other)


async def taken_back(yard: Yard, other: Any) -> None:
    """Split and whole again before a warehouse has it: asked for under a code never used."""
    await yard.said(other.id, "hold", on=True)
    await yard.follow()
    await yard.split(other)
    await yard.join(other)
    with pytest.raises(Conflict, match="not split"):
        await yard.join(other)
    await yard.said(other.id, "hold", on=False)
    async with yard.hub.db.transaction() as tx:
        for one in await standings(tx, ids=[other.id]):
            await pushing.follow(tx, one, yard.hub.now())
    # What is not to be shipped any more when its turn comes is no "being sent" for ever.
    await yard.said(other.id, "exception", on=True)
    await yard.follow()
    assert tuple(await yard.delivery(other.id))[::2] == ("cancelled", f"{other.number}-2")
    await yard.said(other.id, "exception", on=False)
    await yard.follow()
    known = await yard.ask("GET", "")
    given = {g["code"]: g for g in known["given"] if g["state"] == "accepted"}
    assert given[f"{other.number}-3"]["items"] == await yard.lines(other.id)


async def test_what_the_warehouse_drops_by_itself_waits_for_a_person(yard: Yard) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    await yard.ask("POST", "/step", {"code": order.number, "status": "CANCELED"})
    await yard.follow()
    assert (await yard.delivery(order.id)).state == "cancelled"
    await yard.said(order.id, "exception", on=False)
    await yard.follow()
    after = await yard.delivery(order.id)
    assert (after.state, after.asked_as) == ("accepted", f"{order.number}-2")


async def test_orders_that_wait_when_a_warehouse_is_given_their_shop_are_pushed(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "AT_ONCE", 1)
    async with yard.hub.db.transaction() as tx:
        await set_shops(tx, ADMIN, yard.warehouse_id, [], yard.hub.now())
    orders = await yard.reviewed(2)
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"] == {}
    async with yard.hub.db.transaction() as tx:
        await set_shops(tx, ADMIN, yard.warehouse_id, [yard.shop_id], yard.hub.now())
    await yard.catch_up()
    await yard.follow()
    given = {one["code"] for one in (await yard.ask("GET", ""))["given"]}
    assert given == {order.number for order in orders}


async def test_a_short_order_waits_for_its_goods_unless_its_shop_ships_what_is_short(
    yard: Yard,
) -> None:
    async with yard.hub.db.transaction() as tx:
        await shops.save(tx, ShopStock(shop_id=yard.shop_id), yard.hub.now())
    apart = [[{"sku_code": good.sku_code} for good in goods] for goods in (GOODS[:2], GOODS[2:4])]
    orders = await yard.reviewed(2, orders=[{"lines": lines} for lines in apart])
    first = await yard.lines(orders[0].id)
    codes = {*first, *await yard.lines(orders[1].id)}
    async with yard.hub.db.transaction() as tx:
        ids = await add_skus(tx, [NewSku(code=c, title=c) for c in codes], yard.hub.now())
        await look_at_stock(tx, [order.id for order in orders], yard.hub.now())
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"] == {}
    async with yard.hub.db.transaction() as tx:
        await arrive(tx, {ids[code]: n for code, n in first.items()}, yard.hub.now())
        await look_at_stock(tx, [order.id for order in orders], yard.hub.now())
    await yard.follow()
    given = [one["code"] for one in (await yard.ask("GET", ""))["given"]]
    assert given == [orders[0].number]
    async with yard.hub.db.transaction() as tx:
        ships = ShopStock(shop_id=yard.shop_id, ship_short=True)
        await save_shop(tx, ADMIN, ships, yard.hub.now())
    (said,) = await yard.hub.rows("SELECT * FROM outbox WHERE topic = ANY(:t)", t=list(SHOPS))
    message = Message(
        id="1", topic=said.topic, key=said.key, version=1, occurred_at=said.occurred_at,
        data=said.data,
    )  # fmt: skip
    async with yard.hub.db.transaction() as tx:
        await push_shop(message, tx, yard.hub.now)
    await yard.catch_up()
    await yard.follow()
    given = [one["code"] for one in (await yard.ask("GET", ""))["given"]]
    assert given == [order.number for order in orders]


async def test_an_address_changed_after_the_push_is_recalled_or_told_to_people_too_late(
    yard: Yard,
) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    moved = "仓前街道测试路9号"
    await yard.moved(order, moved)
    await yard.follow()  # recalled
    await yard.follow()  # and asked for again
    again = f"{order.number}-2"
    given = {one["code"]: one for one in (await yard.ask("GET", ""))["given"]}
    assert {code: one["state"] for code, one in given.items()} == {
        order.number: "cancelled",
        again: "accepted",
    }
    assert given[again]["receiver"]["detailAddress"] == moved
    # The same address in another spelling, and a phone alone, take nothing back.
    await yard.moved(order, " 仓前街道测试路９号 ", phone="13800000009")
    await yard.follow()
    assert (await yard.ask("GET", ""))["asked"]["order.cancel"] == 1
    package = {"waybill_no": "SF40001", "items": await yard.lines(order.id)}
    await yard.ask("POST", "/confirm", {"confirms": [{"code": again, "packages": [package]}]})
    for _ in range(2):
        await yard.moved(order, "又一处3号")
        await yard.follow()
    assert [(row.kind, row.owner_role, row.reason) for row in await yard.open(order.id)] == [
        ("address_changed", "customer_service", "too_late")
    ]
    await yard.moved(order, moved)
    await yard.follow()
    assert await yard.open(order.id) == []
    # The buyer hears of each of the three, once, and nowhere is an address said.
    await yard.text_template("address_changed")
    await yard.text_buyers()
    texts = await yard.hub.rows("SELECT kind, parameters FROM notify_sms")
    assert [text.kind for text in texts] == ["address_changed"] * 3
    words = await yard.hub.rows(
        "SELECT data::text AS said FROM order_facts WHERE source = 'wms' OR kind = 'recipient' "
        "UNION ALL SELECT data::text FROM outbox UNION ALL SELECT parameters::text FROM notify_sms"
    )
    said = "".join(row.said for row in words)
    assert order.number in said
    assert not any(place in said for place in ("测试路", "又一处"))
