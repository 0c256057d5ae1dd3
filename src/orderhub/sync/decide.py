"""Which windows are read next, and when the next run is due. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.connector_kit.contract import Connector, Window
from orderhub.connector_kit.windows import catch_up, cut
from orderhub.sync.model import Cursor, Read

SAFETY_LAG = timedelta(seconds=3)
UNKNOWN_CLOCK = timedelta(minutes=16)  # more than any channel lets our clock be off
CLOCK_GOOD_FOR = timedelta(minutes=10)
FASTEST = 4
CALM = 1.5
LOOK_AGAIN_S = (5, 30, 120)
MANY_HEARD = 50
WHILE_HEARD_S = 1.0
SAME_MOMENT = timedelta(seconds=5)  # a notice is stamped a little later than its order


def newest_closed(now: datetime, cursor: Cursor, settles_after: timedelta) -> datetime:
    """The last whole second that the channel's clock has surely left behind, and whose changes have
    had the time to show in its lists."""
    return (now + cursor.clock_offset - max(SAFETY_LAG, settles_after)).replace(microsecond=0)


def clock_is_stale(cursor: Cursor, now: datetime) -> bool:
    """Whether the channel's clock should be asked again."""
    return cursor.clock_read_at is None or now - cursor.clock_read_at > CLOCK_GOOD_FOR


def windows_after(
    cursor: Cursor,
    until: datetime,
    first: timedelta,
    connector: Connector,
    soon: timedelta = timedelta(),
) -> Iterator[tuple[Window, datetime]]:
    """(what to read, the end that is reached by it), oldest first, from the cursor up to `until`;
    a stream that was never read begins `first` ago. The rest of a window that reaches to less than
    `soon` before `until` is all: to go on would read its overlap again."""
    if cursor.rest is not None and cursor.window_end is not None:
        yield cursor.rest, cursor.window_end
        if until - cursor.window_end < soon:
            return
        cursor = replace(cursor, read_to=cursor.window_end)
    read_to = cursor.read_to
    if read_to is None:
        read_to = until - min(first, connector.lookback_max)
    overlap = connector.overlap
    if cursor.clock_read_at is None:  # the channel tells no time, or has not been asked yet
        overlap += UNKNOWN_CLOCK
    for window in catch_up(
        read_to,
        until,
        overlap=overlap,
        lookback=connector.lookback_max - timedelta(minutes=5),
        longest=connector.window_max,
    ):
        yield window, window.end


def windows_between(since: datetime, until: datetime, connector: Connector) -> Iterator[Window]:
    """A person's span in pieces the channel accepts; its edges are widened to whole seconds."""
    begin = since.replace(microsecond=0)
    end = until.replace(microsecond=0)
    return cut(begin, end if end == until else end + timedelta(seconds=1), connector.window_max)


def next_interval(usual: timedelta, current_s: float | None, fresh: int) -> float:
    """Seconds to the next run: halved while orders come, down to a quarter; usual when calm. What
    was usual before a person changed it does not count."""
    usual_s = usual.total_seconds()
    now_s = min(current_s or usual_s, usual_s)
    then_s = now_s / 2 if fresh else min(now_s * CALM, usual_s)
    return max(then_s, quickest(usual).total_seconds())


def next_due(now: datetime, interval_s: float, until: datetime, read_to: datetime) -> datetime:
    """The interval counts from what was read up to, where that is not all there is. A clock that
    was set back leaves a cursor in the future: that must not put off the next run."""
    return now + timedelta(seconds=interval_s) - max(timedelta(), until - read_to)


def quickest(usual: timedelta) -> timedelta:
    """How often a shop is asked at the most."""
    return usual / FASTEST


def look_again(
    read: Read, seen: datetime | None, now: datetime, *, fresh: bool, settles: timedelta
) -> datetime | None:
    """When to read the order again, None when the notice is answered.

    `seen` is the modified time the channel showed, `fresh` whether the hub learned something. A
    notice may come before the channel's own API shows the change; regular reading is the net.
    """
    if not read.asked and seen is not None:
        return None
    if read.happened_at is None or seen is None:
        answered = fresh
    else:
        answered = seen >= read.happened_at - SAME_MOMENT
    if answered or read.looks >= len(LOOK_AGAIN_S):
        return None
    return now + max(timedelta(seconds=LOOK_AGAIN_S[read.looks]), settles)


def rest_s(heard: int, quiet: timedelta) -> float:
    """Seconds between two rounds of listening. While messages come, many are heard at once rather
    than each by a call of its own."""
    quiet_s = quiet.total_seconds()
    if heard >= MANY_HEARD:
        return 0.0
    return min(WHILE_HEARD_S, quiet_s) if heard else quiet_s


def meant_for(own: str, account_no: str, known: Collection[str]) -> bool:
    """Whether a notice about `account_no` ("": not told) is for the shop with the account `own`;
    where no shop is known by that account, for each whose own is not known ("")."""
    return not account_no or own == account_no or (not own and account_no not in known)
