"""Exceptions stand exactly while a fact gives cause for them, and people move what they may."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderhub.kernel.types import Refusal
from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.exceptions import (
    HIGHEST,
    POLICIES,
    Asked,
    Moved,
    Step,
    decide,
    escalated,
)
from orderhub.orders.decide.fold import fold
from orderhub.orders.model import ExceptionKind, Fact, Flags, Open

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
K = ExceptionKind
STATUSES = ["to_ship", "shipped", "completed", "cancelled", "unknown"]
OPEN = {"awaiting_review", "to_ship", "partially_shipped"}
ADDRESS = {"recipient_address": ["杭州**", 3, 1, "", ""]}


def fact(second: int, kind: str, data: dict[str, Any]) -> Fact:
    at = NOW + timedelta(seconds=second)
    return Fact(
        order_id=1,
        source="test",
        kind=kind,
        key=f"k{second:06d}",
        occurred_at=at,
        learned_at=at,
        data=data,
    )


def snapshot(second: int, **over: Any) -> Fact:
    data: dict[str, Any] = {
        "status": "to_ship",
        "people": ADDRESS,
        "province": "浙江省",
        "city": "杭州市",
        "modified": (NOW + timedelta(seconds=second)).isoformat(),
        "read": "",
        "digest": f"{second:032x}",
        "seller_flag": None,
        "ship_by": None,
        "verdict": None,
        "mismatch": False,
        "lines": [],
    }
    return fact(second, "snapshot", data | over)


def kinds(facts: list[Fact]) -> set[ExceptionKind]:
    return set(derive(fold(facts), NOW).troubles)


said = st.one_of(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(STATUSES),
            "mismatch": st.booleans(),
            "city": st.sampled_from(["杭州市", ""]),
            "total": st.integers(1, 2),
        }
    ).map(lambda data: ("snapshot", data)),
    st.tuples(st.sampled_from(["no_stock", "unknown_goods"]), st.booleans()).map(
        lambda pair: ("exception", {"name": f"{pair[0]}:stock", "on": pair[1]})
    ),
    st.booleans().map(lambda on: ("exception", {"on": on})),
    st.booleans().map(lambda on: ("hold", {"name": "manual", "on": on})),
    st.sampled_from(["requested", "refunded"]).map(
        lambda word: ("case", {"case": "c1", "status": word})
    ),
)


@settings(max_examples=300, deadline=None)
@given(history=st.lists(said, max_size=10), data=st.data())
def test_an_exception_goes_by_itself_as_soon_as_the_last_word_gives_no_cause(
    history: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    page: dict[str, Any] = {"status": "to_ship"}
    last: dict[str, Any] = {}
    facts = [snapshot(0)]
    for second, (kind, word) in enumerate(history, 1):
        over = word | {"province": ""} if word.get("city") == "" else word
        facts.append(snapshot(second, **over) if kind == "snapshot" else fact(second, kind, word))
        if kind == "snapshot":
            page = word
        elif kind == "case":
            last["case"] = word["status"] == "requested"
        else:
            last[kind + word.get("name", "")] = word["on"]
    derived = derive(fold(data.draw(st.permutations(facts))), NOW)
    ended = page["status"] in {"completed", "cancelled"}
    waiting = derived.stage in OPEN
    expected = {
        K.AMOUNT_MISMATCH: not ended and page.get("mismatch"),
        K.UNKNOWN_STATUS: page["status"] == "unknown",
        K.BAD_ADDRESS: waiting and page.get("city") == "",
        K.NO_STOCK: waiting and last.get("exceptionno_stock:stock"),
        K.UNKNOWN_GOODS: waiting and last.get("exceptionunknown_goods:stock"),
        K.MANUAL: not ended and (last.get("exception") or last.get("holdmanual")),
        K.REFUND_OPEN: waiting and last.get("case"),
    }
    assert set(derived.troubles) == {kind for kind, stands in expected.items() if stands}


def test_one_sources_all_clear_does_not_silence_another() -> None:
    both = [
        snapshot(0),
        fact(1, "exception", {"name": "no_stock:stock", "on": True}),
        fact(2, "exception", {"name": "no_stock:warehouse", "on": True}),
        fact(3, "exception", {"name": "no_stock:stock", "on": False}),
    ]
    assert kinds(both) == {K.NO_STOCK}
    assert kinds([*both, fact(4, "exception", {"name": "no_stock:warehouse", "on": False})]) == (
        set()
    )


def test_an_accepted_amount_is_accepted_for_these_sums_only() -> None:
    wrong = snapshot(0, mismatch=True, total=100)
    cause = derive(fold([wrong]), NOW).troubles[K.AMOUNT_MISMATCH].cause
    waiver = fact(1, "waiver", {"name": "amount_mismatch", "on": True, "cause": cause})
    assert kinds([wrong, waiver]) == set()
    assert kinds([wrong, waiver, snapshot(2, mismatch=True, total=90)]) == {K.AMOUNT_MISMATCH}


def test_every_exception_shows_in_a_flag() -> None:
    stops = Flags.EXCEPTION | Flags.HELD | Flags.REFUNDING | Flags.SHORT
    verdict: dict[str, Any] = {"book": 1, "tags": [], "priority": 0, "review": "hold"}
    for facts in (
        [snapshot(0, mismatch=True)],
        [snapshot(0, people={})],
        [snapshot(0, status="unknown")],
        [snapshot(0, verdict=verdict)],
        [snapshot(0), fact(1, "case", {"case": "c", "status": "requested"})],
        *[
            [snapshot(0), fact(1, "exception", {"name": f"{kind}:x", "on": True})]
            for kind in (K.NO_STOCK, K.UNKNOWN_GOODS, K.BAD_ADDRESS)
        ],
    ):
        derived = derive(fold(facts), NOW)
        assert derived.troubles
        assert derived.flags & stops, derived.troubles


def an(kind: ExceptionKind, **over: Any) -> Open:
    told: dict[str, Any] = {"id": 1, "order_id": 1, "number": "ORD-1", "shop_id": 1}
    told |= {"kind": kind, "cause": "c", "owner": None, "due_at": NOW}
    return Open(**(told | over))


@pytest.mark.parametrize(
    ("one", "asked", "code"),
    [
        (an(K.NO_STOCK), Asked(Step.CONFIRM_ADDRESS), "no_remedy"),
        (an(K.RISK), Asked(Step.ACCEPT_AMOUNT), "no_remedy"),
        (an(K.MANUAL, owner="wang"), Asked(Step.TAKE), "unchanged"),
        (an(K.MANUAL), Asked(Step.POSTPONE, until=NOW), "not_later"),
        (an(K.MANUAL), Asked(Step.POSTPONE, until=NOW + timedelta(days=8)), "too_late"),
    ],
)
def test_what_cannot_be_done_says_why(one: Open, asked: Asked, code: str) -> None:
    outcome = decide(one, asked, "wang", NOW)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_taking_keeps_the_clock_and_postponing_keeps_the_owner() -> None:
    later = NOW + timedelta(hours=1)
    assert decide(an(K.RISK), Asked(Step.TAKE), "wang", NOW) == Moved("wang", NOW)
    assert decide(an(K.RISK, owner="li"), Asked(Step.POSTPONE, until=later), "x", NOW) == Moved(
        "li", later
    )


def test_nothing_falls_silent() -> None:
    assert set(POLICIES) == set(ExceptionKind)
    level, due = 0, NOW
    for _ in range(5):
        before = due
        level, due = escalated(level, due)
        assert due > before
    assert level == HIGHEST
