"""What the platform may do to us (reliability reference §4a), and what sync makes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orderhub.channels.facade import ShopState
from orderhub.kernel.errors import Conflict
from orderhub.sync.model import RunState
from tests.support.sync import HURRIED, Hub, ago, truth


def total(calls: dict[str, Any], outcome: str = "") -> int:
    """Calls of all methods, or those with this outcome."""
    return sum(n for by in calls.values() for word, n in by.items() if word.startswith(outcome))


async def test_a_blocked_address_stops_every_shop_of_the_app_and_one_probe_heals_them_all(
    hub: Hub,
) -> None:
    first, control = await hub.connect("taobao", 0)
    second, other = await hub.connect("taobao", 1)
    assert first.app_key == second.app_key
    await control.place(5)
    await other.place(5)
    await control.whitelist(first.app_key, ["203.0.113.7"])
    begun = hub.now()
    run = (await hub.turn(first))[0]
    assert (run.state, run.error_code) == (RunState.FAILED, "address_blocked")
    for shop in (first, second):
        assert (await hub.shop(shop)).state is ShopState.BLOCKED
    due = {r.shop_id: r.due_at for r in await hub.rows("SELECT shop_id, due_at FROM sync_cursors")}
    assert due[first.id] > begun + timedelta(seconds=5)
    await control.whitelist(first.app_key, None)
    await hub.turn(first)
    for shop in (first, second):
        assert (await hub.shop(shop)).state is ShopState.ACTIVE
        assert (await hub.shop(shop)).trouble is None
    assert await hub.stored(first) == truth(await control.orders())


async def test_throttling_halves_the_bucket_waits_as_told_and_costs_no_try(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled, calls_per_second=10)
    await control.place(3)
    await control.fault("F2", args={"seconds": 7})
    begun = hub.now()
    run = (await hub.turn(shop))[0]
    assert run.error_code == "rate_limited"
    [bucket] = await hub.rows(
        "SELECT rate, closed_until FROM token_buckets WHERE closed_until IS NOT NULL"
    )
    assert bucket.rate <= 5
    [cursor] = await hub.rows("SELECT due_at, attempts FROM sync_cursors")
    assert cursor.attempts == 0
    assert cursor.due_at > begun + timedelta(seconds=1)
    assert (await hub.shop(shop)).state is ShopState.ACTIVE


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        ("F4", {}),
        ("F5", {"shape": "html"}),
        ("F5", {"shape": "error"}),
        ("F7", {"seconds": 30}),
        ("F8", {"shape": "connection"}),
        ("F8", {"shape": "body"}),
        ("F9", {"shape": "invalid_utf8"}),
    ],
)
async def test_an_answer_that_is_none_moves_no_cursor_and_loses_nothing(
    hub: Hub, polled: str, kind: str, args: dict[str, Any]
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(5)
    listing = {"taobao": "taobao.trades.sold.increment.get", "jd": "jingdong.pop.order.enSearch"}
    await control.fault(kind, method=listing[polled], args=args)
    patient = hub.outside
    if kind == "F7":
        hub.outside = replace(patient, limits=HURRIED)
    run = (await hub.turn(shop))[0]
    assert run.state is RunState.FAILED
    [cursor] = await hub.rows("SELECT read_to, attempts FROM sync_cursors")
    assert cursor.read_to is None
    await control.heal()
    hub.outside = patient
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_a_token_that_expires_in_the_middle_is_renewed_once_and_no_page_is_lost(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(5)
    await control.fault("F17")
    run = (await hub.turn(shop))[0]
    assert run.state is RunState.DONE, run
    assert await hub.stored(shop) == truth(await control.orders())
    [kept] = await hub.rows("SELECT version FROM shop_authorisations")
    assert kept.version == 2


async def test_a_revoked_authorisation_stops_the_shop_and_keeps_its_orders(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(5)
    await hub.turn(shop)
    await control.token("revoked")
    run = (await hub.turn(shop))[0]
    assert run.error_code == "auth_revoked"
    assert (await hub.shop(shop)).state is ShopState.REAUTHORISE
    assert len(await hub.stored(shop)) == 5
    with pytest.raises(Conflict) as refused:
        await hub.ask(shop)
    assert refused.value.refusal.code == "reauthorise_first"


async def test_a_missing_scope_is_probed_and_heals_by_itself(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.place(5)
    await control.token("scope_missing")
    run = (await hub.turn(shop))[0]
    assert run.error_code == "scope_missing"
    assert (await hub.shop(shop)).state is ShopState.BLOCKED
    await control.token("valid")
    await hub.turn(shop)
    assert (await hub.shop(shop)).state is ShopState.ACTIVE
    assert await hub.stored(shop) == truth(await control.orders())


async def test_an_unknown_word_keeps_the_order_for_a_person_and_harms_no_other(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(8, status="to_ship")
    await control.fault("F20", times=None)
    run = (await hub.turn(shop))[0]
    assert (run.tally.new, run.tally.quarantined) == (8, 0)
    states = [status for status, _ in (await hub.stored(shop)).values()]
    assert sorted(set(states)) == ["to_ship", "unknown"]
    [raw] = await hub.rows(
        "SELECT DISTINCT channel_status_raw AS word FROM orders WHERE channel_status = 'unknown'"
    )
    assert raw.word == "WAIT_DRONE_PICKUP"


@pytest.mark.parametrize("shape", ["missing", "null", "retyped"])
async def test_an_unreadable_order_is_put_aside_and_comes_in_when_it_is_well_again(
    hub: Hub, polled: str, shape: str
) -> None:
    shop, control = await hub.connect(polled)
    first = (await control.place(8, status="to_ship"))[0]["external_no"]
    await control.fault("F21", times=None, args={"shape": shape, "external_no": first})
    run = (await hub.turn(shop))[0]
    assert run.tally.new + run.tally.quarantined == 8
    assert run.tally.quarantined in (0, 1)
    if run.tally.quarantined:
        [entry] = await hub.rows("SELECT reason, field, detail, state FROM quarantine")
        assert (entry.reason, entry.state) == ("contract_violation", "open")
        assert entry.field
        assert entry.detail
    await control.heal()
    now = hub.now()
    await hub.ask(shop, span=(now - timedelta(hours=2), now))
    assert await hub.stored(shop) == truth(await control.orders())
    assert not await hub.rows("SELECT 1 FROM quarantine WHERE state = 'open'")


async def test_a_stale_detail_never_takes_an_order_back(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    [order] = await control.place(1, status="to_ship")
    await control.change(order["external_no"], status="shipped", modified_at=ago(minutes=5))
    await hub.turn(shop)
    await control.fault("F24")
    run = await hub.ask(shop, external_no=order["external_no"])
    assert run.state is RunState.DONE
    assert await hub.stored(shop) == truth(await control.orders())


async def test_a_failing_shop_waits_longer_each_time(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.fault("F4", times=None)
    waits: list[tuple[int, float]] = []
    for _ in range(4):
        await hub.turn(shop)
        [row] = await hub.rows("SELECT due_at, attempts FROM sync_cursors")
        waits.append((row.attempts, (row.due_at - hub.now()).total_seconds()))
    assert waits == sorted(waits)
    assert waits[-1][0] == 4
