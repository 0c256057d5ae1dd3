"""Reading a changing list that goes by cursor (游标) instead of page numbers. Pure.

By value, as `windows` does it. Only a second that fills a whole page is followed by cursor, and
read from its first page again until two readings found as many rows: where a cursor is a mere
position, a row that leaves hides a neighbour, and then the second reading finds fewer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from orderhub.connector_kit.contract import Window
from orderhub.connector_kit.windows import SECOND, below, seek
from orderhub.kernel.errors import ChannelUnavailable, ContractViolation

ROWS_MAX = 10_000
_FIRST = -1


def cursor_bounds(window: Window) -> tuple[datetime, datetime, str]:
    """(start, end, cursor) to ask for, a second more on both sides; the cursor is "" for a first
    page, and any other belongs to the same bounds."""
    if window.page_token is None:
        return window.start - SECOND, window.end + SECOND, ""
    return window.end - SECOND, window.end + SECOND, _read(window.page_token)[2]


def seek_by_cursor(
    window: Window, modified: Sequence[datetime | None], cursor: str | None
) -> Window | None:
    """What remains of `window` after one page of a newest-first list.

    `modified` has an entry per row (None = unreadable); `cursor` is the channel's for the next
    page, None where it says that this was the last. Raises as `windows.seek` does.
    """
    if window.page_token is None:
        rest = seek(window, modified, more=cursor is not None)
        if rest is None or rest.page_token is None:
            return rest
        return replace(rest, page_token=_token(_FIRST, 0, ""))
    before, seen, _ = _read(window.page_token)
    seen += len(modified)
    if cursor is None:
        again = replace(window, page_token=_token(seen, 0, ""))
        return below(window) if seen == before else again
    if not modified:
        raise ChannelUnavailable("an empty page that promises more")
    if seen > ROWS_MAX:
        raise ContractViolation("one second has more rows than can be read", field="cursor")
    return replace(window, page_token=_token(before, seen, cursor))


def _token(before: int, seen: int, cursor: str) -> str:
    """Rows of the reading before, rows of this one so far, the channel's cursor (free text)."""
    return f"{before}:{seen}:{cursor}"


def _read(token: str) -> tuple[int, int, str]:
    before, seen, cursor = token.split(":", 2)
    return int(before), int(seen), cursor


def next_cursor(cursor: object, last: str, rows: int, page_size: int) -> str | None:
    """The next page's cursor as the channel told it, None after its word for the `last`.
    ContractViolation when a full page has none."""
    if isinstance(cursor, str) and cursor:
        return None if cursor == last else cursor
    if rows >= page_size:
        raise ContractViolation("a full page tells no cursor", field="cursor")
    return None
