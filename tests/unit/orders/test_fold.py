"""The fold depends on the set of facts alone, and says what a sequential clerk would say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderhub.kernel.words import ChannelStatus
from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.fold import PARCEL_RANK, fold
from orderhub.orders.model import Fact, Flags, State
from tests.oracle.order import Clerk

START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
LATER = START + timedelta(days=40)


def fact(second: int, kind: str, data: dict[str, Any]) -> Fact:
    at = START + timedelta(seconds=second)
    if kind == "snapshot":
        data = {
            **data,
            "modified": at.isoformat(),
            "read": at.isoformat(),
            "digest": f"{second:032x}",
            "seller_flag": None,
            "ship_by": None,
            "verdict": None,
            "lines": [{"no": "1", "sku": "A", "quantity": 1}],
        }
    return Fact(
        order_id=1,
        source="test",
        kind=kind,
        key=f"k{second:06d}",
        occurred_at=at,
        learned_at=at,
        data=data,
    )


Message = tuple[str, dict[str, Any]]


def message(kind: str, **data: Any) -> Message:
    return kind, data


people = st.dictionaries(
    st.sampled_from(["recipient_name", "recipient_phone"]),
    st.tuples(st.text("abc", min_size=1, max_size=3), st.integers(1, 3)).map(
        lambda pair: [pair[0], pair[1], 7, "", ""]
    ),
)
snapshots = st.fixed_dictionaries(
    {"status": st.sampled_from([s.value for s in ChannelStatus]), "people": people}
).map(lambda data: message("snapshot", **data))
reviews = st.sampled_from(["approved", "withdrawn"]).map(
    lambda said: message("review", decision=said)
)
holds = st.tuples(st.sampled_from(["manual", "risk"]), st.booleans()).map(
    lambda pair: message("hold", name=pair[0], on=pair[1])
)
parcels = st.tuples(st.sampled_from(["p1", "p2"]), st.sampled_from(list(PARCEL_RANK))).map(
    lambda pair: message("parcel", parcel=pair[0], step=pair[1], units={})
)
messages = st.lists(st.one_of(snapshots, reviews, holds, parcels), min_size=1, max_size=12)
histories = st.tuples(snapshots, messages).map(lambda pair: [pair[0], *pair[1]])


def told(history: list[tuple[str, dict[str, Any]]]) -> tuple[list[Fact], Clerk]:
    clerk = Clerk()
    facts: list[Fact] = []
    for second, (kind, data) in enumerate(history):
        clerk.hear(kind, data)
        facts.append(fact(second, kind, data))
    return facts, clerk


def last_write_wins(facts: list[Fact]) -> State:
    """The planted bug: whoever arrives last is believed."""
    snapshot = [f for f in facts if f.kind == "snapshot"][-1]
    decisions = {f.kind: f.data for f in facts if f.kind not in ("snapshot", "parcel")}
    return State(snapshot=snapshot.data, decisions=decisions)


@settings(max_examples=400, deadline=None)
@given(history=histories, data=st.data())
def test_any_order_and_repetition_folds_to_what_the_clerk_says(
    history: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    facts, clerk = told(history)
    repeated = facts + data.draw(st.lists(st.sampled_from(facts), max_size=6))
    state = fold(data.draw(st.permutations(repeated)))
    derived = derive(state, LATER)
    assert derived.stage == clerk.stage()
    assert bool(derived.flags & Flags.HELD) == clerk.held()
    assert {n: (e[1], e[0]) for n, e in state.people.items()} == clerk.people
    assert state == fold(facts)


def test_believing_the_last_arrival_is_caught_by_the_same_oracle() -> None:
    facts, clerk = told(
        [
            ("snapshot", {"status": "to_ship", "people": {}}),
            ("snapshot", {"status": "shipped", "people": {}}),
        ]
    )
    wrong = last_write_wins(list(reversed(facts)))
    assert derive(wrong, LATER).stage != clerk.stage()


def test_a_platform_may_step_back() -> None:
    facts, _ = told(
        [
            ("snapshot", {"status": "to_ship", "people": {}}),
            ("snapshot", {"status": "paid_held", "people": {}}),
            ("snapshot", {"status": "to_ship", "people": {}}),
        ]
    )
    stages = [derive(fold(facts[:n]), LATER).stage for n in (1, 2, 3)]
    assert stages == ["awaiting_review", "awaiting_review", "awaiting_review"]
    assert derive(fold(facts[:2]), LATER).flags & Flags.CHANNEL_HELD
    assert not derive(fold(facts), LATER).flags & Flags.CHANNEL_HELD


def test_a_masked_name_never_replaces_a_plain_one() -> None:
    plain = {"recipient_name": ["张**", 3, 1, "aa", ""]}
    masked = {"recipient_name": ["张*", 1, 2, "", ""]}
    facts, _ = told(
        [
            ("snapshot", {"status": "to_ship", "people": plain}),
            ("snapshot", {"status": "to_ship", "people": masked}),
        ]
    )
    assert fold(facts).people == plain
