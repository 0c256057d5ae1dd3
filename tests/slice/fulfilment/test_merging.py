"""Orders of one buyer wait for each other and travel as one, over the warehouse's own wire."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from orderhub.fulfilment import asking
from orderhub.fulfilment.facade import GATHERED, MERGE, look_again, merge_waiting
from orderhub.fulfilment.model.warehouses import Merging
from orderhub.fulfilment.queries.desk import counts
from orderhub.fulfilment.service.merging import (
    Offer,
    count_offers,
    merge,
    offers,
    set_merging,
    take_apart,
)
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.scans import Handed, accept_handed, set_aside, take_scans
from orderhub.fulfilment.service.tasks import want_ship_back
from orderhub.fulfilment.store import accepted
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import Conflict
from orderhub.orders.facade import Flags, standings
from tests.slice.fulfilment.conftest import make_scan
from tests.support.sync import ADMIN
from tests.support.yard import Yard

RECIPIENT = {
    "name": "李雷",
    "phone": "13800000001",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "address": "文三路1号",
}
WAITS_FOR_A_LOCK = """
    SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""
BUYER = {"recipient": RECIPIENT, "buyer_no": "AAH1", "buyer_name": "李**"}


async def gather(yard: Yard, minutes: int, *, merges: bool, **more: Any) -> None:
    said = Merging(gather_minutes=minutes, merges=merges, **more)
    async with yard.hub.db.transaction() as tx:
        await set_merging(tx, ADMIN, yard.warehouse_id, said)


async def offered(tx: Tx, yard: Yard) -> list[Offer]:
    """What the merging tab shows; the number beside its name is the same."""
    told = await offers(tx, None, yard.hub.now())
    assert await count_offers(tx, None, yard.hub.now()) == len(told)
    assert await count_offers(tx, [yard.shop_id + 1], yard.hub.now()) == 0
    return told


async def promised(yard: Yard, order: Any, **left: float) -> None:
    """The order is to be shipped this far from now."""
    at = yard.hub.now() + timedelta(**left)
    await yard.hub.rows(
        "UPDATE orders SET ship_by = :at WHERE id = :id RETURNING id", at=at, id=order.id
    )


async def due(yard: Yard, kind: str) -> None:
    """Run the timers of this kind that are due."""
    now = yard.hub.now()
    for row in await yard.hub.rows(
        "DELETE FROM timers WHERE kind = :k AND due_at <= :now RETURNING *", k=kind, now=now
    ):
        timer = Timer(kind=kind, key=row.key, due_at=row.due_at, payload={})
        async with yard.hub.db.transaction() as tx:
            await (look_again if kind == GATHERED else merge_waiting)(timer, tx, now)


async def time_is_over(yard: Yard) -> None:
    yard.hub.ahead += timedelta(minutes=31)
    await due(yard, GATHERED)
    await yard.follow()


async def given(yard: Yard) -> dict[str, dict[str, int]]:
    """What the warehouse works on: units by code."""
    known = (await yard.ask("GET", ""))["given"]
    return {one["code"]: one["items"] for one in known if one["state"] == "accepted"}


async def sum_of(yard: Yard, *orders: Any) -> dict[str, int]:
    units: dict[str, int] = {}
    for order in orders:
        for sku, n in (await yard.lines(order.id)).items():
            units[sku] = units.get(sku, 0) + n
    return units


async def told_to_channel(yard: Yard, *orders: Any) -> None:
    """Each order's channel is told of its parcel by whoever took the scan, nobody else."""
    async with yard.hub.db.transaction() as tx:
        assert await want_ship_back(tx, [order.id for order in orders], yard.hub.now()) == []
    await yard.follow()
    shown = {one["external_no"]: one["status"] for one in await yard.control.orders()}
    assert {shown[order.external_no] for order in orders} == {"shipped"}


async def statements_for(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, orders: Sequence[Any]
) -> Counter[str]:
    """How often each statement is run once these that travel as one are locked, until their
    warehouse is asked."""
    run: Counter[str] = Counter()
    asked: list[Counter[str]] = []
    execute, lock = psycopg.AsyncCursor[Any].execute, asking.lock_together
    body_of = asking.create_body

    async def counts(cursor: psycopg.AsyncCursor[Any], sql: Any, *more: Any, **how: Any) -> Any:
        run[str(sql)] += 1
        return await execute(cursor, sql, *more, **how)

    async def locks(tx: Tx, order_ids: Sequence[int]) -> list[int]:
        ids = await lock(tx, order_ids)
        run.clear()
        return ids

    def body(*told: Any) -> bytes:
        asked.append(run.copy())
        return body_of(*told)

    async with yard.hub.db.transaction() as tx:
        await merge(tx, ADMIN, [one.number for one in orders], yard.hub.now())
    with monkeypatch.context() as patched:
        patched.setattr(psycopg.AsyncCursor, "execute", counts)
        patched.setattr(asking, "lock_together", locks)
        patched.setattr(asking, "create_body", body)
        await yard.tell()
    (before_the_call,) = asked
    return before_the_call


async def test_of_many_that_travel_as_one_each_is_read_with_the_others(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = await yard.reviewed(7, orders=[BUYER] * 7)
    two = await statements_for(yard, monkeypatch, orders[:2])
    assert two
    assert await statements_for(yard, monkeypatch, orders[2:]) == two


async def test_orders_of_one_buyer_go_as_one_delivery_and_each_channel_order_is_told(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=True)
    pair = {order.id: order for order in await yard.reviewed(3, orders=[BUYER, BUYER])}
    await yard.follow()
    assert await given(yard) == {}
    await due(yard, MERGE)
    rows = await yard.hub.rows("SELECT * FROM delivery_orders ORDER BY order_id")
    lead, second = (pair.pop(row.order_id) for row in rows)
    (alone,) = pair.values()
    assert {(row.lead_id, row.state) for row in rows} == {(lead.id, "planned")}
    with pytest.raises(Conflict, match="travels with other"):
        await yard.split(lead)

    await time_is_over(yard)
    yard.hub.ahead = timedelta()  # channels take no call of half an hour later
    both = await sum_of(yard, lead, second)
    assert await given(yard) == {lead.number: both, alone.number: await yard.lines(alone.id)}
    package = {"waybill_no": "SF50001", "items": both}
    told = {"code": lead.number, "status": "DELIVERED", "times": 2, "packages": [package]}
    await yard.ask("POST", "/confirm", {"confirms": [told]})
    packed = await yard.hub.rows("SELECT order_id, waybill_no, units FROM packages ORDER BY 1")
    assert [(p.order_id, p.waybill_no, p.units) for p in packed] == [
        (order.id, "SF50001", await yard.lines(order.id)) for order in (lead, second)
    ]
    await told_to_channel(yard, lead, second)
    for _ in range(2):
        await yard.ask("POST", "/step", {"code": lead.number, "status": "SIGN"})
    assert (await yard.order(second.external_no)).fulfilment_status == "delivered"
    back = {"items": both, "waybill_no": "SF50001", "return_no": "R1", "times": 2}
    await yard.ask("POST", "/stock", back)
    sql = "SELECT order_id FROM order_facts WHERE kind = 'goods_returned' ORDER BY order_id"
    assert [row.order_id for row in await yard.hub.rows(sql)] == [lead.id, second.id]
    for order in (lead, second):
        assert (await yard.order(order.external_no)).fulfilment_status == "returned"


async def test_a_scan_of_orders_that_travel_as_one_leaves_the_desk_when_it_is_said_again(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=True)
    pair = await yard.reviewed(2, orders=[BUYER, BUYER])
    await yard.follow()
    await due(yard, MERGE)
    await time_is_over(yard)
    scan = make_scan(order_ref=pair[0].number, shops=None)
    async with yard.hub.db.transaction() as tx:
        await accept_handed(tx, [Handed([scan], yard.hub.now())])
        (accepted_id,) = await accepted.first(tx, 9)
        await set_aside(tx, accepted_id, yard.hub.now())
        assert [one.state for one in await take_scans(tx, [scan], yard.hub.now())] == ["applied"]
    rows = await yard.hub.rows("SELECT number, state FROM fulfilment_scans ORDER BY id")
    assert {(row.number, row.state) for row in rows} == {(one.number, "applied") for one in pair}


async def test_orders_a_person_merged_are_taken_apart_while_no_warehouse_has_them(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=False)
    orders = sorted(await yard.reviewed(2, orders=[BUYER] * 2), key=lambda order: order.id)
    one, two = orders
    numbers = [order.number for order in orders]
    await yard.follow()
    await due(yard, MERGE)
    async with yard.hub.db.transaction() as tx:
        (offer,) = await offered(tx, yard)
        assert ([o.number for o in offer.orders], offer.merged) == (numbers, False)
        await merge(tx, ADMIN, numbers, yard.hub.now())
        (offer,) = await offered(tx, yard)
        assert offer.merged
        await take_apart(tx, ADMIN, two.number, yard.hub.now())
        assert await offered(tx, yard) == []
        with pytest.raises(Conflict, match="travels alone"):
            await take_apart(tx, ADMIN, two.number, yard.hub.now())
    await time_is_over(yard)
    assert await given(yard) == {order.number: await yard.lines(order.id) for order in orders}
    with pytest.raises(Conflict, match="warehouse has one"):
        async with yard.hub.db.transaction() as tx:
            await merge(tx, ADMIN, [one.number, two.number], yard.hub.now())


async def test_who_is_stopped_leaves_the_others_before_and_after_the_warehouse_has_them(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=True)
    orders = await yard.reviewed(3, orders=[BUYER] * 3)
    lead, second, third = sorted(orders, key=lambda order: order.id)
    await yard.follow()
    await due(yard, MERGE)
    await yard.said(lead.id, "hold", on=True)
    await yard.follow()
    await time_is_over(yard)
    assert await given(yard) == {second.number: await sum_of(yard, second, third)}
    with pytest.raises(Conflict, match="warehouse has them"):
        async with yard.hub.db.transaction() as tx:
            await take_apart(tx, ADMIN, third.number, yard.hub.now())

    await yard.said(third.id, "hold", on=True)
    await yard.follow()
    await yard.follow()
    assert await given(yard) == {f"{second.number}-2": await yard.lines(second.id)}
    for order in (lead, third):
        await yard.said(order.id, "hold", on=False)
    await yard.follow()
    assert await given(yard) == {
        f"{second.number}-2": await yard.lines(second.id),
        lead.number: await yard.lines(lead.id),
        third.number: await yard.lines(third.id),
    }


async def test_an_order_whose_address_changes_before_the_warehouse_hears_of_it_goes_alone(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=True)
    lead, second, third = sorted(
        await yard.reviewed(3, orders=[BUYER] * 3), key=lambda order: order.id
    )
    await yard.follow()
    await due(yard, MERGE)
    yard.hub.ahead += timedelta(minutes=31)
    await due(yard, GATHERED)
    yard.hub.ahead = timedelta()
    await yard.moved(lead, "文三路2号")
    yard.hub.ahead += timedelta(minutes=31)
    assert (await yard.delivery(lead.id)).state == "sending"
    await yard.tell()
    assert await given(yard) == {}
    await yard.follow()
    assert await given(yard) == {
        f"{lead.number}-2": await yard.lines(lead.id),
        second.number: await sum_of(yard, second, third),
    }


async def test_an_offer_tells_who_travels_together_already(yard: Yard) -> None:
    await gather(yard, 30, merges=False)
    orders = await yard.reviewed(4, orders=[BUYER] * 4)
    one, two, three, four = sorted(orders, key=lambda order: order.id)
    await yard.follow()

    async def together() -> tuple[bool, list[list[int]]]:
        async with yard.hub.db.transaction() as tx:
            (offer,) = await offered(tx, yard)
            return offer.merged, [[order.id for order in those] for those in offer.together]

    assert await together() == (False, [])
    async with yard.hub.db.transaction() as tx:
        await merge(tx, ADMIN, [two.number, four.number], yard.hub.now())
    assert await together() == (False, [[two.id, four.id]])
    async with yard.hub.db.transaction() as tx:
        await merge(tx, ADMIN, [one.number, three.number], yard.hub.now())
    assert await together() == (False, [[one.id, three.id], [two.id, four.id]])
    async with yard.hub.db.transaction() as tx:
        await merge(tx, ADMIN, [one.number, two.number], yard.hub.now())
    assert await together() == (True, [[one.id, two.id, three.id, four.id]])


async def test_two_workers_that_bring_orders_together_at_once_leave_nobody_behind(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=False)
    one, two, three = sorted(await yard.reviewed(3, orders=[BUYER] * 3), key=lambda order: order.id)
    await yard.follow()

    async def merged(*orders: Any) -> None:
        async with yard.hub.db.transaction() as tx:
            await merge(tx, ADMIN, [order.number for order in orders], yard.hub.now())

    async with yard.hub.db.transaction() as first:
        await merge(first, ADMIN, [one.number, two.number], yard.hub.now())
        later = asyncio.create_task(merged(two, three))
        while not await yard.hub.rows(WAITS_FOR_A_LOCK):
            assert not later.done()
    await later
    rows = await yard.hub.rows("SELECT order_id, lead_id FROM delivery_orders ORDER BY 1")
    assert [tuple(row) for row in rows] == [(o.id, one.id) for o in (one, two, three)]
    await time_is_over(yard)
    assert await given(yard) == {one.number: await sum_of(yard, one, two, three)}


async def test_orders_of_a_shop_that_is_left_out_neither_wait_nor_merge(yard: Yard) -> None:
    await gather(yard, 30, merges=True)
    early = sorted(await yard.reviewed(2, orders=[BUYER] * 2), key=lambda order: order.id)
    await yard.follow()
    async with yard.hub.db.transaction() as tx:
        assert (await counts(tx, None, yard.hub.now()))["gathering"] == 2
        assert (await counts(tx, [yard.shop_id + 1], yard.hub.now()))["gathering"] == 0
    await gather(yard, 30, merges=True, alone_shop_ids=[yard.shop_id])
    await due(yard, MERGE)
    async with yard.hub.db.transaction() as tx:
        assert await offered(tx, yard) == []
    with pytest.raises(Conflict, match="no part in merging"):
        async with yard.hub.db.transaction() as tx:
            await merge(tx, ADMIN, [order.number for order in early], yard.hub.now())
    await yard.follow()
    assert await given(yard) == {order.number: await yard.lines(order.id) for order in early}
    async with yard.hub.db.transaction() as tx:
        assert (await counts(tx, None, yard.hub.now()))["gathering"] == 0


async def test_an_order_that_is_stopped_is_offered_to_nobody_while_it_is(yard: Yard) -> None:
    await gather(yard, 30, merges=False)
    orders = sorted(await yard.reviewed(3, orders=[BUYER] * 3), key=lambda order: order.id)
    await yard.follow()

    async def numbers() -> list[list[str]]:
        async with yard.hub.db.transaction() as tx:
            return [[one.number for one in told.orders] for told in await offered(tx, yard)]

    assert await numbers() == [[order.number for order in orders]]
    for stopped, left in ((orders[0], [[order.number for order in orders[1:]]]), (orders[1], [])):
        await yard.hub.rows(
            "UPDATE orders SET flags = flags | :held WHERE id = :id RETURNING id",
            held=int(Flags.HELD),
            id=stopped.id,
        )
        assert await numbers() == left


async def test_an_order_that_is_to_leave_before_its_wait_ends_is_not_kept_waiting(
    yard: Yard,
) -> None:
    await gather(yard, 30, merges=True)
    orders = await yard.reviewed(3, orders=[BUYER] * 3)
    soon, later, other = sorted(orders, key=lambda order: order.id)
    await promised(yard, soon, minutes=29)
    await yard.follow()
    assert await given(yard) == {soon.number: await yard.lines(soon.id)}
    await due(yard, MERGE)
    # What was promised anew for sooner takes those along that travel with it.
    await promised(yard, other, minutes=20)
    async with yard.hub.db.transaction() as tx:
        for order in await standings(tx, ids=[other.id]):
            await follow(tx, order, yard.hub.now())
    await yard.tell()
    both = await sum_of(yard, later, other)
    assert await given(yard) == {soon.number: await yard.lines(soon.id), later.number: both}


async def test_orders_promised_too_far_apart_do_not_travel_as_one(yard: Yard) -> None:
    await gather(yard, 30, merges=True, within_hours=4)
    orders = await yard.reviewed(3, orders=[BUYER] * 3)
    first, second, third = sorted(orders, key=lambda order: order.id)
    for order, hours in ((first, 10), (second, 30), (third, 13)):
        await promised(yard, order, hours=hours)
    await yard.follow()
    await due(yard, MERGE)
    rows = await yard.hub.rows("SELECT order_id, lead_id FROM delivery_orders ORDER BY 1")
    assert [tuple(row) for row in rows] == [(first.id, first.id), (third.id, first.id)]
    async with yard.hub.db.transaction() as tx:
        (offer,) = await offered(tx, yard)
        assert ([one.id for one in offer.orders], offer.merged) == ([first.id, third.id], True)
    with pytest.raises(Conflict, match="too far apart"):
        async with yard.hub.db.transaction() as tx:
            await merge(tx, ADMIN, [first.number, second.number], yard.hub.now())
    await time_is_over(yard)
    assert await given(yard) == {
        first.number: await sum_of(yard, first, third),
        second.number: await yard.lines(second.id),
    }
