"""Who gets what is scarce, what a shop offers, what a difference means, what a file says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderhub.stock.decide.allot import allot
from orderhub.stock.decide.drift import explain
from orderhub.stock.decide.quantities import offered, sellable
from orderhub.stock.decide.sheet import check
from orderhub.stock.decide.similar import Candidate, Shelf
from orderhub.stock.decide.warehouses import draw_down
from orderhub.stock.model import Allocation, AllocationMode, Beside, Piece

PIECES = st.lists(
    st.builds(
        Piece, st.integers(1, 9), st.sampled_from("ab"), st.integers(1, 3), st.integers(1, 5),
        st.integers(0, 2),
    ),
    unique_by=lambda p: (p.order_id, p.line_no, p.sku_id),
)  # fmt: skip


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(pieces=PIECES, could=st.dictionaries(st.integers(1, 3), st.integers(0, 9)))
def test_never_more_is_given_than_there_is_and_a_line_is_given_whole(
    pieces: list[Piece], could: dict[int, int]
) -> None:
    given_lines = allot(pieces, could)
    for sku, units in could.items():
        taken = [p for p in pieces if (p.order_id, p.line_no) in given_lines and p.sku_id == sku]
        assert sum(p.quantity for p in taken) <= units


def test_a_line_too_large_lets_a_smaller_one_pass() -> None:
    assert allot([Piece(1, "a", 7, 5, 0), Piece(2, "a", 7, 2, 0)], {7: 3}) == {(2, "a")}


@UNHURRIED
@given(
    available=st.integers(0, 500),
    safety=st.integers(0, 50),
    mode=st.sampled_from(AllocationMode),
    amount=st.integers(0, 100),
    kept=st.integers(0, 50),
    apart=st.integers(0, 100),
)
def test_no_shop_offers_more_than_is_available_without_safety(
    available: int, safety: int, mode: AllocationMode, amount: int, kept: int, apart: int
) -> None:
    units = offered(available - safety, Allocation(mode, amount, kept), apart)
    assert 0 <= units <= max(available - safety - kept, 0)


@UNHURRIED
@given(
    parts=st.lists(st.integers(0, 100), min_size=1, max_size=6),
    sold=st.lists(st.integers(0, 120), min_size=6, max_size=6),
)
def test_parts_that_make_up_the_whole_stock_never_offer_more_than_is_left_of_them(
    parts: list[int], sold: list[int]
) -> None:
    taken = [min(units, part) for units, part in zip(sold, parts, strict=False)]
    left = sum(parts) - sum(taken)
    shown = [
        offered(left, Allocation(AllocationMode.FIXED, part, 0), 0, gone)
        for part, gone in zip(parts, taken, strict=True)
    ]
    assert shown == [part - gone for part, gone in zip(parts, taken, strict=True)]


@pytest.mark.parametrize(("mode", "amount", "units"), [("pool", 0, 70), ("share", 50, 35)])
def test_what_others_have_set_apart_is_offered_by_nobody_else(
    mode: str, amount: int, units: int
) -> None:
    assert offered(100, Allocation(AllocationMode(mode), amount, 0), 30) == units


def test_a_bundle_sells_what_its_scarcest_part_makes() -> None:
    assert sellable({1: 2, 2: 1}, {1: 9, 2: 3}) == 3
    assert sellable({}, {}) == 0


@pytest.mark.parametrize(
    ("reported", "parts", "cause"),
    [(10, (0, 0, 0, 0), "agrees"), (9, (-1, 0, 0, 0), "moved_since"),
     (7, (-1, -2, 0, 0), "in_flight"), (2, (-1, -4, -3, 0), "shipped_unreserved"),
     (0, (-1, -4, -3, -2), "unexplained"), (12, (2, 0, 0, 0), "moved_since"),
     (15, (2, 0, 0, 3), "unexplained")],
)  # fmt: skip
def test_a_difference_is_the_sum_of_known_causes_each_as_large_as_it_is_and_the_rest(
    reported: int, parts: tuple[int, ...], cause: str
) -> None:
    one = Beside(booked=10, reported=reported, left=2, came=1, reserved=4, unreserved=3)
    why = explain(one)
    assert (why.since, why.in_flight, why.unreserved, why.unexplained) == parts
    assert sum(parts) == reported - 10
    assert why.cause == cause


def test_goods_leave_the_fullest_warehouse_first() -> None:
    assert draw_down({"a": 2, "b": 5}, 6) == {"b": 5, "a": 1}


def test_a_code_beats_a_name_and_nothing_alike_suggests_nothing() -> None:
    shelf = Shelf([Candidate(1, "TS-01", "纯棉短袖 白"), Candidate(2, "HAT", "遮阳渔夫帽")])
    assert [s.sku.id for s in shelf.suggest("ts01", "夏季渔夫帽 遮阳")] == [1, 2]
    assert shelf.suggest("", "电饭煲") == []


def test_a_row_is_refused_for_what_is_wrong_with_it() -> None:
    rows = [
        (2, {"code": 1001.0, "title": "甲", "quantity": "5", "warehouse": "W"}),
        (3, {"code": "B", "title": "乙", "quantity": "5"}),
        (4, {"code": "C", "title": "丙", "parts": "1001*2", "quantity": "1", "warehouse": "W"}),
        (5, {"code": "D", "title": "丁", "merchant_code": "d", "shop": "别家"}),
    ]
    good, errors = check(rows, {"自家"}, {})
    assert [row.code for row in good] == ["1001"]
    assert [(e.row, e.code) for e in errors] == [
        (3, "missing"), (4, "bundle_has_no_stock"), (5, "unknown_shop"),
    ]  # fmt: skip
