"""Refunds of single lines (channels reference §6.2): an order names its refunds, and each of them
has lines of its own that say what was taken off."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from orderhub.connector_kit.contract import Answer, ShopSession
from orderhub.connector_kit.readers import ident, node, rows_of, text
from orderhub.connectors.woocommerce.errors import ROWS
from orderhub.connectors.woocommerce.wire import REFUNDS

# An order that ended is not asked for: nothing of it is sent.
_ENDED = frozenset({"refunded", "cancelled", "failed", "trash"})
# Not in our reference, from the store's public documentation: which line a refund's line is of.
_OF_LINE = "_refunded_item_id"
_MOST = 100


async def with_refunds(shop: ShopSession, answer: Answer) -> Answer:
    """The answer with the lines of the refunds of its orders, one call for each order that has
    some; as it came where none has."""
    is_list = ROWS in answer.document
    orders: Sequence[Any] = answer.document[ROWS] if is_list else [answer.document]
    told = [await _in_full(shop, order) if _is_refunded(order) else order for order in orders]
    if all(one is order for one, order in zip(told, orders, strict=True)):
        return answer
    document = {**answer.document, ROWS: told} if is_list else told[0]
    return Answer(document, orjson.dumps(told if is_list else told[0]), answer.asked_at)


def refunded_units(order: Mapping[str, Any]) -> Counter[str]:
    """Units by line number that refunds took off; one of money alone takes off none."""
    rows = [node(row) for row in rows_of(order["line_items"], "line_items")]
    units: Counter[str] = Counter()
    for refund in map(node, rows_of(order.get("refunds"), "refunds")):
        for item in map(node, rows_of(refund.get("line_items"), "line_items")):
            units[_line_of(item, rows)] += max(-int(item.get("quantity") or 0), 0)
    return units


def _is_refunded(order: Any) -> bool:
    return bool(node(order).get("refunds")) and text(node(order).get("status")) not in _ENDED


async def _in_full(shop: ShopSession, order: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = {"id": ident(order["id"]), "per_page": _MOST}
    answer = await shop.read(REFUNDS, asked)
    return {**order, "refunds": rows_of(answer.document.get(ROWS), "refunds")}


def _line_of(item: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """The number of the order's line; where the store does not say, that of its product."""
    for pair in map(node, rows_of(item.get("meta_data"), "meta_data")):
        if pair.get("key") == _OF_LINE:
            return text(pair.get("value"))
    mine = _goods(item)
    return next((text(row.get("id")) for row in rows if _goods(row) == mine), "")


def _goods(row: Mapping[str, Any]) -> tuple[str, str]:
    return text(row.get("product_id")), text(row.get("variation_id"))
