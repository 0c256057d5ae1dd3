"""An event from the bus to a partner's receiver, over real HTTP."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from orderhub.access.facade import system
from orderhub.kernel.errors import InvalidInput
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.service.settings import add_endpoint, set_duties
from orderhub.orders.events import CHANGED
from orderhub.partners import sending
from orderhub.partners.decide.breaker import FIRST_PROBE, OPENS_AFTER
from orderhub.partners.decide.schedule import MOST_TRIES, WAITS
from orderhub.partners.model.endpoints import Wish
from orderhub.partners.service import endpoints, replays
from orderhub.partners.service.endpoints import Rules
from orderhub.partners.service.tries import AT_ONCE
from tests.slice.partners.conftest import RULES, Desk

SOON, DAYS = timedelta(seconds=30), timedelta(days=2)
HANGS_S = 60


async def test_an_event_heard_again_and_again_is_one_delivery_for_each_endpoint(
    desk: Desk,
) -> None:
    await desk.subscribe("erp", shop_ids=(1,))
    await desk.subscribe("crm")
    message = await desk.happen("ORD-1", 1)
    for _ in range(2):
        await desk.hear(message)
        await desk.carry()
    await desk.happen("ORD-2", 1, shop_id=2)
    await desk.carry()
    assert await desk.versions("erp") == [("ORD-1", 1)]
    assert await desk.versions("crm") == [("ORD-1", 1), ("ORD-2", 1)]
    (first, _) = await desk.arrived("crm")
    assert first["event"]["type"] == message.topic
    assert first["event"]["data"] == message.data


async def test_an_order_waits_for_its_earlier_event_and_no_other_order_does(desk: Desk) -> None:
    await desk.subscribe()
    await desk.plan(status=500)
    await desk.happen("ORD-1", 1)
    await desk.carry()
    await desk.happen("ORD-1", 2)
    await desk.happen("ORD-2", 1)
    await desk.carry()
    assert await desk.versions() == [("ORD-1", 1), ("ORD-2", 1)]
    await desk.carry(SOON)
    assert (await desk.versions())[2:] == [("ORD-1", 1), ("ORD-1", 2)]
    first, _, repeated, last = (one["id"] for one in await desk.arrived())
    assert first == repeated != last
    assert {state for state, _, _ in await desk.states()} == {"delivered"}


async def test_an_order_whose_call_hangs_holds_up_no_other(desk: Desk) -> None:
    await desk.subscribe()
    await desk.plan(hang_s=HANGS_S, times=1)
    numbers = [f"ORD-{n}" for n in range(2 * AT_ONCE)]
    for number in numbers:
        await desk.happen(number, 1)
    carrying = asyncio.create_task(desk.carry())
    async with asyncio.timeout(HANGS_S):
        while len(await desk.versions()) < len(numbers) - 1:  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.05)
    assert not carrying.done()
    carrying.cancel()
    await asyncio.wait([carrying])
    assert len(set(await desk.versions())) == len(await desk.versions())


async def test_what_comes_while_a_call_hangs_goes_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SERVED_S", 0.0)
    await desk.subscribe()
    await desk.plan(hang_s=HANGS_S, times=1)
    await desk.happen("ORD-1", 1)
    carrying = asyncio.create_task(desk.carry())
    async with asyncio.timeout(HANGS_S):
        while not await desk.rows("SELECT FROM partners_tries"):  # noqa: ASYNC110 - another task's
            await asyncio.sleep(0.05)
        await desk.happen("ORD-2", 1)
        while ("ORD-2", 1) not in await desk.versions():  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.05)
    assert not carrying.done()
    carrying.cancel()
    await asyncio.wait([carrying])


async def test_silence_is_unknown_and_the_last_try_is_told_to_people(desk: Desk) -> None:
    made = await desk.subscribe()
    async with desk.db.transaction() as tx:
        bot = Target(EndpointKind.WEBHOOK, f"{desk.base}/receivers/webhook", "")
        told = await add_endpoint(tx, desk.master, system("test"), "bot", bot)
        await set_duties(tx, system("test"), [Duty(person="王芳", endpoint_id=told.id)])
    desk.within_s = 1
    await desk.plan(hang_s=20, times=1)
    await desk.plan(status=503, document={"error": "call 13812345678"}, times=MOST_TRIES - 1)
    await desk.happen("ORD-1", 1)
    await desk.carry()
    assert await desk.states() == [("queued", "unknown", "net:timeout")]
    desk.within_s = 60
    for wait in WAITS:
        await desk.carry(wait * 1.5 + FIRST_PROBE * 20)
    assert await desk.states() == [("dead", "unknown", "http:503")]
    tries = await desk.rows("SELECT number, excerpt, ms >= 0 FROM partners_tries ORDER BY id")
    assert [row[0] for row in tries] == list(range(1, MOST_TRIES + 1))
    assert tries[-1][1:] == ('{"error":"call ***"}', True)
    keys = await desk.rows("SELECT message_key FROM notify_deliveries ORDER BY id")
    assert [key.split(":")[2] for (key,) in keys] == ["broken", "dead"]
    async with desk.db.transaction() as tx:
        await replays.replay_since(
            tx, system("test"), made.endpoint_id, desk.at - DAYS * 4, desk.at
        )
    await desk.carry(timedelta(hours=1))
    assert (await desk.states())[0][0] == "delivered"


async def test_a_broken_endpoint_is_probed_once_and_delays_no_other(desk: Desk) -> None:
    await desk.subscribe("erp")
    await desk.subscribe("crm")
    await desk.plan("erp", status=500, times=OPENS_AFTER + 1)
    for n in range(OPENS_AFTER):
        await desk.happen(f"ORD-{n}", 1)
    await desk.carry()
    assert len(await desk.versions("crm")) == OPENS_AFTER
    await desk.carry(SOON)
    assert len(await desk.versions("erp")) == OPENS_AFTER
    await desk.carry(FIRST_PROBE)
    assert len(await desk.versions("erp")) == OPENS_AFTER + 1
    await desk.carry(timedelta(minutes=2))
    assert {state for state, _, _ in await desk.states()} == {"delivered"}
    (row,) = await desk.rows("SELECT state, failures FROM partners_endpoints WHERE name = 'erp'")
    assert row == ("active", 0)


async def test_what_waits_for_a_broken_endpoint_follows_a_test_that_gets_through(
    desk: Desk,
) -> None:
    made = await desk.subscribe()
    await desk.plan(status=401, times=OPENS_AFTER + 1)
    for n in range(OPENS_AFTER):
        await desk.happen(f"ORD-{n}", 1)
    await desk.carry()
    assert (await desk.dispatcher.ping(made.endpoint_id)).outcome == "failed"
    await desk.carry()
    assert {state for state, _, _ in await desk.states()} == {"queued"}
    assert (await desk.dispatcher.ping(made.endpoint_id)).outcome == "ok"
    await desk.carry()
    assert {state for state, _, _ in await desk.states()} == {"delivered"}


async def test_a_receiver_that_is_gone_is_left_alone_until_a_person_resumes(desk: Desk) -> None:
    made = await desk.subscribe()
    await desk.plan(status=410)
    await desk.happen("ORD-1", 1)
    await desk.carry()
    await desk.happen("ORD-2", 1)
    await desk.carry(DAYS)
    assert await desk.versions() == [("ORD-1", 1)]
    async with desk.db.transaction() as tx:
        await endpoints.resume(tx, system("test"), made.endpoint_id, desk.now())
    await desk.carry(DAYS)
    assert {state for state, _, _ in await desk.states()} == {"delivered"}


async def test_while_a_secret_is_rotated_both_sign_and_then_the_new_one_alone(desk: Desk) -> None:
    old = await desk.subscribe()
    async with desk.db.transaction() as tx:
        new = await endpoints.rotate(
            tx, desk.master, system("test"), old.endpoint_id, timedelta(hours=24), desk.at
        )
    await desk.happen("ORD-1", 1)  # checked with the old one
    await desk.carry()
    await desk.trust("erp", new.secret)
    await desk.happen("ORD-2", 1)
    await desk.carry()
    await desk.trust("erp", old.secret)
    await desk.happen("ORD-3", 1)
    await desk.carry(DAYS)
    assert [row[2] for row in await desk.states()] == ["http:204", "http:204", "http:401"]


async def test_a_worker_killed_with_the_answer_on_its_way_sends_it_again_under_one_id(
    desk: Desk,
) -> None:
    await desk.subscribe()
    await desk.happen("ORD-1", 1)
    await desk.dispatcher.take()  # and dies
    await desk.carry()
    assert await desk.arrived() == []
    assert await desk.states() == [("queued", "unknown", "")]
    async with desk.db.transaction() as tx:  # its claim has run out
        await tx.execute(
            text("UPDATE partners_endpoints SET claimed_until = now() - interval '1s'")
        )
    await desk.carry()
    assert await desk.versions() == [("ORD-1", 1)]
    assert await desk.rows("SELECT outcome, ms IS NULL FROM partners_tries ORDER BY id") == [
        ("unknown", True),
        ("ok", False),
    ]


async def test_addresses_of_this_network_are_not_called(desk: Desk) -> None:
    await desk.subscribe()
    desk.private = False
    async with desk.db.transaction() as tx:  # as if its name had been public when it was entered
        wish = Wish(name="rebound", url="https://localhost:1/", topics=[CHANGED])
        await endpoints.add(tx, desk.master, system("test"), wish, RULES, desk.at)
        plain = Wish(name="plain", url="http://example.com/", topics=[CHANGED])
        strict = Rules(RULES.topics)
        with pytest.raises(InvalidInput):
            await endpoints.add(tx, desk.master, system("test"), plain, strict, desk.at)
    await desk.happen("ORD-1", 1)
    await desk.carry()
    assert await desk.arrived() == []
    assert {row[2] for row in await desk.states()} == {"address_not_public"}


async def test_a_replay_keeps_its_id_and_what_is_past_its_days_is_gone(desk: Desk) -> None:
    await desk.subscribe()
    await desk.happen("ORD-1", 1)
    await desk.carry()
    ids = [row[0] for row in await desk.rows("SELECT id FROM partners_deliveries")]
    async with desk.db.transaction() as tx:
        assert await replays.replay(tx, system("test"), [*ids, 10**9], desk.at) == 1
    await desk.carry()
    first, again = await desk.arrived()
    assert first == again
    desk.at += timedelta(days=31)
    await desk.happen("ORD-2", 1)
    async with desk.db.transaction() as tx:
        assert await replays.replay(tx, system("test"), ids, desk.at) == 0
    assert await replays.forget_old(desk.db, desk.at) == 1
    assert await desk.rows("SELECT key FROM partners_deliveries") == [("ORD-2",)]


async def test_a_replay_since_a_moment_takes_what_occurred_from_then_on(desk: Desk) -> None:
    made = await desk.subscribe("erp")
    await desk.subscribe("crm")
    moments: list[datetime] = []
    for n in range(3):
        await desk.happen(f"ORD-{n}", 1)
        await desk.carry()
        moments.append(desk.at)
        desk.at += timedelta(hours=1)
    async with desk.db.transaction() as tx:
        many = await replays.replay_since(tx, system("test"), made.endpoint_id, moments[1], desk.at)
        long_ago = desk.at - timedelta(days=31)
        with pytest.raises(InvalidInput):
            await replays.replay_since(tx, system("test"), made.endpoint_id, long_ago, desk.at)
    await desk.carry()
    assert many == 2
    assert sorted((await desk.versions("erp"))[3:]) == [("ORD-1", 1), ("ORD-2", 1)]
    assert len(await desk.versions("crm")) == 3


async def test_an_endpoint_that_is_removed_with_calls_under_way_leaves_nothing(desk: Desk) -> None:
    gone = await desk.subscribe("gone")
    await desk.happen("ORD-1", 1)
    taken = await desk.dispatcher.take()
    assert taken is not None
    async with desk.db.transaction() as tx:
        await endpoints.remove(tx, system("test"), gone.endpoint_id)
    await desk.subscribe()
    await desk.dispatcher.serve(taken)
    await desk.happen("ORD-2", 1)
    await desk.carry()
    assert await desk.versions() == [("ORD-2", 1)]
    assert await desk.states() == [("delivered", "ok", "http:204")]
