"""Cursors, the index catalogue and what a search walks."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.words import Lane
from orderhub.orders.queries.catalogue import CATALOGUE, entry_of, is_catalogued, narrowing
from orderhub.orders.queries.cursors import Cursor, decode, encode
from orderhub.orders.queries.filters import (
    Keys,
    OrderFilter,
    Search,
    Sort,
    flag_mask,
    flag_names,
    sort_of,
    visible_shops,
)
from orderhub.orders.queries.plans import page
from orderhub.orders.service.notes import shown

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NEWEST = Sort("-placed_at")


def sql_of(search: Search, sort: Sort = NEWEST) -> str:
    statement = page(search, sort, None, 51)
    return str(statement.compile(dialect=postgresql.dialect()))  # pyright: ignore[reportUnknownMemberType]


@given(
    value=st.datetimes(timezones=st.just(UTC)),
    row_id=st.integers(min_value=1, max_value=2**63 - 1),
    backward=st.booleans(),
)
def test_a_cursor_comes_back_as_it_was(value: datetime, row_id: int, backward: bool) -> None:  # noqa: FBT001
    cursor = Cursor("-placed_at", value, row_id, backward)
    assert decode(encode(cursor), "-placed_at") == cursor


def test_a_cursor_of_another_sort_is_refused() -> None:
    text = encode(Cursor("-total", 5, 1))
    with pytest.raises(InvalidInput, match="another sort"):
        decode(text, "-placed_at")


@given(text=st.text(max_size=40))
def test_no_text_whatever_breaks_the_cursor_reader(text: str) -> None:
    with suppress(InvalidInput):
        decode(text, "-placed_at")


CATALOGUED = [
    ("all", Search(filter=OrderFilter()), NEWEST),
    ("all", Search(filter=OrderFilter(stages=("to_ship",)), shops=(1,)), NEWEST),
    ("placed", Search(filter=OrderFilter(since=SINCE)), NEWEST),
    ("modified", Search(filter=OrderFilter()), Sort("-modified_at")),
    ("ship-by clock", Search(filter=OrderFilter()), Sort("ship_by")),
    ("late", Search(filter=OrderFilter(flags=("late",))), NEWEST),
    ("tag", Search(filter=OrderFilter(tags=("vip",))), NEWEST),
    ("sku", Search(filter=OrderFilter(sku="A")), NEWEST),
    ("attribute", Search(filter=OrderFilter(attributes=(("a", "1"),))), NEWEST),
    ("phone", Search(filter=OrderFilter(), keys=Keys(phone=(b"k",))), NEWEST),
]


@pytest.mark.parametrize(("name", "search", "sort"), CATALOGUED)
def test_a_search_of_the_catalogue_is_known_as_such(name: str, search: Search, sort: Sort) -> None:
    entry = entry_of(search, sort)
    assert entry is not None
    assert entry.name == name


@pytest.mark.parametrize(
    ("wanted", "sort"),
    [
        (OrderFilter(provinces=("西藏自治区",), amount_from=1), NEWEST),
        (OrderFilter(), Sort("-total")),
        (OrderFilter(tags=("vip",), stages=("to_ship",)), NEWEST),
    ],
)
def test_a_free_combination_is_none_of_the_catalogue(wanted: OrderFilter, sort: Sort) -> None:
    assert not is_catalogued(Search(filter=wanted), sort)


def test_names_of_the_catalogue_are_told_apart() -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)


def test_what_would_narrow_a_search_leaves_out_what_it_has() -> None:
    search = Search(filter=OrderFilter(stages=("to_ship",), since=SINCE), shops=(1,))
    assert narrowing(search) == ("tag", "sku")
    full = OrderFilter(stages=("to_ship",), since=SINCE, tags=("a",), sku="b")
    assert narrowing(Search(filter=full, shops=(1,))) == ("date",)


@pytest.mark.parametrize(
    "wanted",
    [
        OrderFilter(),
        OrderFilter(stages=("to_ship",)),
        OrderFilter(tags=("vip",)),
        OrderFilter(sku="A"),
        OrderFilter(attributes=(("a", "1"),)),
        OrderFilter(flags=("late",)),
        OrderFilter(lane=Lane.UNTOLD),
        OrderFilter(lane=Lane.TO_PUSH),
        OrderFilter(provinces=("x",)),
    ],
)
@pytest.mark.parametrize("sort", ["-placed_at", "ship_by", "-total"])
def test_the_shop_scope_stands_in_every_statement(wanted: OrderFilter, sort: str) -> None:
    assert "shop_id = " in sql_of(Search(filter=wanted, shops=(1, 2)), Sort(sort))
    keys = Keys(phone=(b"k",))
    assert "shop_id = " in sql_of(Search(filter=wanted, keys=keys, shops=(1, 2)), Sort(sort))


def test_a_scope_is_never_widened_by_what_is_asked_for() -> None:
    assert visible_shops(None, ()) is None
    assert visible_shops(None, (2,)) == (2,)
    assert visible_shops(frozenset({1, 2}), ()) == (1, 2)
    assert visible_shops(frozenset({1, 2}), (2, 3)) == (2,)
    assert visible_shops(frozenset({1}), (3,)) == ()


def test_flag_words_and_bits_are_the_same_thing() -> None:
    assert flag_names(flag_mask(("late", "held"))) == ["held", "late"]
    with pytest.raises(InvalidInput):
        flag_mask(("sleepy",))
    with pytest.raises(InvalidInput):
        sort_of("-colour")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话 138 1234-5678 打", "电话 ***********78 打"),
        ("3 件 12345", "3 件 12345"),
        ("110101199003071234", "****************34"),
    ],
)
def test_long_numbers_in_a_note_are_masked(text: str, masked: str) -> None:
    assert shown(text) == masked
