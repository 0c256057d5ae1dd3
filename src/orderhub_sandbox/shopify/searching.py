"""Lists of a Shopify shop: search terms, sorting, cursors (channel reference, section 7.2)."""

import base64
import re
from collections.abc import Mapping

from orderhub_sandbox.clock import read_iso
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.paging import Wish
from orderhub_sandbox.shopify.refusals import refuse

MOST_ROWS = 250
SHOWN_SECONDS = 60 * 86400
_TERM = re.compile(r"(\w+):(>=|<=|>|<)'?([^'\s]+)'?")
_INDEXES = {"UPDATED_AT": "modified", "CREATED_AT": "placed", "PROCESSED_AT": "placed"}
_NAMES = {"updated_at": "modified", "created_at": "placed"}
_FOREVER = 2**40


def wish_of(arguments: Mapping[str, object], now: int) -> Wish[Order]:
    """What `orders(…)` asks for: nothing older than 60 days, as without `read_all_orders`."""
    sort = str(arguments.get("sortKey") or "PROCESSED_AT")
    if sort not in _INDEXES:
        raise refuse("argument_wrong", "sortKey")
    spans = _spans(str(arguments.get("query") or ""))
    index = _INDEXES[sort]
    start, end = spans.get(index, (0, _FOREVER))
    other = spans.get("placed" if index == "modified" else "modified")
    if other is not None:
        raise refuse("argument_wrong", "query")
    return Wish(
        index=index,
        start=start,
        end=end,
        page=page_of(arguments),
        size=size_of(arguments),
        descending=arguments.get("reverse") is True,
        keep=lambda order: order.placed_at >= now - SHOWN_SECONDS,
    )


def size_of(arguments: Mapping[str, object]) -> int:
    """`first`: 1 to 250."""
    first = arguments.get("first")
    if not isinstance(first, int) or not 1 <= first <= MOST_ROWS:
        raise refuse("argument_wrong", "first")
    return first


def page_of(arguments: Mapping[str, object]) -> int:
    """The page (from 1) behind `after`."""
    after = arguments.get("after")
    if after is None:
        return 1
    try:
        kind, page = base64.b64decode(str(after), validate=True).decode().split(":")
    except ValueError:
        raise refuse("argument_wrong", "after") from None
    if kind != "page" or not page.isdigit():
        raise refuse("argument_wrong", "after")
    return int(page) + 1


def connection(rows: list[Row], page: int, *, more: bool) -> Row:
    """Rows as `nodes` and as `edges`; the cursor is a mere position."""
    cursor = base64.b64encode(f"page:{page}".encode()).decode()
    return {
        "nodes": rows,
        "edges": [{"node": row, "cursor": cursor} for row in rows],
        "pageInfo": {
            "hasNextPage": more,
            "hasPreviousPage": page > 1,
            "endCursor": cursor if rows or more else None,
        },
    }


def _spans(query: str) -> dict[str, tuple[int, int]]:
    """Closed spans in epoch seconds by index."""
    found: dict[str, tuple[int, int]] = {}
    rest = _TERM.sub("", query).replace("AND", "").strip()
    if rest:
        raise refuse("argument_wrong", "query")
    for name, how, text in _TERM.findall(query):
        if name not in _NAMES:
            raise refuse("argument_wrong", "query")
        start, end = found.get(_NAMES[name], (0, _FOREVER))
        at = _moment(text)
        match how:
            case ">=":
                start = max(start, at)
            case ">":
                start = max(start, at + 1)
            case "<=":
                end = min(end, at)
            case _:
                end = min(end, at - 1)
        found[_NAMES[name]] = start, end
    return found


def _moment(text: str) -> int:
    try:
        return read_iso(text)
    except ValueError:
        raise refuse("argument_wrong", "query") from None
