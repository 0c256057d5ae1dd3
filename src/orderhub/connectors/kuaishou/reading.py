"""Reading orders from Kuaishou (channels reference §5.4)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from orderhub.connector_kit.contract import Answer, Page, ShopSession, Window
from orderhub.connector_kit.cursors import cursor_bounds, next_cursor, seek_by_cursor
from orderhub.connector_kit.readers import node, rows_of, to_int64, to_unix_ms
from orderhub.connectors.kuaishou.lines import DETAILS, lacks_parts, order_no
from orderhub.connectors.kuaishou.mapping import modified_at, rows_in
from orderhub.connectors.kuaishou.wire import DETAIL, LAST, LIST
from orderhub.kernel.errors import ChannelRefused

PAGE_SIZE = 50
# All statuses, newest first, by the time of the update.
_LISTING = MappingProxyType({"orderViewStatus": 1, "sort": 1, "queryType": 2, "cursor": ""})


async def pull_orders(shop: ShopSession, window: Window) -> Page:
    """The newest page of orders updated in `window`. Repeats happen, gaps do not."""
    start, end, cursor = cursor_bounds(window)
    times = {"beginTime": to_unix_ms(start), "endTime": to_unix_ms(end)}
    asked = {**_LISTING, **times, "pageSize": PAGE_SIZE, "cursor": cursor}
    answer = await shop.read(LIST, asked)
    whole = await _whole(shop, answer)
    rows = rows_in(whole.document)
    cursor = node(whole.document.get("data")).get("cursor")
    following = next_cursor(cursor, LAST, len(rows), PAGE_SIZE)
    rest = seek_by_cursor(window, [modified_at(row) for row in rows], following)
    return Page(rows, whole.body, rest)


async def get_order(shop: ShopSession, external_no: str) -> Page:
    """One order in full."""
    answer = await shop.read(DETAIL, {"oid": to_int64(external_no)})
    return Page(rows_in(answer.document), answer.body, None)


async def probe(shop: ShopSession) -> datetime | None:
    """Proof that address, app, signature, token and scope are right; Kuaishou tells no time."""
    await shop.read(LIST, {**_LISTING, "pageSize": 1})
    return None


async def _whole(shop: ShopSession, answer: Answer) -> Answer:
    """The list with the item orders of its orders of several goods. A list names only their
    numbers, so each such order costs a call."""
    data = node(answer.document.get("data"))
    orders = rows_of(data.get("orderList"), "orderList") if "orderList" in data else []
    if not any(lacks_parts(order) for order in orders):
        return answer
    told = [await _with_parts(shop, order) if lacks_parts(order) else order for order in orders]
    document = {**answer.document, "data": {**data, "orderList": told}}
    return Answer(document, orjson.dumps(document))


async def _with_parts(shop: ShopSession, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order as it stands in the list, and its parts; as it is when the platform refuses, which
    makes it a row that cannot be read."""
    try:
        answer = await shop.read(DETAIL, {"oid": to_int64(order_no(order))})
    except ChannelRefused:
        return order
    return {**order, DETAILS: node(answer.document.get("data")).get(DETAILS)}
