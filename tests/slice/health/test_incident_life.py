"""An incident from the first failure to the last, over the platforms' real wire."""

import re

import pytest

from orderhub.channels.facade import Shop, ShopState, authorise
from orderhub.connectors import CONNECTORS
from tests.slice.health.conftest import Watch
from tests.support.sync import ADMIN, MASTER, Control, ago

OPENED, RESOLVED = "health.incident_opened.v1", "health.incident_resolved.v1"


@pytest.fixture(params=["taobao", "jd"])
def channel(request: pytest.FixtureRequest) -> str:
    return request.param


async def good(watch: Watch, shop: Shop, control: Control) -> None:
    await control.place(3)
    await watch.hub.turn(shop)
    await watch.look()
    assert await watch.incidents() == []


async def test_a_blocked_address_is_named_at_once_for_the_app_and_over_after_the_first_good_call(
    watch: Watch, channel: str
) -> None:
    shop, control = await watch.hub.connect(channel)
    await good(watch, shop, control)
    await control.fault("F1", times=None)
    await watch.hub.turn(shop)
    await watch.look()
    (incident,) = await watch.incidents()
    assert (incident.cause, incident.state) == ("address_blocked", "open")
    assert incident.subject == f"app:{channel}:{shop.app_key}"
    assert "is not on the app's list" in incident.detail
    assert re.search(r"\d+\.\d+\.\d+\.\d+", incident.detail)
    assert incident.last_good_at is not None
    for _ in range(3):  # It goes on: the same incident, told of once.
        await watch.hub.turn(shop)
        await watch.look(after_s=30)
    assert len(await watch.incidents()) == 1
    assert await watch.topics() == [OPENED]
    await control.heal()
    await watch.hub.turn(shop)
    await watch.look(after_s=11)
    (over,) = await watch.incidents()
    assert over.state == "resolved"
    assert over.resolved_at > over.first_failed_at
    assert await watch.topics() == [OPENED, RESOLVED]
    assert (await watch.kinds(over.id))[-1] == "resolved"


async def test_an_app_s_incident_names_every_shop_of_the_app_and_stays_one(watch: Watch) -> None:
    first, control = await watch.hub.connect("taobao", 0)
    sisters = watch.hub.sandbox["channels"]["taobao"]["shops"]
    same = [n for n, s in enumerate(sisters) if n and s["app_key"] == first.app_key]
    other, _ = await watch.hub.connect("taobao", same[0] if same else 1)
    await control.fault("F1", times=None)
    await watch.hub.turn(first)
    if same:
        await watch.hub.turn(other)
    await watch.look()
    (incident,) = await watch.incidents()
    wanted = [first.id, other.id] if same else [first.id]
    assert incident.shop_ids == wanted


async def test_a_throttled_api_opens_an_incident_only_after_ten_in_a_row(watch: Watch) -> None:
    shop, control = await watch.hub.connect("taobao")
    await good(watch, shop, control)
    await control.fault("F2", times=None, args={"seconds": 1})
    for n in range(10):
        await watch.hub.turn(shop)
        await watch.look(after_s=2)
        assert len(await watch.incidents()) == (1 if n == 9 else 0)
        await watch.hub.rows(
            "UPDATE token_buckets SET closed_until = NULL, rate = 100, tokens = 9 RETURNING api"
        )
    (incident,) = await watch.incidents()
    assert (incident.cause, incident.failures) == ("rate_limited", 10)
    await control.heal()
    await watch.hub.turn(shop)
    await watch.look(after_s=11)
    assert [row.state for row in await watch.incidents()] == ["resolved"]


async def test_a_gateway_that_fails_and_comes_back_is_one_incident_that_reopens(
    watch: Watch, channel: str
) -> None:
    shop, control = await watch.hub.connect(channel)
    await good(watch, shop, control)
    for round_ in (0, 1):
        await control.fault("F4", times=None)
        for _ in range(10):
            await watch.hub.turn(shop)
        await watch.look()
        (incident,) = await watch.incidents()
        assert (incident.cause, incident.state) == ("channel_unavailable", "open")
        assert incident.reopened == round_
        await control.heal()
        await watch.await_circuit()
        await watch.hub.turn(shop)
        await watch.look(after_s=11)
        assert [row.state for row in await watch.incidents()] == ["resolved"]
    assert await watch.topics() == [OPENED, RESOLVED, OPENED, RESOLVED]


async def test_a_withdrawn_authorisation_waits_for_the_person_who_renews_it(
    watch: Watch, channel: str
) -> None:
    shop, control = await watch.hub.connect(channel)
    await good(watch, shop, control)
    await control.token("revoked")
    await watch.hub.turn(shop)
    await watch.look()
    (incident,) = await watch.incidents()
    assert (incident.cause, incident.subject) == ("auth_revoked", f"shop:{shop.id}")
    assert (await watch.hub.shop(shop)).state is ShopState.REAUTHORISE
    assert await watch.beat() == 0  # Nobody goes on asking.
    await control.token("valid")
    answer = await watch.hub.client.get(f"{watch.hub.sandbox['control_url']}/credentials")
    fresh = answer.json()["channels"][channel]["shops"][0]
    names = {field.name for field in CONNECTORS[shop.channel].credential_fields}
    async with watch.hub.db.transaction() as tx:
        given = {k: v for k, v in fresh.items() if k in names}
        await authorise(tx, MASTER, ADMIN, shop.id, given, watch.hub.now())
    await watch.hub.turn(shop)
    await watch.look(after_s=11)
    assert [row.state for row in await watch.incidents()] == ["resolved"]


async def test_a_break_is_seen_by_the_heartbeat_where_nobody_polls(
    watch: Watch, channel: str
) -> None:
    shop, control = await watch.hub.connect(channel)
    assert await watch.beat() == 1
    assert await watch.beat() == 0  # Heard of a moment ago.
    await control.fault("F1", times=None)
    await watch.look(after_s=31)
    assert await watch.beat() == 1
    await watch.look()
    assert [row.cause for row in await watch.incidents()] == ["address_blocked"]
    assert (await watch.hub.shop(shop)).state is ShopState.BLOCKED
    await control.heal()
    await watch.look(after_s=31)
    assert await watch.beat() == 1
    assert (await watch.hub.shop(shop)).state is ShopState.ACTIVE
    await watch.look(after_s=11)
    assert [row.state for row in await watch.incidents()] == ["resolved"]


async def test_one_prober_asks_for_all_processes(watch: Watch) -> None:
    await watch.hub.connect("jd")
    await watch.hub.rows(
        "INSERT INTO leases (name, owner, expires_at) "
        "VALUES ('health.prober', 'another', now() + interval '1 minute') RETURNING name"
    )
    assert await watch.beat() == 0


async def test_a_clock_that_is_off_is_found_before_the_platform_refuses(watch: Watch) -> None:
    await watch.hub.connect("taobao")
    await watch.move_platform_clock(95)  # Platforms tell whole seconds.
    await watch.beat()
    (incident,) = await watch.incidents()
    assert incident.cause == "clock_drift"
    assert "+9" in incident.detail
    await watch.look(after_s=31)
    await watch.beat()
    assert [row.state for row in await watch.incidents()] == ["resolved"]


async def test_rows_that_cannot_be_read_by_the_dozen_are_a_drift_of_the_structure(
    watch: Watch, channel: str
) -> None:
    shop, control = await watch.hub.connect(channel)
    orders = await control.place(12)
    broken = "payment" if channel == "taobao" else "orderTotalPrice"
    for order in orders[:6]:
        wrong = {"set_fields": {broken: {"amount": "1"}}, "modified_at": ago(minutes=20)}
        await control.change(order["external_no"], **wrong)
    await watch.hub.turn(shop)
    (incident,) = await watch.incidents()
    assert (incident.cause, incident.told) == ("schema_drift", True)
    assert incident.detail.startswith("6 of 12 rows")
