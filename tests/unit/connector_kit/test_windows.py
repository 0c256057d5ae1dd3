"""Cutting spans, and seeking by value over a list that changes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.connector_kit.contract import Window
from orderhub.connector_kit.windows import (
    PAGES_MAX,
    bounds,
    catch_up,
    cut,
    later_half,
    more_by_count,
    seek,
    seek_part,
)
from orderhub.kernel.errors import ChannelUnavailable, ContractViolation

START = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WINDOW = Window(START, START + timedelta(hours=1))


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


@given(hours=st.integers(0, 200), longest=st.integers(1, 30))
def test_cuts_cover_a_span_with_shared_edges(hours: int, longest: int) -> None:
    until, most = START + timedelta(hours=hours), timedelta(hours=longest)
    windows = list(cut(START, until, most))
    assert (windows[0].start, windows[-1].end) == (START, until)
    assert all(w.end - w.start <= most for w in windows)
    assert all(a.end == b.start for a, b in pairwise(windows))


def test_catching_up_looks_back_over_the_overlap_but_not_beyond_the_channels_memory() -> None:
    def windows(cursor: datetime) -> tuple[Window, ...]:
        minutes, days = timedelta(minutes=2), timedelta(days=90)
        return catch_up(cursor, START, overlap=minutes, lookback=days, longest=timedelta(days=60))

    assert windows(START - timedelta(minutes=10))[0].start == START - timedelta(minutes=12)
    assert windows(START - timedelta(days=400))[0].start == START - timedelta(days=90)
    assert len(windows(START - timedelta(days=400))) == 2


def test_a_window_is_asked_a_second_wider() -> None:
    assert bounds(WINDOW) == (START - SECOND, WINDOW.end + SECOND, 1)
    within = Window(START, WINDOW.end, "down:7")
    assert bounds(within) == (WINDOW.end - SECOND, WINDOW.end + SECOND, 7)


def test_the_next_end_is_the_oldest_seen() -> None:
    assert seek(WINDOW, [after(90), after(60)], more=True) == Window(START, after(60))
    assert seek(WINDOW, [after(90), None], more=True) == Window(START, after(90))


def test_nothing_remains_when_the_channel_says_so_or_the_start_is_passed() -> None:
    assert seek(WINDOW, [after(60)], more=False) is None
    assert seek(WINDOW, [], more=False) is None
    assert seek(WINDOW, [after(60), after(-1)], more=True) is None


def test_a_crowded_second_is_read_up_and_then_down_again() -> None:
    crowd = [WINDOW.end]
    tokens: list[str | None] = []
    remaining = seek(WINDOW, crowd, more=True)
    while remaining and remaining.page_token:
        tokens.append(remaining.page_token)
        remaining = seek(remaining, crowd, more=bounds(remaining)[2] < 3)
    assert tokens == ["up:2", "up:3", "down:2", "down:1"]
    assert remaining == Window(START, WINDOW.end - SECOND)


def test_a_window_too_full_to_list_is_read_by_later_parts() -> None:
    half = later_half(WINDOW)
    assert half == Window(after(1800), WINDOW.end)
    assert seek_part(WINDOW, half, [after(3000)], more=True) == Window(START, after(3000))
    assert seek_part(WINDOW, half, [], more=False) == Window(START, after(1800))
    crowded = seek_part(WINDOW, half, [WINDOW.end], more=True)
    assert crowded == Window(START, WINDOW.end, "up:2")
    assert seek_part(WINDOW, WINDOW, [after(60)], more=False) is None


@given(seconds=st.integers(0, 10**6))
def test_halving_ends_at_one_second(seconds: int) -> None:
    window = Window(START, after(seconds))
    while window.end - window.start >= SECOND:
        narrower = later_half(window)
        assert window.start < narrower.start <= narrower.end == window.end
        window = narrower
    with pytest.raises(ContractViolation):
        later_half(window)


def test_a_crowded_first_second_is_the_last_to_be_read() -> None:
    assert seek(Window(START, START, "down:1"), [START], more=True) is None


def test_an_empty_page_that_promises_more_is_a_fault() -> None:
    with pytest.raises(ChannelUnavailable):
        seek(WINDOW, [], more=True)


def test_a_page_that_gives_no_way_on_is_unreadable() -> None:
    with pytest.raises(ContractViolation) as caught:
        seek(WINDOW, [None, None], more=True)
    assert caught.value.field == "modified"
    with pytest.raises(ContractViolation):
        seek(Window(START, START, f"up:{PAGES_MAX}"), [START], more=True)


@pytest.mark.parametrize(
    ("token", "count", "total", "more"),
    [
        (None, 5, 5, True),
        (None, 0, 0, False),
        (None, 0, None, False),
        (None, 0, 3, True),
        ("up:2", 0, 100, False),
        ("up:2", 0, 101, True),
        ("up:2", 1, 50, True),
    ],
)
def test_only_an_empty_page_where_nothing_can_be_ends_a_counted_list(
    token: str | None, count: int, total: int | None, *, more: bool
) -> None:
    window = Window(WINDOW.start, WINDOW.end, token)
    assert more_by_count(window, count, 100, total) is more
