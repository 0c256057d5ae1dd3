"""What channels are told of parcels: never what has not left."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from orderhub.fulfilment.decide.shipping import not_told, plan_telling
from orderhub.fulfilment.decide.showing import shows
from orderhub.fulfilment.model.parcels import Line, Ordered, Package
from tests.unit.fulfilment.test_scans import ORDER, make_package

FIRST = make_package(units={"A": 1})
SECOND = make_package(id=2, waybill_no="SF2", units={"A": 1, "B": 1})
LINES = Ordered(
    id=7, shop_id=1, channel="c", number="N", external_no="E", closed=False,
    lines=(Line("1", "A", 2), Line("2", "B", 1), Line("3", "A", 1)),
)  # fmt: skip


def told(*packages: Package, parts: str) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    plan = plan_telling(ORDER, packages, parts)  # pyright: ignore[reportArgumentType]
    return [(one.waybill_no, one.lines) for one in plan]


def test_a_whole_order_in_one_parcel_names_no_lines() -> None:
    whole = make_package(units={"A": 2, "B": 1})
    for parts in ("units", "lines", "whole"):
        assert told(whole, parts=parts) == [("SF1", ())]


def test_units_are_told_parcel_by_parcel() -> None:
    assert told(FIRST, parts="units") == [("SF1", (("1", 1),))]
    both = [("SF1", (("1", 1),)), ("SF2", (("1", 1), ("2", 1)))]
    assert told(SECOND, FIRST, parts="units") == both


def test_a_channel_of_whole_lines_hears_of_a_line_when_its_last_unit_has_left() -> None:
    assert told(FIRST, parts="lines") == []
    assert told(FIRST, SECOND, parts="lines") == [("SF2", ())]


def test_a_channel_of_whole_orders_hears_when_everything_has_left() -> None:
    assert told(FIRST, parts="whole") == []
    assert told(FIRST, SECOND, parts="whole") == [("SF2", ())]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=4))
def test_no_more_units_are_told_than_left(parcels: list[tuple[int, int]]) -> None:
    packages = [
        make_package(id=n, waybill_no=f"SF{n}", units={"A": a, "B": b})
        for n, (a, b) in enumerate(parcels)
    ]
    for parts in ("units", "lines"):
        plan = plan_telling(LINES, packages, parts)
        units = {line.line_no: line.quantity for line in LINES.lines}
        for line_no, count in (pair for one in plan for pair in one.lines):
            units[line_no] -= count
        assert min(units.values()) >= 0


def test_a_waybill_is_seen_wherever_the_channel_shows_it() -> None:
    assert shows({"orders": {"order": [{"invoice_no": "SF1"}]}}, "SF1")
    assert not shows({"orders": [{"invoice_no": "SF11"}], "n": None}, "SF1")


def test_a_closed_line_is_told_to_no_channel_and_the_others_are_named() -> None:
    lines = (Line("1", "A", 2), Line("2", "B", 0))
    order = replace(ORDER, lines=lines)
    parcel = make_package(units={"A": 2, "B": 1})
    for parts in ("units", "lines"):
        (one,) = plan_telling(order, [parcel], parts)
        assert one.lines == (("1", 2),)
    assert len(plan_telling(order, [parcel], "whole")) == 1
    closed = replace(ORDER, lines=(Line("1", "A", 0), Line("2", "B", 0)))
    assert plan_telling(closed, [parcel], "whole") == []


def test_what_a_warehouse_added_to_a_parcel_is_told_once_and_nothing_beyond_it() -> None:
    (parcel,) = plan_telling(ORDER, [make_package(units={"A": 2})], "units")
    assert not_told(ORDER, parcel, [[("1", 1)]]) == (("1", 1),)
    assert not_told(ORDER, parcel, [[("1", 1)], [("1", 1)]]) == ()
    (whole,) = plan_telling(ORDER, [make_package(units={"A": 2, "B": 1})], "units")
    assert not_told(ORDER, whole, [[("1", 2)]]) == (("2", 1),)
    assert not_told(ORDER, whole, [[]]) == ()
