"""Orders in full where the list gave numbers only (channels reference §3.4 tells not which)."""

from collections.abc import Mapping
from typing import Any

import orjson

from orderhub.connector_kit.contract import Answer, ShopSession
from orderhub.connector_kit.culprit import UNREADABLE
from orderhub.connector_kit.readers import ident, node, rows_of
from orderhub.connectors.pinduoduo.errors import response_in

DETAIL = "pdd.order.information.get"
_DECIDES = "order_status"


async def in_full(shop: ShopSession, answer: Answer) -> bytes:
    """The list's body; where entries are bare numbers, one of the same form with their details."""
    listed = _listed(answer.document)
    if all(_DECIDES in node(entry) for entry in listed):
        return answer.body
    told = [await _detail(shop, entry) for entry in listed]
    return orjson.dumps({"order_sn_increment_get_response": {"order_sn_list": told}})


def _listed(document: Mapping[str, Any]) -> list[Any]:
    try:
        return rows_of(response_in(document).get("order_sn_list"), "order")
    except UNREADABLE:
        return []


async def _detail(shop: ShopSession, entry: Any) -> Any:
    if _DECIDES in node(entry):
        return entry
    answer = await shop.read(DETAIL, {"order_sn": ident(node(entry).get("order_sn") or entry)})
    return response_in(answer.document).get("order_info")
