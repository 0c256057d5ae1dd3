"""A warehouse's line on the health board: named when it breaks, left alone, good by itself."""

from datetime import timedelta
from typing import Any

import pytest

from orderhub.channels.store.circuits import BURST
from orderhub.fulfilment.facade import resume, waiting_for_peer
from tests.support.yard import Yard

CREATE = "deliveryorder.create"


async def incidents(yard: Yard) -> list[Any]:
    return await yard.hub.rows("SELECT * FROM incidents ORDER BY id")


async def asked(yard: Yard, method: str) -> int:
    return (await yard.ask("GET", ""))["asked"].get(method, 0)


async def states(yard: Yard) -> set[str]:
    return {row.state for row in await yard.hub.rows("SELECT state FROM delivery_orders")}


async def test_a_warehouse_that_is_down_is_left_alone_and_gets_its_orders_once_it_is_back(
    yard: Yard,
) -> None:
    await yard.reviewed(BURST + 2)
    await yard.ask("POST", "/manners", {"down": True})
    await yard.follow()
    assert await asked(yard, CREATE) == BURST
    await yard.look()
    (incident,) = await incidents(yard)
    peer = f"warehouse:{yard.warehouse_id}"
    assert (incident.cause, incident.subject, incident.peer_name) == (
        "channel_unavailable",
        peer,
        "一号仓",
    )
    assert incident.shop_ids == [yard.shop_id]
    async with yard.hub.db.transaction() as tx:
        assert await waiting_for_peer(tx, peer, [yard.shop_id]) == {yard.shop_id: (BURST + 2, 0)}
    await yard.look(after_s=301)
    await yard.let_probe()
    await yard.follow()
    assert await asked(yard, CREATE) == BURST + 1  # One probe, whoever waits.
    await yard.ask("POST", "/manners", {"down": False})
    await yard.let_probe()
    for _ in range(2):  # The heartbeat wakes them; the first that goes closes the circuit.
        await yard.look(after_s=61)
        await yard.beat()
        await yard.follow()
    assert await states(yard) == {"accepted"}
    await yard.look(after_s=11)
    (over,) = await incidents(yard)
    assert (over.state, over.reopened) == ("resolved", 0)
    topics = "SELECT topic FROM outbox WHERE topic LIKE 'health.%' ORDER BY id"
    assert [row.topic for row in await yard.hub.rows(topics)] == [
        "health.incident_opened.v1",
        "health.incident_resolved.v1",
    ]


async def test_once_one_order_came_through_all_that_were_held_up_follow_within_seconds(
    yard: Yard,
) -> None:
    await yard.reviewed(BURST + 3)
    await yard.ask("POST", "/manners", {"down": True})
    await yard.follow()
    await yard.ask("POST", "/manners", {"down": False})
    await yard.let_probe()
    for _ in range(2):
        yard.hub.ahead += timedelta(seconds=2)
        async with yard.hub.db.transaction() as tx:
            await resume(tx, yard.hub.now())
        await yard.follow()
    assert await states(yard) == {"accepted"}
    given = (await yard.ask("GET", ""))["given"]
    assert len(given) == BURST + 3


@pytest.mark.parametrize(
    ("code", "cause"),
    [("25", "credentials_wrong"), ("11", "scope_missing"), ("31", "clock_skewed")],
)
async def test_what_people_must_mend_is_named_at_once_and_the_orders_wait_for_it(
    yard: Yard, code: str, cause: str
) -> None:
    await yard.reviewed(3)
    await yard.ask("POST", "/manners", {"refuses": code})
    await yard.follow()
    assert await asked(yard, CREATE) == 1
    await yard.look()
    (incident,) = await incidents(yard)
    assert (incident.cause, incident.channel_code) == (cause, code)
    await yard.ask("POST", "/manners", {"refuses": ""})
    await yard.let_probe()
    for _ in range(2):
        await yard.beat()
        await yard.follow()
        await yard.look(after_s=31)
    assert await states(yard) == {"accepted"}
    await yard.look(after_s=11)
    assert [row.state for row in await incidents(yard)] == ["resolved"]


async def test_a_break_is_seen_by_the_heartbeat_where_nothing_is_pushed(yard: Yard) -> None:
    assert await yard.beat() == 1
    assert await yard.beat() == 0  # Heard of a moment ago.
    await yard.ask("POST", "/manners", {"down": True})
    for _ in range(BURST + 2):
        await yard.look(after_s=31)
        await yard.beat()
    assert await asked(yard, "inventory.query") == 1 + BURST
    await yard.look()
    (incident,) = await incidents(yard)
    assert (incident.cause, incident.state) == ("channel_unavailable", "open")
    assert incident.last_good_at is not None
    await yard.ask("POST", "/manners", {"down": False})
    await yard.let_probe()
    await yard.beat()
    await yard.look(after_s=11)
    assert [row.state for row in await incidents(yard)] == ["resolved"]


async def test_a_warehouse_that_has_no_such_call_is_alive_all_the_same(yard: Yard) -> None:
    await yard.ask("POST", "/manners", {"refuses": "22"})
    assert await yard.beat() == 1
    await yard.look()
    assert await incidents(yard) == []
    (line,) = await yard.hub.rows("SELECT * FROM health_connections WHERE peer <> ''")
    assert (line.method, line.failures) == ("inventory.query", 0)


async def test_messages_that_come_in_are_recorded_with_how_they_were_answered(yard: Yard) -> None:
    (order,) = await yard.reviewed()
    await yard.follow()
    package = {"waybill_no": "SF20001", "items": await yard.lines(order.id)}
    forged = {"code": order.number, "packages": [package], "forged": True, "times": 5}
    await yard.ask("POST", "/confirm", {"confirms": [forged]})
    await heard(yard, 5)
    await yard.look()
    (incident,) = await incidents(yard)
    assert (incident.cause, incident.code) == ("push_refused", "signature_wrong")
    await yard.ask("POST", "/confirm", {"confirms": [{**forged, "forged": False, "times": 1}]})
    await heard(yard, 6)
    await yard.look(after_s=11)
    assert [row.state for row in await incidents(yard)] == ["resolved"]
    calls = await yard.hub.rows(
        "SELECT DISTINCT method, peer FROM api_calls WHERE direction = 'in'"
    )
    assert [tuple(row) for row in calls] == [
        ("deliveryorder.confirm", f"warehouse:{yard.warehouse_id}")
    ]


async def heard(yard: Yard, count: int) -> None:
    """The API's process has written down so many messages."""
    found = 0
    while found < count:
        sql = "SELECT count(*) AS n FROM api_calls WHERE direction = 'in'"
        ((found,),) = await yard.hub.rows(sql)
