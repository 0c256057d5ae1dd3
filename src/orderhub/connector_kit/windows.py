"""Windows of modified time (时间窗): cutting a span into them, reading one without a gap. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.connector_kit.contract import Window
from orderhub.kernel.errors import ChannelUnavailable, ContractViolation

SECOND = timedelta(seconds=1)
PAGES_MAX = 100


def cut(since: datetime, until: datetime, longest: timedelta) -> Iterator[Window]:
    """Closed windows of at most `longest`, oldest first, sharing edges: no second is left out."""
    start = since
    while until - start > longest:
        yield Window(start, start + longest)
        start += longest
    yield Window(start, max(start, until))


def catch_up(
    cursor: datetime, now: datetime, *, overlap: timedelta, lookback: timedelta, longest: timedelta
) -> tuple[Window, ...]:
    """The windows from the cursor (less the overlap, within the channel's look-back) up to now."""
    since = max(cursor - overlap, now - lookback)
    return tuple(cut(since, max(since, now), longest))


def bounds(window: Window) -> tuple[datetime, datetime, int]:
    """(start, end, page number) to ask for: a second more on both sides, so that it matters not
    whether the channel counts its edges in, and the start is always before the end.

    With a page token only the window's last second is asked, else the whole window's first page.
    """
    if window.page_token is None:
        return window.start - SECOND, window.end + SECOND, 1
    return window.end - SECOND, window.end + SECOND, _page(window.page_token)[1]


def more_by_count(window: Window, count: int, page_size: int, total: int | None) -> bool:
    """Whether rows may follow, where the channel only counts. Its total may be wrong and its pages
    silently short, so only an empty page is an end, and not even that while the total says that
    rows must stand on it."""
    return count > 0 or (total or 0) > (bounds(window)[2] - 1) * page_size


def seek(window: Window, modified: Sequence[datetime | None], *, more: bool) -> Window | None:
    """What remains of `window` after one page of a newest-first list.

    `modified` has an entry per row (None = unreadable); `more` is what the channel said. The next
    end is the oldest modified time seen: a row that changes meanwhile leaves the window and shifts
    nobody. Only a second that fills a whole page is read by page number, up to the last page and
    then down to the first, since rows only ever move forward. Raises ChannelUnavailable for an
    empty page that promises more, ContractViolation when a page gives no way on.
    """
    if more and not modified:
        raise ChannelUnavailable("an empty page that promises more")
    if window.page_token is not None:
        return _within_second(window, *_page(window.page_token), more=more)
    if not more:
        return None
    seen = [at for at in modified if at is not None]
    if not seen:
        raise ContractViolation("no row of the page tells when it changed", field="modified")
    oldest = min(seen)
    if oldest < window.start:
        return None
    if oldest < window.end:
        return replace(window, end=oldest)
    return replace(window, page_token=_token("up", 2))


def later_half(window: Window) -> Window:
    """The later half of a window that the channel finds too full to list, by whole seconds. Raises
    ContractViolation for one that cannot be narrower."""
    seconds = (window.end - window.start) // SECOND
    if window.page_token is not None or seconds < 1:
        raise ContractViolation("one second has more rows than can be read", field="window")
    return replace(window, start=window.end - seconds // 2 * SECOND)


def newest_part(window: Window, longest: timedelta) -> Window:
    """The newest `longest` of a window, for channels that let one call ask for no more."""
    return replace(window, start=max(window.start, window.end - longest))


def seek_part(
    window: Window, part: Window, modified: Sequence[datetime | None], *, more: bool
) -> Window | None:
    """As `seek`, where only `part`, the latest of `window`, was listed."""
    remaining = seek(part, modified, more=more)
    if part.start == window.start:
        return remaining
    if remaining is None:
        return Window(window.start, part.start)
    return replace(remaining, start=window.start)


def _within_second(window: Window, way: str, number: int, *, more: bool) -> Window | None:
    if way == "up" and more:
        if number >= PAGES_MAX:
            raise ContractViolation("one second has more pages than can be read", field="page")
        return replace(window, page_token=_token("up", number + 1))
    if number > 1:
        return replace(window, page_token=_token("down", number - 1))
    return below(window)


def below(window: Window) -> Window | None:
    """What remains once the last second of `window` has been read."""
    end = window.end - SECOND
    return Window(window.start, end) if end >= window.start else None


def _token(way: str, number: int) -> str:
    return f"{way}:{number}"


def _page(token: str) -> tuple[str, int]:
    way, number = token.split(":")
    return way, int(number)
