"""What a listener wants, when it acts, what it must not answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderhub.kernel.errors import InvalidInput
from orderhub.listeners.decide.checking import Known, faults
from orderhub.listeners.decide.firing import decide
from orderhub.listeners.decide.wanting import facts_of, is_echo, wants
from orderhub.listeners.model import (
    SKIPS_KEPT,
    ActionKind,
    ActionSpec,
    EventKind,
    Happening,
    Memory,
    RunState,
    Spec,
)
from orderhub.listeners.service.conditions import compiled, compiled_or_refused
from orderhub.rules.facade import SAMPLE

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
MOVED = Happening(
    kind=EventKind.ORDER_CHANGED,
    number="ORD-20260105-00001",
    shop_id=1,
    at=NOW,
    stage_before="awaiting_review",
    stage="to_ship",
    sources=("channel",),
)
SPEC = Spec(name="late", events=(EventKind.ORDER_CHANGED,), actions=(), debounce_minutes=30)
KNOWN = Known(tags={"remote"}, people={"wang"}, endpoints={1, 2}, webhooks={2})


@pytest.mark.parametrize(
    ("over", "wanted"),
    [
        ({}, True),
        ({"events": (EventKind.ORDER_RECEIVED,)}, False),
        ({"shops": (1, 2)}, True),
        ({"shops": (2,)}, False),
        ({"to_stages": ("to_ship",)}, True),
        ({"from_stages": ("awaiting_review",), "to_stages": ("to_ship",)}, True),
        ({"from_stages": ("to_ship",)}, False),
        ({"to_stages": ("shipped",)}, False),
    ],
)
def test_a_listener_wants_its_events_its_shops_and_its_change_of_stage(
    over: dict[str, Any], wanted: object
) -> None:
    assert wants(replace(SPEC, **over), MOVED) is wanted


def test_an_order_that_stays_in_its_stage_has_not_come_to_it() -> None:
    stays = replace(MOVED, stage_before="to_ship")
    assert wants(SPEC, stays)
    assert not wants(replace(SPEC, to_stages=("to_ship",)), stays)


@pytest.mark.parametrize(
    ("sources", "echo"),
    [((), False), (("channel",), False), (("listener",), True), (("channel", "listener"), False)],
)
def test_what_listeners_alone_did_is_an_echo(sources: tuple[str, ...], echo: object) -> None:
    assert is_echo(replace(MOVED, sources=sources)) is echo


def test_within_the_debounce_it_says_when_it_acts_again() -> None:
    before = NOW - timedelta(minutes=29)
    verdict = decide(SPEC, Memory(before, 1, 0), NOW)
    assert (verdict.state, verdict.until) == (RunState.DEBOUNCED, before + timedelta(minutes=30))
    assert decide(SPEC, Memory(before - timedelta(minutes=1), 1, 0), NOW).state is RunState.ACTED
    unhurried = replace(SPEC, debounce_minutes=0)
    assert decide(unhurried, Memory(NOW, 1, 0), NOW).state is RunState.ACTED


def test_the_cap_holds_from_the_very_run_it_names() -> None:
    capped = replace(SPEC, runs_per_hour=3)
    states = [decide(capped, Memory(None, acted, 0), NOW).state for acted in range(5)]
    assert states == [RunState.ACTED] * 3 + [RunState.CAPPED] * 2


def test_skips_beyond_what_is_kept_are_counted_only() -> None:
    capped = replace(SPEC, runs_per_hour=1)
    assert decide(capped, Memory(None, 1, SKIPS_KEPT - 1), NOW).kept
    assert not decide(capped, Memory(None, 1, SKIPS_KEPT), NOW).kept


def test_a_condition_asks_the_order_and_the_event() -> None:
    facts = facts_of({**SAMPLE, "tags": ["remote"], "flags": []}, MOVED)
    for when, holds in (
        ("", True),
        ('order.total > 1000.0 && event.stage == "to_ship"', True),
        ('event.stage_before == "shipped"', False),
        ('"remote" in order.tags && !("held" in order.flags)', True),
        ("has(order.province) && has(event.stage)", True),
        ("order.total_minor / event.level > 1", "division by zero"),
    ):
        assert compiled(when).holds(facts) == holds, when


def test_why_it_matched_is_kept_without_what_may_be_personal() -> None:
    facts = facts_of({**SAMPLE, "tags": [], "flags": []}, MOVED)
    condition = compiled(
        'order.buyer_note.contains("尽快") && order.total > 1.0 && event.level == 0'
    )
    assert condition.asks_notes
    assert condition.values(facts) == {
        "order.buyer_note": None,
        "order.total": 1299.0,
        "event.level": 0,
    }


@pytest.mark.parametrize("when", ["order.colour == 1", "event.colour == 1", "total > 1", "1 +"])
def test_a_faulty_condition_is_refused_with_its_place(when: str) -> None:
    with pytest.raises(InvalidInput, match=r"^\d+:\d+ "):
        compiled_or_refused(when)


@pytest.mark.parametrize(
    ("action", "fault"),
    [
        (ActionSpec(kind=ActionKind.TAG, tag="remote"), None),
        (ActionSpec(kind=ActionKind.TAG, tag="purple"), "'purple' is not defined"),
        (ActionSpec(kind=ActionKind.HOLD), "needs a text"),
        (ActionSpec(kind=ActionKind.NOTIFY), "names nobody"),
        (ActionSpec(kind=ActionKind.NOTIFY, people=("li",)), "'li' is not on the on-call list"),
        (ActionSpec(kind=ActionKind.NOTIFY, people=("wang",), endpoints=(1,)), None),
        (ActionSpec(kind=ActionKind.NOTIFY, endpoints=(9,)), "an endpoint is not there"),
        (ActionSpec(kind=ActionKind.WEBHOOK, endpoints=(1,)), "kind webhook"),
        (ActionSpec(kind=ActionKind.WEBHOOK, endpoints=(2,)), None),
        (ActionSpec(kind=ActionKind.RELEASE), None),
    ],
)
def test_an_action_that_names_what_is_not_there_is_refused(
    action: ActionSpec, fault: str | None
) -> None:
    found = faults(replace(SPEC, actions=(action,)), KNOWN)
    assert [fault in one for one in found if fault] == ([True] if fault else [])
    assert bool(found) is bool(fault)


def test_hold_and_release_in_one_listener_are_refused() -> None:
    both = (ActionSpec(kind=ActionKind.HOLD, text="wait"), ActionSpec(kind=ActionKind.RELEASE))
    assert faults(replace(SPEC, actions=both), KNOWN) == ["hold and release contradict each other"]
    assert faults(SPEC, KNOWN) == ["name at least one action"]
