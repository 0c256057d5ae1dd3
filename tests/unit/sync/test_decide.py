"""Which windows are read, and when."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.connector_kit.contract import Connector, Window
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.sync.decide import (
    look_again,
    newest_closed,
    next_due,
    next_interval,
    rest_s,
    windows_after,
    windows_between,
)
from orderhub.sync.difference import difference
from orderhub.sync.model import Cursor, Read

AT_ONCE = timedelta()
NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
USUAL = timedelta(minutes=10)


async def told_time(_: Any) -> datetime | None:
    return None


def connector(**over: Any) -> Connector:
    given: dict[str, Any] = {
        "channel": ChannelCode("any"),
        "label": "任意",
        "credential_fields": (),
        "read_rows": lambda _: (),  # pyright: ignore[reportUnknownLambdaType]
        "personal": frozenset[str](),
        "probe": told_time,
        **over,
    }
    return Connector(**given)


def cursor(**over: Any) -> Cursor:
    given: dict[str, Any] = {"shop_id": ShopId(1), "due_at": NOW, "clock_read_at": NOW, **over}
    return Cursor(**given)


def planned(at: Cursor, until: datetime = NOW, **over: Any) -> list[tuple[Window, datetime]]:
    return list(windows_after(at, until, timedelta(days=3), connector(**over)))


def test_a_stream_never_read_begins_the_first_days_ago_in_pieces_the_channel_takes() -> None:
    windows = [window for window, _ in planned(cursor())]
    assert windows[0].start == NOW - timedelta(days=3, minutes=2)
    assert windows[-1].end == NOW
    assert all(window.end - window.start <= DAY for window in windows)


def test_what_is_left_of_a_window_is_read_first_and_then_on_from_its_end() -> None:
    end = NOW - timedelta(hours=1)
    rest = Window(end - DAY, end - timedelta(hours=5))
    first, second = planned(cursor(read_to=end - DAY, rest=rest, window_end=end))
    assert first == (rest, end)
    assert second[0] == Window(end - timedelta(minutes=2), NOW)


def test_the_rest_of_a_window_is_all_when_that_reaches_nearly_to_now() -> None:
    soon, rest = timedelta(minutes=2), Window(NOW - DAY, NOW - timedelta(hours=5))

    def read(end: datetime) -> int:
        at = cursor(read_to=NOW - DAY, rest=rest, window_end=end)
        return len(list(windows_after(at, NOW, DAY, connector(), soon)))

    assert read(NOW - timedelta(minutes=1)) == 1
    assert read(NOW - timedelta(minutes=2)) == 2


def test_a_channel_whose_clock_is_unknown_is_read_with_more_overlap() -> None:
    read_to = NOW - timedelta(hours=1)
    [(known, _)] = planned(cursor(read_to=read_to))
    [(unknown, _)] = planned(cursor(read_to=read_to, clock_read_at=None))
    assert known.start - unknown.start == timedelta(minutes=16)


def test_the_end_lies_behind_the_channel_s_own_clock() -> None:
    slow = cursor(clock_offset=-timedelta(minutes=4))
    assert newest_closed(NOW, slow, AT_ONCE) < NOW - timedelta(minutes=4)
    assert newest_closed(NOW, cursor(), AT_ONCE) < NOW
    assert newest_closed(NOW, cursor(), timedelta(minutes=3)) <= NOW - timedelta(minutes=3)
    assert newest_closed(NOW + timedelta(microseconds=7), cursor(), AT_ONCE).microsecond == 0


@given(
    hours=st.floats(min_value=0.01, max_value=200),
    back=st.integers(min_value=0, max_value=80),
    longest_h=st.integers(min_value=1, max_value=48),
)
def test_no_second_between_the_cursor_and_now_is_left_out(
    hours: float, back: int, longest_h: int
) -> None:
    read_to = NOW - timedelta(days=back, hours=hours)
    windows = [
        w for w, _ in planned(cursor(read_to=read_to), window_max=timedelta(hours=longest_h))
    ]
    assert windows[0].start <= read_to
    assert windows[-1].end == NOW
    for one, other in pairwise(windows):
        assert other.start <= one.end


def test_a_person_s_span_is_widened_to_whole_seconds() -> None:
    since = NOW + timedelta(microseconds=5)
    [window] = windows_between(since, since + timedelta(hours=1), connector())
    assert window.start <= since
    assert window.end >= since + timedelta(hours=1)


@pytest.mark.parametrize(
    ("current", "fresh", "expected"),
    [
        (None, 0, 600),
        (None, 3, 300),
        (300, 3, 150),
        (150, 3, 150),
        (150, 0, 225),
        (500, 0, 600),
        (2, 0, 150),
        (2, 3, 150),
    ],
)
def test_the_interval_shrinks_while_orders_come_and_grows_when_calm(
    current: float | None, fresh: int, expected: float
) -> None:
    assert next_interval(USUAL, current, fresh) == expected


def test_the_interval_counts_from_what_was_read_and_a_cursor_in_the_future_puts_nothing_off() -> (
    None
):
    minute = timedelta(minutes=1)
    assert next_due(NOW, 600, NOW, NOW) == NOW + 10 * minute
    assert next_due(NOW, 600, NOW, NOW - minute) == NOW + 9 * minute
    assert next_due(NOW, 600, NOW, NOW + DAY) == NOW + 10 * minute


def test_a_difference_names_fields_people_and_what_is_gone() -> None:
    before = {"status": "to_ship", "people": {"phone": "138****0001", "name": "王*"}, "same": 1}
    after = {"status": "shipped", "people": {"phone": "138****0002"}, "same": 1}
    assert difference(before, after) == [
        {"field": "status", "before": "to_ship", "after": "shipped"},
        {"field": "people.phone", "before": "138****0001", "after": "138****0002"},
        {"field": "people.name", "before": "王*", "after": None},
    ]
    assert [entry["field"] for entry in difference(None, {"status": "x"})] == ["status"]


def test_messages_that_come_one_by_one_are_heard_together_a_second_later() -> None:
    quiet = timedelta(seconds=15)
    assert [rest_s(heard, quiet) for heard in (0, 1, 49, 50, 100)] == [15.0, 1.0, 1.0, 0.0, 0.0]
    assert rest_s(1, timedelta()) == 0.0


def test_an_order_that_nobody_knows_to_have_changed_is_looked_at_until_it_is_seen() -> None:
    read = Read(shop_id=ShopId(1), external_no="A1", due_at=NOW, happened_at=None, asked=0)
    assert look_again(read, None, NOW, fresh=False, settles=AT_ONCE) is not None
    assert look_again(read, NOW, NOW, fresh=False, settles=AT_ONCE) is None
