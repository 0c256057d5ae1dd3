"""Reading orders from Shopify (channels reference §7.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from orderhub.connector_kit.contract import Answer, Page, ShopSession, Window
from orderhub.connector_kit.cursors import cursor_bounds, seek_by_cursor
from orderhub.connector_kit.readers import ident, node, rows_of, to_gmt
from orderhub.connectors.shopify.documents import DETAIL, LINES, LIST, PROBE
from orderhub.connectors.shopify.fields import lines_of
from orderhub.connectors.shopify.mapping import modified_at, rows_in
from orderhub.connectors.shopify.wire import gid
from orderhub.kernel.errors import ChannelRefused, ContractViolation

# 250 are allowed, but a query with its lines must stay below the cost of one call.
PAGE_SIZE = 50
_LINE_PAGES_MAX = 20


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders updated in `window`. Repeats happen, gaps do not."""
    start, end, cursor = cursor_bounds(window)
    search = f"updated_at:>='{_zulu(start)}' AND updated_at:<='{_zulu(end)}'"
    asked = {"first": PAGE_SIZE, "after": cursor or None, "query": search}
    answer = await shop.read(LIST, asked)
    listed = node(node(answer.document["data"]).get("orders"))
    rows = await _whole(shop, rows_of(listed.get("nodes"), "nodes"))
    whole = _told(answer, {"orders": {**listed, "nodes": rows}})
    read = rows_in(whole.document)
    rest = seek_by_cursor(window, [modified_at(row) for row in read], _cursor(listed))
    return Page(read, whole.body, rest)


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full; ChannelRefused where the shop shows none (any more)."""
    answer = await shop.read(DETAIL, {"id": gid("Order", external_no)})
    order = node(answer.document["data"]).get("order")
    if order is None:
        raise ChannelRefused("the shop shows no such order", method=DETAIL)
    (whole,) = await _whole(shop, [order])
    told = _told(answer, {"order": whole})
    return Page(rows_in(told.document), told.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, token and permission are right; Shopify tells no time."""
    await shop.read(PROBE, {})
    return None


def _zulu(at: datetime) -> str:
    return f"{to_gmt(at)}Z"


def _cursor(listed: Mapping[str, Any]) -> str | None:
    """The next page's cursor, None after the last; ContractViolation when there is none."""
    info = node(listed.get("pageInfo"))
    if info.get("hasNextPage") is not True:
        return None
    cursor = info.get("endCursor")
    if not isinstance(cursor, str) or not cursor:
        raise ContractViolation("a page that is not the last tells no cursor", field="endCursor")
    return cursor


def _told(answer: Answer, data: Mapping[str, Any]) -> Answer:
    """The answer with what was read besides; as it came when that was nothing."""
    if data == answer.document["data"]:
        return answer
    document = {**answer.document, "data": data}
    return Answer(document, orjson.dumps(document))


async def _whole(shop: ShopSession, orders: list[Any]) -> list[Any]:
    """Orders with all their lines: those beyond the first page of lines cost calls of their own."""
    return [await _with_lines(shop, order) if _cut(order) else order for order in orders]


def _cut(order: Any) -> bool:
    info = node(node(node(order).get("lineItems")).get("pageInfo"))
    return info.get("hasNextPage") is True


async def _with_lines(shop: ShopSession, order: Mapping[str, Any]) -> Mapping[str, Any]:
    listed, found = node(order["lineItems"]), list(lines_of(order["lineItems"]))
    for _ in range(_LINE_PAGES_MAX):
        cursor = _cursor(listed)
        if cursor is None:
            return {**order, "lineItems": {**listed, "nodes": found}}
        answer = await shop.read(LINES, {"id": ident(order["id"]), "after": cursor})
        listed = node(node(node(answer.document["data"]).get("order")).get("lineItems"))
        found += lines_of(listed)
    raise ContractViolation("an order has more lines than can be read", field="lineItems")
