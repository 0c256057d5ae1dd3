"""Orders that travel as one: who may, who must leave, no unit twice or lost."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderhub.fulfilment.decide import merging
from orderhub.fulfilment.decide.asking import Position
from orderhub.fulfilment.decide.merging import (
    Candidate,
    Kin,
    check_merge,
    fits,
    group_asks,
    in_time_with,
    is_one_already,
    may_part,
    sets_in_time,
    wait_is_over,
    who_leaves,
)
from orderhub.fulfilment.decide.parts import may_replan
from orderhub.fulfilment.model.parcels import Line, Ordered
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage

State = DeliveryState
GOES = Position(stage=Stage.TO_SHIP, stopped=False, lacking=False, left=False)
ONE = Candidate(shop_id=1, same=b"k", stands=GOES, parts=[])


def asked(state: State, **over: Any) -> DeliveryOrder:
    values: dict[str, Any] = {
        "order_id": 1, "shop_id": 1, "number": "N7", "warehouse_id": 1, "asked_as": "N7",
        "remote_no": "", "state": state, "step": "", "changed_at": datetime(2026, 1, 5, tzinfo=UTC),
        "lead_id": 1,
    }  # fmt: skip
    return DeliveryOrder(**{**values, **over})


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (ONE, None),
        (replace(ONE, parts=[asked(State.CANCELLED)]), None),
        (replace(ONE, stands=replace(GOES, lacking=True)), None),
        (replace(ONE, same=None), "recipient_hidden"),
        (replace(ONE, same=b"x"), "other_recipient"),
        (replace(ONE, shop_id=2), "other_recipient"),
        (replace(ONE, stands=replace(GOES, stage=Stage.AWAITING_REVIEW)), "moved_on"),
        (replace(ONE, stands=replace(GOES, stopped=True)), "moved_on"),
        (replace(ONE, stands=replace(GOES, left=True)), "moved_on"),
        (replace(ONE, parts=[asked(State.PLANNED, part=1, lines={"1": 1})]), "is_split"),
        (replace(ONE, parts=[asked(State.ACCEPTED)]), "at_warehouse"),
    ],
)
def test_only_reviewed_orders_of_one_buyer_that_no_warehouse_has_travel_as_one(
    other: Candidate, code: str | None
) -> None:
    refusal = check_merge([ONE, other])
    assert (refusal.code if refusal else None) == code


def test_one_order_is_no_merge_and_a_merged_one_is_not_split() -> None:
    assert check_merge([ONE]) is not None
    order = Ordered(
        id=1, shop_id=1, channel="c", number="N7", external_no="E7", closed=False,
        lines=(Line("1", "A", 2),),
    )  # fmt: skip
    refusal = may_replan(order, Stage.TO_SHIP, [asked(State.PLANNED)], [])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "is_merged"


def test_who_must_stay_leaves_before_the_warehouse_has_it_and_calls_all_back_after() -> None:
    held = replace(GOES, stopped=True)
    closed = replace(GOES, stage=Stage.CLOSED)
    planned, accepted = asked(State.PLANNED), asked(State.ACCEPTED)
    for is_due in (False, True):
        assert who_leaves({1: GOES, 2: held, 3: closed}, planned, is_due=is_due) == {2, 3}
        assert who_leaves({1: GOES, 2: held, 3: closed}, accepted, is_due=is_due) == frozenset()
    assert group_asks([GOES, GOES], planned) is TaskKind.CREATE
    assert group_asks([GOES, replace(GOES, lacking=True)], planned) is None
    assert group_asks([GOES, GOES], accepted) is None
    assert group_asks([GOES, held], accepted) is TaskKind.CANCEL
    assert group_asks([GOES, replace(GOES, moved=True)], accepted) is TaskKind.CANCEL
    assert group_asks([GOES, held], asked(State.TOO_LATE)) is None


def test_who_lacks_goods_keeps_none_that_can_go_beyond_their_time() -> None:
    lacks, planned = replace(GOES, lacking=True), asked(State.PLANNED)
    assert who_leaves({1: GOES, 2: lacks}, planned, is_due=False) == frozenset()
    assert who_leaves({1: GOES, 2: lacks, 3: GOES}, planned, is_due=True) == {2}
    assert who_leaves({1: lacks, 2: lacks}, planned, is_due=True) == frozenset()


def test_a_rule_brings_together_who_fits_once() -> None:
    led, other = (replace(ONE, parts=[asked(State.PLANNED, lead_id=n)]) for n in (1, 2))
    assert is_one_already([led, led])
    assert not any(map(is_one_already, ([led, ONE], [led, other], [ONE, ONE])))
    assert fits(ONE, b"k")
    assert not fits(ONE, b"moved")
    assert not fits(replace(ONE, stands=replace(GOES, stopped=True)), b"k")


def test_what_a_warehouse_took_is_not_taken_apart() -> None:
    free = {State.PLANNED, State.CANCELLED, State.REJECTED}
    assert {state for state in State if may_part(asked(state)) is None} == free


units = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 4), max_size=3)
orders = st.lists(units, min_size=2, max_size=4)


def parcels(ordered: list[dict[str, int]], told: list[dict[str, int]]) -> list[Counter[str]]:
    """Units that left of each order and were told of none, once the warehouse said so."""
    left: dict[int, dict[str, int]] = dict(enumerate(ordered))
    gone = [Counter[str]() for _ in ordered]
    for parcel in told:
        for at, mine in merging.share(parcel, left).items():
            gone[at].update(mine)
            left[at] = {sku: max(n - mine.get(sku, 0), 0) for sku, n in left[at].items()}
    return gone


def wrong(ordered: list[dict[str, int]], told: list[dict[str, int]]) -> bool:
    """Whether a unit was lost or counted twice, or an order got more than it wants while another
    wants some."""
    gone = parcels(ordered, told)
    none = Counter[str]()
    if sum(gone, none) != sum(map(Counter, told), none):
        return True
    wanted = sum(map(Counter, ordered), none)
    out = sum(gone, none)
    beyond = any(gone[at] - Counter(ordered[at]) for at in range(1, len(ordered)))
    return beyond or (out <= wanted and any(gone[0] - Counter(ordered[0])))


@settings(max_examples=150, deadline=None)
@given(orders, st.lists(units.filter(lambda told: any(told.values())), max_size=5))
def test_no_unit_is_sent_twice_or_lost_whatever_parcels_merged_orders_leave_in(
    ordered: list[dict[str, int]], told: list[dict[str, int]]
) -> None:
    assert not wrong(ordered, [{s: n for s, n in one.items() if n} for one in told])


@given(orders.filter(lambda made: any(n for one in made for n in one.values())))
def test_a_parcel_that_names_no_units_holds_all_of_every_order(
    ordered: list[dict[str, int]],
) -> None:
    gone = merging.share({}, dict(enumerate(ordered)))
    assert [Counter(gone.get(at, {})) for at in range(len(ordered))] == [
        +Counter(one) for one in ordered
    ]


def test_shares_that_give_each_order_the_whole_parcel_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted bug: every order is told that all of the parcel is its own."""

    def everybody(parcel: dict[str, int], left: dict[int, Any]) -> dict[int, dict[str, int]]:
        return {at: dict(parcel) for at in left}

    monkeypatch.setattr(merging, "share", everybody)
    assert wrong([{"A": 1}, {"A": 1}], [{"A": 2}])


HOUR = timedelta(hours=1)
DAY = datetime(2026, 1, 5, tzinfo=UTC)


def kin(**times: int | None) -> dict[int, Kin]:
    """Orders by `_id`, to be shipped so many hours after midnight; those of `_id_lead` travel with
    that order already."""
    found: dict[int, Kin] = {}
    for name, hours in times.items():
        one, _, lead = name.removeprefix("_").partition("_")
        at = None if hours is None else DAY + hours * HOUR
        found[int(one)] = Kin(at, int(lead) if lead else None)
    return found


@pytest.mark.parametrize(
    ("waiting", "within", "sets"),
    [
        (kin(_1=0, _2=99), 0, [[1, 2]]),
        (kin(_1=0, _2=4, _3=9), 4, [[1, 2]]),
        (kin(_1=0, _2=9, _3=4, _4=13), 4, [[1, 3], [2, 4]]),
        (kin(_1=0, _2=5), 4, []),
        (kin(_1=None, _2=5, _3=None), 4, [[1, 2, 3]]),
        # Who travel together are not torn apart by an order that fits one of them alone.
        (kin(_1=0, _2_2=3, _3_2=6), 4, [[2, 3]]),
        (kin(_1=2, _2_2=3, _3_2=6), 4, [[1, 2, 3]]),
    ],
)
def test_orders_travel_as_one_when_their_times_to_ship_lie_close_enough(
    waiting: dict[int, Kin], within: int, sets: list[list[int]]
) -> None:
    assert sets_in_time(waiting, within) == sets


@given(
    st.dictionaries(st.integers(1, 9), st.none() | st.integers(0, 48), min_size=1),
    st.integers(1, 24),
)
def test_no_two_orders_of_a_set_are_promised_further_apart_than_the_cap(
    hours: dict[int, int | None], within: int
) -> None:
    waiting = {one: Kin(None if at is None else DAY + at * HOUR, None) for one, at in hours.items()}
    for own in waiting:
        ids = in_time_with(own, waiting, within)
        told = [at for one in ids if (at := hours[one]) is not None]
        assert own in ids
        assert not told or max(told) - min(told) <= within
    placed = [one for ids in sets_in_time(waiting, within) for one in ids]
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize(
    ("due_in", "ship_in", "is_over"),
    [(1, None, False), (1, 2, False), (1, 1, True), (2, 1, True), (0, 9, True), (1, -1, True)],
)
def test_an_order_waits_no_longer_than_it_is_promised_for(
    due_in: int, ship_in: int | None, *, is_over: bool
) -> None:
    ship_by = None if ship_in is None else DAY + ship_in * HOUR
    assert wait_is_over(DAY + due_in * HOUR, ship_by, DAY) is is_over


def test_a_person_merges_no_orders_that_are_promised_too_far_apart() -> None:
    pair = [replace(ONE, ship_by=DAY), replace(ONE, ship_by=DAY + 5 * HOUR)]
    refusal = check_merge(pair, within_hours=4)
    assert refusal is not None
    assert refusal.code == "ship_by_apart"
    assert check_merge(pair, within_hours=5) is None
    assert check_merge(pair) is None
