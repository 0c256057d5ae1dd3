"""A live listener acts on the order itself: each action, once per event, never on its own echo."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.infra.bus import Message
from orderhub.infra.crypto import MasterKey
from orderhub.listeners.handlers import TOPICS, listen
from orderhub.listeners.model import ActionKind, ActionSpec, EventKind, Happening, Spec
from orderhub.listeners.service import hearing as service
from orderhub.listeners.service.keeping import KEEP_FOR, forget_runs
from orderhub.listeners.service.tallies import write_down
from orderhub.listeners.service.trial import try_out
from orderhub.listeners.store import runs as store
from orderhub.notify.model import Duty, EndpointKind, Target
from orderhub.notify.store import endpoints
from orderhub.orders.facade import Fact, learn
from tests.slice.listeners.conftest import EVENTS, ROUNDS, Hearing, message_of
from tests.support.orders import make_actor, make_order, take_in

NOTE = ActionSpec(kind=ActionKind.NOTE, text="call the warehouse")
CHANGED = (EventKind.ORDER_RECEIVED, EventKind.ORDER_CHANGED)
WAITING = """
    SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""
NOTES = "SELECT count(*) AS n FROM order_facts WHERE kind = 'note'"


async def take(hearing: Hearing, *orders: Any) -> list[str]:
    async with hearing.db.transaction() as tx:
        return await take_in(tx, *orders)


async def test_each_action_changes_the_order_or_says_why_not(
    hearing: Hearing, master_key: MasterKey
) -> None:
    async with hearing.db.transaction() as tx:
        hook = await endpoints.add(
            tx, master_key, "erp", Target(EndpointKind.WEBHOOK, "https://erp.example", "")
        )
        await endpoints.replace_duties(tx, [Duty(person="wang", endpoint_id=hook.id)])
    listener = await hearing.go_live(
        ActionSpec(kind=ActionKind.TAG, tag="urgent"),
        ActionSpec(kind=ActionKind.HOLD, text="check the address"),
        NOTE,
        ActionSpec(kind=ActionKind.UNTAG, tag="bulk"),
        ActionSpec(kind=ActionKind.NOTIFY, people=("wang",), text="look at it"),
        ActionSpec(kind=ActionKind.WEBHOOK, endpoints=(hook.id,)),
        when='order.total >= 100.0 && event.name == "order_received"',
    )
    [number] = await take(hearing, make_order(1))
    await hearing.hear()
    [order] = await hearing.rows("SELECT * FROM orders")
    assert (order.tags, order.flags & 2, order.version) == (["urgent"], 2, 2)
    [why] = await hearing.rows("SELECT rule, reason FROM order_tags")
    assert tuple(why) == (f"listener:{listener.id}", "watch")
    told = await hearing.rows("SELECT person, message FROM notify_deliveries ORDER BY id")
    assert [row.person for row in told] == ["wang", "erp"]
    assert told[1].message["about"]["number"] == number
    [run] = await hearing.runs()
    assert [(o["kind"], o["result"], o["code"]) for o in run.outcomes] == [
        ("tag", "done", ""),
        ("hold", "done", ""),
        ("note", "done", ""),
        ("untag", "refused", "not_tagged"),
        ("notify", "done", ""),
        ("webhook", "done", ""),
    ]
    assert run.told == {"order.total": 100.0, "event.name": "order_received"}
    by = "SELECT count(*) AS n FROM audit_entries WHERE actor_name = :by"
    [audited] = await hearing.rows(by, by=f"listener:{listener.id}")
    assert audited.n == 3


async def test_a_hold_is_released_by_a_listener_to_another_event(hearing: Hearing) -> None:
    await hearing.go_live(ActionSpec(kind=ActionKind.HOLD, text="wait"))
    await hearing.go_live(
        ActionSpec(kind=ActionKind.RELEASE),
        events=(EventKind.ORDER_CHANGED,),
        to_stages=("completed",),
    )
    await take(hearing, make_order(1))
    await hearing.hear()
    [held] = await hearing.rows("SELECT flags & 2 AS held FROM orders")
    later = make_order(1, status="completed")
    changed = later.modified_at + timedelta(hours=1)
    await take(hearing, make_order(1, status="completed", modified_at=changed))
    await hearing.hear()
    [free] = await hearing.rows("SELECT flags & 2 AS held FROM orders")
    assert (held.held, free.held) == (2, 0)


async def test_a_parcel_that_comes_back_is_answered_and_the_trial_says_the_same(
    hearing: Hearing,
) -> None:
    back: dict[str, Any] = {
        "events": (EventKind.ORDER_CHANGED,),
        "when": 'order.fulfilment_status == "returned" && order.after_sale_status == "none"',
    }
    await hearing.go_live(NOTE, **back)
    await take(hearing, make_order(1))
    [order] = await hearing.rows("SELECT id FROM orders")
    for step in ("shipped", "delivered", "returned"):
        hearing.later(hours=1)
        said = {"parcel": "P1", "step": step, "carrier": "SF", "waybill_no": "SF1"}
        fact = Fact(order_id=order.id, source="wms", kind="parcel", key=step,
            occurred_at=hearing.at, learned_at=hearing.at, data=said)  # fmt: skip
        async with hearing.db.transaction() as tx:
            await learn(tx, [fact])
        await hearing.hear()
    runs = await hearing.runs()
    looked_at = {"order.fulfilment_status": "returned", "order.after_sale_status": "none"}
    assert [run.told for run in runs] == [looked_at]
    spec = Spec(name="back", actions=(NOTE,), **back)
    period = (hearing.at - timedelta(days=1), hearing.at + timedelta(minutes=1))
    async with hearing.db.transaction() as tx:
        tried = await try_out(tx, make_actor(), spec, period, 100)
    assert [one.values for one in tried.first] == [looked_at]


async def test_an_event_delivered_often_is_answered_once(hearing: Hearing) -> None:
    await hearing.go_live(NOTE)
    await take(hearing, make_order(1), make_order(2))
    await hearing.hear(times=3)
    [notes] = await hearing.rows(NOTES)
    assert (notes.n, len(await hearing.runs())) == (2, 2)


async def test_without_the_unique_key_it_would_be_answered_again(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = "ON CONFLICT (listener_id, event_id) DO NOTHING "
    monkeypatch.setattr(store, "BEGIN", text(str(store.BEGIN.text).replace(planted, "")))
    unguarded = "ALTER TABLE listener_runs DROP CONSTRAINT listener_runs_listener_id_event_id_key"
    async with hearing.db.transaction() as tx:
        await tx.execute(text(unguarded))
    await hearing.go_live(NOTE)
    await take(hearing, make_order(1))
    await hearing.hear(times=2)
    assert len(await hearing.runs()) == 2


async def test_what_a_listener_did_is_not_answered_by_any(hearing: Hearing) -> None:
    await hearing.go_live(NOTE, events=CHANGED)
    await take(hearing, make_order(1))
    assert await hearing.hear(times=1) < ROUNDS
    [notes] = await hearing.rows(NOTES)
    assert notes.n == 1


async def test_without_that_rule_it_would_never_end(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(_: Happening) -> bool:
        return False

    monkeypatch.setattr(service, "is_echo", deaf)
    await hearing.go_live(NOTE, events=CHANGED)
    await take(hearing, make_order(1))
    assert await hearing.hear(times=1) == ROUNDS


async def test_debounce_and_cap_are_written_down_with_when_it_acts_again(hearing: Hearing) -> None:
    await hearing.go_live(NOTE, events=CHANGED, debounce_minutes=30, runs_per_hour=2)
    orders = [make_order(n) for n in (1, 2, 3)]
    await take(hearing, *orders)
    await hearing.hear()
    assert [run.state for run in await hearing.runs()] == ["acted", "acted", "capped"]
    changed = [make_order(1, seller_flag=n, modified_at=hearing.at) for n in (1,)]
    hearing.later(minutes=10)
    await take(hearing, *changed)
    await hearing.hear()
    last = (await hearing.runs())[-1]
    assert (last.state, last.until) == ("debounced", hearing.at + timedelta(minutes=20))
    hearing.later(minutes=60)
    await take(hearing, make_order(3, seller_flag=2, modified_at=hearing.at))
    await hearing.hear()
    assert (await hearing.runs())[-1].state == "acted"


async def test_two_workers_at_once_keep_the_cap_together(hearing: Hearing) -> None:
    await hearing.go_live(NOTE, runs_per_hour=1)
    await take(hearing, make_order(1), make_order(2))
    first, second = map(message_of, await hearing.rows(EVENTS, topics=list(TOPICS), after=0))

    async def work(message: Message) -> None:
        async with hearing.db.transaction() as tx:
            await listen(message, tx, hearing.now)

    async with hearing.db.transaction() as tx:
        await listen(first, tx, hearing.now)
        other = asyncio.create_task(work(second))
        while not other.done() and not await hearing.rows(WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await other
    assert sorted(run.state for run in await hearing.runs()) == ["acted", "capped"]


async def test_the_cap_of_one_listener_keeps_no_other_back(hearing: Hearing) -> None:
    busy = await hearing.go_live(NOTE, runs_per_hour=2)
    await take(hearing, make_order(1), make_order(2))
    await hearing.hear()
    fresh = await hearing.go_live(NOTE, runs_per_hour=1)
    await take(hearing, make_order(3))
    await hearing.hear()
    states = [(run.listener_id, run.state) for run in (await hearing.runs())[2:]]
    assert sorted(states) == [(busy.id, "capped"), (fresh.id, "acted")]


async def test_what_does_not_match_is_counted_and_old_runs_go(hearing: Hearing) -> None:
    listener = await hearing.go_live(when="order.total > 500.0")
    failing = await hearing.go_live(when="order.total_minor / event.level > 1")
    await take(hearing, *(make_order(n) for n in range(1, 5)))
    await hearing.hear(times=1)
    await write_down(hearing.db, hearing.now())
    await write_down(hearing.db, hearing.now())
    counted = await hearing.rows(
        "SELECT listener_id, unmatched, failed, error FROM listener_tallies ORDER BY listener_id"
    )
    assert [tuple(row) for row in counted] == [
        (listener.id, 4, 0, ""),
        (failing.id, 0, 4, "division by zero"),
    ]
    assert await hearing.runs() == []
    await hearing.go_live(when="order.total > 50.0")
    await take(hearing, make_order(9))
    await hearing.hear()
    assert len(await hearing.runs()) == 1
    await forget_runs(hearing.db, hearing.now() + KEEP_FOR + timedelta(hours=2))
    assert await hearing.runs() == []
