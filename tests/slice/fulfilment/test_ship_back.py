"""A scan is told to the platform exactly once, whatever happens on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from orderhub.channels.facade import session_for
from orderhub.fulfilment import telling
from orderhub.fulfilment.model.parcels import Source
from orderhub.fulfilment.model.tasks import Begun, Ended, TaskState, Tried
from orderhub.fulfilment.service import tasks
from orderhub.fulfilment.service.notes import note_shown, note_to_tell, write_note
from orderhub.fulfilment.store import tasks as store
from orderhub.fulfilment.telling import Teller
from orderhub.kernel.errors import AlreadyDone, Conflict
from orderhub.sync.facade import ask_again
from tests.slice.fulfilment.conftest import Dock
from tests.support.sync import ADMIN, HURRIED
from tests.support.yard import TWO_SKUS

CHANNELS = ["taobao", "pinduoduo", "kuaishou"]  # others by the tests below


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_scanned_parcel_is_shipped_here_and_at_the_platform_once(
    dock: Dock, channel: str
) -> None:
    shop, control, number = await dock.pulled(channel)
    assert (await dock.scan(number)).state == "applied"
    assert (await dock.scan(number)).state == "repeated"
    assert (await dock.order(number)).stage == "shipped"
    for _ in range(2):
        await dock.tell()
    task = await dock.task(number)
    assert (task.state, task.attempts) == ("done", 1)
    (parcel,) = await dock.parcels(control, number)
    assert parcel["waybill_no"] == "SF1000000001"
    await dock.hub.turn(shop)
    assert (await dock.order(number)).channel_status == "shipped"


async def test_silence_is_resolved_by_asking_and_not_by_telling_again(dock: Dock) -> None:
    _, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await control.fault("silent_after_write", args={"seconds": 20})
    hurried = partial(session_for, replace(dock.hub.outside, limits=HURRIED))
    teller = Teller(dock.hub.db, hurried, dock.hub.now, ask_again)
    await replace(dock, teller=teller).tell()
    assert (await dock.task(number)).state == "unknown"
    assert len(await dock.parcels(control, number)) == 1
    await dock.tell()
    assert (await dock.task(number)).state == "unknown"
    dock.hub.ahead += timedelta(minutes=2)
    await dock.tell()
    assert (await dock.task(number)).state == "done"
    sent: dict[str, int] = {}
    async with asyncio.timeout(120):  # Until the platform sees that nobody listens, and counts it.
        while not sent:
            await asyncio.sleep(0.02)
            sent = (await control.calls()).get("taobao.logistics.offline.send", {})
    assert sum(sent.values()) == 1


async def test_a_process_that_died_in_the_call_leaves_no_second_parcel(dock: Dock) -> None:
    """Killed after the platform took it, before the end was written down."""
    _, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await killed_in_the_call(dock, number)
    await dock.tell()
    assert (await dock.task(number)).state == "calling"  # its time is not over
    dock.hub.ahead += timedelta(minutes=3)
    await dock.tell()
    assert (await dock.task(number)).state == "done"
    sent = (await control.calls()).get("taobao.logistics.offline.send", {})
    assert sum(sent.values()) == 1


async def test_a_process_that_wakes_up_after_its_time_writes_nothing_over_what_was_told(
    dock: Dock,
) -> None:
    _, _, number = await dock.pulled("taobao")
    await dock.scan(number)
    await killed_in_the_call(dock, number)
    task_id = (await dock.task(number)).id
    async with dock.hub.db.transaction() as tx:
        asleep = await store.get(tx, task_id)
    assert asleep is not None
    dock.hub.ahead += timedelta(minutes=3)
    await dock.tell()
    async with dock.hub.db.transaction() as tx:
        too_late = Ended(TaskState.WAITING, "channel_unavailable", due_at=dock.hub.now())
        await tasks.end(tx, [Tried(asleep, too_late)], dock.hub.now())
    assert (await dock.task(number)).state == "done"


async def test_a_planted_blind_repeat_is_seen_as_a_second_call(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bug of never asking first: the platform is told twice."""
    _, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await killed_in_the_call(dock, number)
    dock.hub.ahead += timedelta(minutes=3)
    careful = telling._tell_channel  # pyright: ignore[reportPrivateUsage]

    async def blind(shop: Any, session: Any, begun: Begun) -> None:
        await careful(shop, session, Begun(begun.task, ask_first=False))

    monkeypatch.setattr(telling, "_tell_channel", blind)
    await dock.tell()
    sent = (await control.calls()).get("taobao.logistics.offline.send", {})
    assert sum(sent.values()) == 2


async def killed_in_the_call(dock: Dock, number: str) -> None:
    """Tell the platform as a process does that is killed before it can write the end down."""
    before = await dock.task(number)
    await dock.tell()
    await dock.hub.rows(
        "UPDATE fulfilment_tasks SET state = 'calling', calling_until = :until "
        "WHERE id = :id RETURNING id",
        id=before.id,
        until=dock.hub.now() + timedelta(seconds=90),
    )
    await dock.hub.rows(
        "INSERT INTO timers (kind, key, due_at) VALUES ('fulfilment.tell', :key, now()) "
        "ON CONFLICT DO NOTHING RETURNING key",
        key=str(before.id),
    )


async def test_a_platform_that_is_down_is_told_later(dock: Dock) -> None:
    _, control, number = await dock.pulled("jd")
    await dock.scan(number)
    await control.fault("F2", args={"seconds": 30})
    await dock.tell()
    task = await dock.task(number)
    assert (task.state, task.code, task.attempts) == ("waiting", "rate_limited", 0)
    dock.hub.ahead += timedelta(minutes=5)
    await dock.tell()
    assert (await dock.task(number)).state == "done"
    assert len(await dock.parcels(control, number)) == 1


async def test_a_refund_opened_meanwhile_stops_the_telling_and_a_person_hears(dock: Dock) -> None:
    _, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    url = f"{dock.hub.sandbox['control_url']}/taobao/0/cases"
    case = {"external_no": number, "kind": "refund_only", "status": "requested"}
    (await dock.hub.client.post(url, json={"cases": [case]})).raise_for_status()
    await dock.tell()
    assert (await dock.task(number)).state == "refused"
    assert await dock.parcels(control, number) == []
    topic = "fulfilment.task_stopped.v1"
    assert len(await dock.hub.rows("SELECT 1 FROM outbox WHERE topic = :t", t=topic)) == 1


async def test_split_parcels_follow_each_channel_s_own_rule(dock: Dock) -> None:
    """Douyin is told of each parcel, JD once everything has left."""
    for channel, first in (("douyin", 1), ("jd", 0)):
        shop, control, number = await dock.pulled(channel, orders=[{"lines": TWO_SKUS}])
        order = await control._send(  # pyright: ignore[reportPrivateUsage]
            "GET", f"{dock.hub.sandbox['control_url']}/{channel}/0/orders/{number}"
        )
        one, two = order["lines"]
        units = {one["sku_code"]: one["quantity"]}
        await dock.scan(number, "SF1000000001", units=units)
        await dock.tell()
        assert (await dock.order(number)).fulfilment_status == "partially_shipped"
        assert len(await dock.parcels(control, number)) == first
        await dock.scan(number, "SF1000000002", units={two["sku_code"]: two["quantity"]})
        await dock.tell()
        assert len(await dock.parcels(control, number)) == first + 1
        await dock.hub.turn(shop)
        assert (await dock.order(number)).channel_status == "shipped"


@pytest.mark.parametrize("channel", ["taobao", "douyin", "kuaishou"])
@pytest.mark.parametrize("silent", [False, True])
async def test_what_a_warehouse_adds_to_a_parcel_that_was_told_is_told_too(
    dock: Dock, channel: str, *, silent: bool
) -> None:
    """Intermediate confirms of one parcel: the second adds another line to it."""
    shop, control, number = await dock.pulled(channel, orders=[{"lines": TWO_SKUS}])
    lines = await dock.hub.rows(
        "SELECT l.sku_code, l.quantity FROM order_lines l JOIN orders o ON o.id = l.order_id "
        "WHERE o.external_no = :n ORDER BY l.position",
        n=number,
    )
    for line in lines:
        wms = {"source": Source.WMS, "sender": "warehouse:1"}
        for _ in range(2):
            dock.scanned = int(line is not lines[0])
            await dock.scan(number, units={line.sku_code: line.quantity}, **wms)
        if silent and line is lines[1]:
            (task,) = await dock.hub.rows("SELECT id FROM fulfilment_tasks WHERE body ? 'adds'")
            await dock.hub.rows(
                "UPDATE fulfilment_tasks SET state = 'unknown' WHERE id = :id RETURNING id",
                id=task.id,
            )
        for _ in range(2):
            await dock.tell()
    told = [one["line_no"] for p in await dock.parcels(control, number) for one in p["lines"]]
    assert told == ["1", "2"]
    await dock.hub.turn(shop)
    order = await dock.order(number)
    assert (order.fulfilment_status, order.channel_status) == ("shipped", "shipped")


async def test_a_changed_waybill_takes_the_place_of_the_old_one(dock: Dock) -> None:
    _, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await dock.tell()
    assert (await dock.scan(number, "SF2", replaces="SF1000000001")).state == "applied"
    await dock.tell()
    assert [p["waybill_no"] for p in await dock.parcels(control, number)] == ["SF2"]


async def test_a_note_and_a_flag_are_written_back_in_the_order_they_were_given(
    dock: Dock,
) -> None:
    _, control, number = await dock.pulled("taobao")
    order = await dock.order(number)
    for note, flag in (("尽快发", 1), ("不急", 3)):
        async with dock.hub.db.transaction() as tx:
            await write_note(tx, ADMIN, order.number, (note, flag), dock.hub.now())
    async with dock.hub.db.transaction() as tx:
        shown = await note_shown(tx, ADMIN, order.number)
        assert shown.written is not None
        older = next(one for one in await store.of_order(tx, order.id) if one.kind == "note")
        with pytest.raises(AlreadyDone, match="newer note"):
            await note_to_tell(tx, older)
        with pytest.raises(Conflict, match="no such flag"):
            await write_note(tx, ADMIN, order.number, ("", 9), dock.hub.now())
    assert (shown.takes, shown.written.state, shown.flags[3]) == (True, "waiting", "green")
    await dock.tell()
    told = next(one for one in await control.orders() if one["external_no"] == number)
    assert (told["seller_memo"], told["seller_flag"]) == ("不急", 3)
