"""What people ask for: a run now, a span, one order with the difference; replays and dismissals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orderhub.access.facade import system
from orderhub.channels.facade import reading_of
from orderhub.channels.mappings import publish
from orderhub.channels.model import MappingKind
from orderhub.channels.service import pause
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.sync.model import Delivery, RunKind, RunState, Sheet
from orderhub.sync.service import intake, replay
from tests.support.sync import ADMIN, Hub, ago, truth

STRANGER = replace(system("stranger"), shops=frozenset({99}))
OWN_SHAPE = {
    "orders": "payload",
    "order_no": "id",
    "status": "state",
    "total": "sum",
    "placed_at": "at",
    "modified_at": "at",
    "recipient.name": "who",
    "lines": "rows",
    "lines.sku": "code",
    "lines.quantity": "n",
    "lines.price": "each",
}


async def test_one_order_is_read_again_and_the_difference_is_told(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    [order] = await control.place(1, status="to_ship")
    await hub.turn(shop)
    no = order["external_no"]
    await control.change(no, status="shipped", seller_memo="加急")
    run = await hub.ask(shop, external_no=no)
    assert (run.kind, run.state, run.tally.changed) == (RunKind.ORDER, RunState.DONE, 1)
    changed = {entry["field"]: entry for entry in run.difference or []}
    assert (changed["channel_status"]["before"], changed["channel_status"]["after"]) == (
        "to_ship",
        "shipped",
    )
    assert "加急" not in str(run.difference)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_an_order_the_channel_does_not_know_is_told_so(hub: Hub, polled: str) -> None:
    shop, _ = await hub.connect(polled)
    run = await hub.ask(shop, external_no="999999999999")
    assert run.state is RunState.FAILED
    assert run.error_code


async def test_a_span_is_read_and_the_cursor_stays(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.place(30, placed_at=ago(days=10), spread_seconds=3600)
    await hub.turn(shop)
    [before] = await hub.rows("SELECT read_to FROM sync_cursors")
    now = hub.now()
    run = await hub.ask(shop, span=(now - timedelta(days=11), now - timedelta(days=9)))
    assert (run.kind, run.tally.new) == (RunKind.WINDOW, 30)
    assert len(run.difference or []) == 30
    assert await hub.stored(shop) == truth(await control.orders())
    [after] = await hub.rows("SELECT read_to FROM sync_cursors")
    assert after == before


async def test_wishes_that_cannot_be_met_are_refused_with_the_reason(hub: Hub) -> None:
    shop, _ = await hub.connect("taobao")
    website, _ = await hub.connect("website")
    now = hub.now()
    with pytest.raises(NotFound):
        await hub.ask(shop, STRANGER)
    with pytest.raises(InvalidInput, match="before"):
        await hub.ask(shop, span=(now, now - timedelta(days=1)))
    with pytest.raises(InvalidInput, match="days"):
        await hub.ask(shop, span=(now - timedelta(days=200), now))
    with pytest.raises(Conflict, match="by itself"):
        await hub.ask(website)
    async with hub.db.transaction() as tx:
        await pause(tx, ADMIN, shop.id, now)
    with pytest.raises(Conflict, match="resume"):
        await hub.ask(shop)


async def quarantined(hub: Hub) -> tuple[int, list[int]]:
    """A website shop that sends a form of its own before anybody mapped it."""
    shop, _ = await hub.connect("website")
    body = (
        b'{"orders": [{"id": "A1", "state": "to_ship", "sum": "9.90", "who": "\xe7\x8e\x8b",'
        b' "at": "2026-01-05T10:00:00+08:00", "rows": [{"code": "S", "n": 1, "each": "9.90"}]}]}'
    )
    async with hub.db.transaction() as tx:
        reading = await reading_of(tx, shop)
        sheets = [Sheet(rows=reading.rows(body), body=body)]
        delivery = Delivery(sheets=sheets, read_at=hub.now(), source="push")
        await intake.take_in(tx, shop, reading, delivery)
    found = await hub.rows("SELECT id FROM quarantine")
    return int(shop.id), [row.id for row in found]


async def test_a_quarantined_order_comes_in_after_its_mapping_is_mended(hub: Hub) -> None:
    shop_id, ids = await quarantined(hub)
    async with hub.db.transaction() as tx:
        [still] = await replay.replay(tx, ADMIN, ids, hub.now())
    assert (still.ok, still.code) == (False, "contract_violation")
    async with hub.db.transaction() as tx:
        spec = {"targets": OWN_SHAPE}
        await publish(tx, ADMIN, shop_id, MappingKind.SHAPE, spec, hub.now())
    async with hub.db.transaction() as tx:
        [good] = await replay.replay_reason(tx, ADMIN, shop_id, "contract_violation", hub.now())
    assert good.ok
    assert (good.number or "").startswith("ORD-")
    [entry] = await hub.rows("SELECT state, tries FROM quarantine")
    assert entry.state == "replayed"


async def test_a_dismissed_entry_keeps_its_reason_and_is_not_tried_again(hub: Hub) -> None:
    _, ids = await quarantined(hub)
    async with hub.db.transaction() as tx:
        assert await replay.dismiss(tx, STRANGER, ids, "not mine", hub.now()) == []
        assert list(await replay.dismiss(tx, ADMIN, ids, "a test order", hub.now())) == ids
        [result] = await replay.replay(tx, ADMIN, ids, hub.now())
    assert (result.ok, result.code) == (False, "not_open")
    [entry] = await hub.rows("SELECT state, close_reason FROM quarantine")
    assert (entry.state, entry.close_reason) == ("dismissed", "a test order")
