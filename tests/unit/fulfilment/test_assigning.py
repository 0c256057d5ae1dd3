"""Which lines parcels are of: fulfilment, orders and stock never disagree about what is left."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderhub.fulfilment.decide import scans
from orderhub.fulfilment.decide.assigning import left_of_lines
from orderhub.fulfilment.decide.scans import judge_scan
from orderhub.fulfilment.decide.shipping import plan_telling
from orderhub.fulfilment.model.parcels import Line, New, Ordered, Package
from orderhub.fulfilment.service.facts import parcel_fact
from orderhub.orders.decide.derive import fulfilment_status
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.lines import kept_units, left_units
from tests.unit.fulfilment.test_scans import make_package, make_scan

AT = datetime(2026, 1, 5, tzinfo=UTC)
TWINS = (("1", "A", 1), ("2", "A", 1))
Lines = tuple[tuple[str, str, int], ...]


class World:
    """An order with these lines, of which parcels leave and which its channel closes."""

    def __init__(self, lines: Lines) -> None:
        self.lines, self.closed = lines, set[str]()
        self.packages: list[Package] = []

    def order(self) -> Ordered:
        lines = [Line(no, sku, 0 if no in self.closed else n) for no, sku, n in self.lines]
        return Ordered(
            id=7,
            shop_id=1,
            channel="c",
            number="N",
            external_no="E1",
            closed=False,
            lines=tuple(lines),
        )

    def leaves(self, units: dict[str, int]) -> bool:
        """A parcel left; False when it holds more than is left."""
        n = len(self.packages) + 1
        scan = make_scan(key=f"s{n}", waybill_no=f"SF{n}", units=units)
        verdict = judge_scan(self.order(), self.packages, {}, scan)
        if not isinstance(verdict, New):
            return False
        self.packages.append(
            make_package(id=n, waybill_no=f"SF{n}", units=verdict.units, lines=verdict.lines)
        )
        return True

    def state(self) -> Any:
        """What orders fold of it."""
        facts = [parcel_fact(one, "wms", AT) for one in self.packages]
        state = fold(facts)
        lines = [
            {"no": no, "sku": sku, "quantity": n, "closed": no in self.closed}
            for no, sku, n in self.lines
        ]
        return replace(state, snapshot={"lines": lines})

    def left(self) -> int:
        """Units that are still to leave."""
        return left_of_lines(self.order(), self.packages).total()

    def check(self) -> None:
        """Both rooms say the same, and nothing that left is lost or counted twice."""
        held: Counter[str] = Counter()
        for one in self.packages:
            by_sku = scans.units_of(self.order(), one.lines)
            assert by_sku == Counter(one.units)
            held.update(one.lines)
        state = self.state()
        assert left_units(state) == held
        kept = kept_units(state.snapshot["lines"], left_units(state))
        for (no, _, n), units in zip(self.lines, kept, strict=True):
            assert held[no] <= n
            assert units == (held[no] if no in self.closed else n)
        if self.packages:
            said = fulfilment_status(state)
            assert said == ("partially_shipped" if self.left() else "shipped")


lines = st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 3)), min_size=1, max_size=4).map(
    lambda ones: tuple((str(n), sku, units) for n, (sku, units) in enumerate(ones, 1))
)
steps = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 3), min_size=1),
        st.integers(1, 4),
    ),
    max_size=8,
)


def run(world: World, happens: list[dict[str, int] | int]) -> None:
    """Parcels leave, and lines are closed or open again."""
    for one in happens:
        if isinstance(one, dict):
            world.leaves(one)
        else:
            world.closed ^= {str(one)} & {no for no, _, _ in world.lines}
        world.check()


@settings(max_examples=200, deadline=None)
@given(lines, steps)
def test_what_left_of_a_line_is_of_no_other_whatever_is_closed_when(
    lines: Lines, happens: list[dict[str, int] | int]
) -> None:
    run(World(lines), happens)


def test_parcels_that_are_spread_anew_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: nobody keeps which line a parcel was of."""

    def forgets(*_: object) -> dict[str, int]:
        return {}

    monkeypatch.setattr(scans, "assigned", forgets)
    with pytest.raises(AssertionError):
        run(World(TWINS), [{"A": 1}, 1])


def test_a_line_refunded_after_it_left_leaves_its_twin_to_be_shipped() -> None:
    world = World(TWINS)
    assert world.leaves({"A": 1})
    world.closed = {"1"}
    assert fulfilment_status(world.state()) == "partially_shipped"
    assert plan_telling(world.order(), world.packages, "lines") == []
    assert world.leaves({"A": 1})
    assert not world.leaves({"A": 1})
    (told,) = plan_telling(world.order(), world.packages, "lines")
    assert (told.waybill_no, told.lines) == ("SF2", (("2", 1),))
    assert fulfilment_status(world.state()) == "shipped"


def test_a_line_refunded_before_it_left_is_not_waited_for() -> None:
    world = World(TWINS)
    assert world.leaves({"A": 1})
    world.closed = {"2"}
    assert fulfilment_status(world.state()) == "shipped"
    assert not world.leaves({"A": 1})
