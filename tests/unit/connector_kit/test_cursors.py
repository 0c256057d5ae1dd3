"""Lists that go by cursor: by value, and a crowded second until it was read undisturbed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.connector_kit.contract import Window
from orderhub.connector_kit.cursors import ROWS_MAX, cursor_bounds, seek_by_cursor
from orderhub.kernel.errors import ChannelUnavailable, ContractViolation

START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
END = START + timedelta(hours=1)
WINDOW = Window(START, END)
CROWDED = Window(START, END, "-1:0:")


def test_a_window_is_asked_for_a_second_wider_from_its_first_page() -> None:
    assert cursor_bounds(WINDOW) == (START - SECOND, END + SECOND, "")


def test_a_page_that_goes_back_in_time_narrows_the_window_and_drops_the_cursor() -> None:
    middle = START + timedelta(minutes=5)
    assert seek_by_cursor(WINDOW, [END, middle], "c1") == Window(START, middle)
    assert seek_by_cursor(WINDOW, [END, middle], None) is None


def test_a_crowded_second_is_begun_anew_and_followed_by_the_channels_own_cursor() -> None:
    begun = seek_by_cursor(WINDOW, [END, END], "c1")
    assert begun is not None
    assert cursor_bounds(begun) == (END - SECOND, END + SECOND, "")
    followed = seek_by_cursor(begun, [END, END], "a:b|c")
    assert followed is not None
    assert cursor_bounds(followed) == (END - SECOND, END + SECOND, "a:b|c")


def test_a_first_second_that_is_crowded_is_the_last_to_be_read() -> None:
    only = Window(START, START, "2:0:")
    assert seek_by_cursor(only, [START, START], None) is None


def test_an_empty_page_that_promises_more_is_no_end() -> None:
    for window in (WINDOW, CROWDED):
        with pytest.raises(ChannelUnavailable):
            seek_by_cursor(window, [], "c1")


def test_a_list_that_never_ends_is_given_up() -> None:
    with pytest.raises(ContractViolation):
        seek_by_cursor(CROWDED, [END] * (ROWS_MAX + 1), "c1")


@given(
    rows=st.integers(min_value=1, max_value=40),
    size=st.integers(min_value=1, max_value=7),
    leaving=st.lists(st.integers(min_value=0, max_value=39), max_size=30),
)
def test_a_row_that_leaves_a_crowded_second_hides_no_neighbour(
    rows: int, size: int, leaving: list[int]
) -> None:
    """The harshest cursor there is: a mere position. One row leaves after each page."""
    listed, gone, seen = list(range(rows)), set[int](), set[int]()
    remaining: Window | None = CROWDED
    while remaining and remaining.page_token:
        first = int(cursor_bounds(remaining)[2] or 0)
        page = listed[first : first + size]
        seen |= set(page)
        more = str(first + size) if first + size < len(listed) else None
        remaining = seek_by_cursor(remaining, [END] * len(page), more)
        if leaving and (left := leaving.pop()) in listed:
            listed.remove(left)
            gone.add(left)
    assert set(range(rows)) <= seen | gone
    assert remaining == Window(START, END - SECOND)
