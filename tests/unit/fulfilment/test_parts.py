"""A split order: every unit in one part, no unit twice out of the house."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderhub.fulfilment.decide import scans
from orderhub.fulfilment.decide.asking import Position, asks, next_code
from orderhub.fulfilment.decide.parts import check_parts, is_stale, may_replan
from orderhub.fulfilment.decide.scans import judge_scan
from orderhub.fulfilment.model.parcels import (
    Excepted,
    Line,
    More,
    New,
    Ordered,
    Package,
    Scan,
    Source,
)
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage

AT = datetime(2026, 1, 5, tzinfo=UTC)
State = DeliveryState
ORDER = Ordered(
    id=1, shop_id=1, number="N7", external_no="E7", closed=False,
    lines=(Line("1", "A", 4), Line("2", "B", 1), Line("3", "A", 2)),
)  # fmt: skip
HALVES = {1: {"1": 3}, 2: {"1": 1, "2": 1, "3": 2}}


def part(
    n: int, state: State = State.PLANNED, lines: dict[str, int] | None = None
) -> DeliveryOrder:
    return DeliveryOrder(
        order_id=1, shop_id=1, number="N7", warehouse_id=1, asked_as="", remote_no="", state=state,
        step="", changed_at=AT, part=n, lines=HALVES[n] if lines is None else lines,
    )  # fmt: skip


def scan(**over: Any) -> Scan:
    values: dict[str, Any] = {
        "source": Source.WMS, "sender": "w", "key": "k", "order_ref": "N7", "carrier": "SF",
        "waybill_no": "SF1", "occurred_at": AT,
    }  # fmt: skip
    return Scan(**{**values, **over})


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([HALVES[1], HALVES[2]], None),
        ([{"1": 4, "2": 1, "3": 2}], "no_split"),
        ([{"1": 4, "2": 1, "3": 2}, {}], "empty_part"),
        ([{"1": 4, "2": 1}, {"3": 2, "2": 0}], "empty_part"),
        ([{"1": 4}, {"2": 1, "3": 1}], "not_all_units"),
        ([{"1": 4, "2": 1}, {"3": 2, "2": 1}], "not_all_units"),
        ([{"1": 4, "2": 1}, {"3": 2, "9": 1}], "not_all_units"),
    ],
)
def test_every_unit_belongs_to_exactly_one_part(
    parts: list[dict[str, int]], code: str | None
) -> None:
    refusal = check_parts(ORDER, parts)
    assert (refusal.code if refusal else None) == code


def test_only_what_no_warehouse_has_can_be_split_or_whole_again() -> None:
    assert may_replan(Stage.TO_SHIP, [part(1), part(2, State.CANCELLED)], []) is None
    for state in set(State) - {State.PLANNED, State.CANCELLED}:
        refusal = may_replan(Stage.TO_SHIP, [part(1), part(2, state)], [])
        assert isinstance(refusal, Refusal)
        assert refusal.code == "at_warehouse"
    for stage in (Stage.PARTIALLY_SHIPPED, Stage.PENDING_PAYMENT, Stage.CLOSED):
        assert may_replan(stage, [], []) is not None


def test_a_line_that_shrank_stops_the_parts_that_hold_it_and_no_other() -> None:
    parts = [part(1, lines={"1": 4}), part(2, lines={"2": 1, "3": 2})]
    less = replace(ORDER, lines=(Line("1", "A", 4), Line("3", "A", 1)))
    assert [is_stale(less, parts, one) for one in parts] == [False, True]
    halves = [part(1), part(2)]
    fewer = replace(ORDER, lines=(Line("1", "A", 3), Line("2", "B", 1), Line("3", "A", 2)))
    assert [is_stale(fewer, halves, one) for one in halves] == [True, True]


def test_a_part_goes_though_another_has_left_and_stays_when_its_lines_went() -> None:
    stands = Position(
        stage=Stage.PARTIALLY_SHIPPED, stopped=False, lacking=False, left=False, split=True
    )
    assert asks(stands, part(2)) is TaskKind.CREATE
    assert asks(replace(stands, split=False), part(2)) is None
    assert asks(replace(stands, stale=True), part(2)) is None
    assert asks(replace(stands, stale=True), part(2, State.ACCEPTED)) is TaskKind.CANCEL
    assert asks(replace(stands, stopped=True), part(2, State.ACCEPTED)) is TaskKind.CANCEL
    assert asks(replace(stands, stopped=True, left=True), part(2, State.ACCEPTED)) is None


def test_parts_have_codes_of_their_own_and_no_code_comes_twice() -> None:
    used: list[str] = []
    for _ in range(3):
        used.append(next_code("N7", used, split=True))
    assert used == ["N7-1", "N7-2", "N7-3"]
    assert next_code("N7", used) == "N7-4"
    assert next_code("N7", ["N7"], split=True) == "N7-2"


def test_a_parcel_of_a_split_order_must_say_of_which_part_it_is() -> None:
    order = replace(ORDER, parts=HALVES)
    assert judge_scan(order, [], {}, scan()) == Excepted("which_part")
    assert judge_scan(order, [], {}, scan(units={"A": 1})) == Excepted("which_part")
    assert judge_scan(order, [], {}, scan(part=1)) == New({"A": 3})
    assert judge_scan(order, [], {}, scan(part=2)) == New({"A": 3, "B": 1})
    assert judge_scan(order, [], {}, scan(part=1, units={"A": 4})) == Excepted("too_many_units")


splits = st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 2))
told = st.lists(
    st.tuples(
        st.integers(0, 3),  # the part it names
        st.integers(1, 4),  # its waybill
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 4), max_size=2),
    ),
    max_size=12,
)


def shipped(split: tuple[int, int, int], scans_told: list[Any]) -> tuple[Ordered, list[Package]]:
    """Let a warehouse tell this of an order split so."""
    whole = {line.line_no: line.quantity for line in ORDER.lines}
    first = {no: n for no, n in zip(whole, split, strict=True) if n}
    second = {no: n - first.get(no, 0) for no, n in whole.items() if n > first.get(no, 0)}
    order = replace(ORDER, parts={1: first, 2: second})
    packages: dict[str, Package] = {}
    for n, (which, waybill, units) in enumerate(scans_told):
        said = scan(key=f"k{n}", part=which, waybill_no=f"SF{waybill}", units=units)
        known = {no: one.id for no, one in packages.items()}
        match judge_scan(order, list(packages.values()), known, said):
            case New(units=held):
                packages[said.waybill_no] = Package(
                    id=n + 1, order_id=1, shop_id=1, number="N7", external_no="E7",
                    source=Source.WMS, carrier="SF", waybill_no=said.waybill_no, step="shipped",
                    units=held, weight_g=None, shipped_at=AT, step_at=AT, agreed_at=None, version=1,
                    part=which,
                )  # fmt: skip
            case More(package=before, units=held):
                packages[before.waybill_no] = replace(before, units=held)
            case _:
                pass
    return order, list(packages.values())


def sent_twice(order: Ordered, packages: list[Package]) -> bool:
    """Whether more left than was ordered, of the order or of a part."""
    ordered = Counter({"A": 6, "B": 1})
    out: Counter[str] = Counter()
    for n, lines in order.parts.items():
        mine: Counter[str] = Counter()
        for package in packages:
            if package.part == n:
                mine.update(package.units)
        if not mine <= scans.units_of(order, lines):
            return True
        out += mine
    return not out <= ordered or any(package.part not in order.parts for package in packages)


@settings(max_examples=150, deadline=None)
@given(splits, told)
def test_no_unit_is_sent_twice_whatever_warehouses_tell_of_the_parts(
    split: tuple[int, int, int], scans_told: list[Any]
) -> None:
    assert not sent_twice(*shipped(split, scans_told))


def test_parts_that_do_not_count_what_left_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: what is left of a part is what it held at first."""

    def forgets(order: Ordered, _: Any, part: int = 0) -> dict[str, int]:
        return dict(scans.units_of(order, order.parts[part]))

    monkeypatch.setattr(scans, "left_units", forgets)
    assert sent_twice(*shipped((4, 0, 0), [(1, 1, {"A": 3}), (1, 2, {"A": 3})]))
