"""Parcels told to Shopify (channels reference §7.2): fulfilments of fulfilment orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import count, ident, node, rows_of, text
from orderhub.connector_kit.shipping import Shipment
from orderhub.connectors.shopify.documents import FULFIL, FULFILMENTS, RETRACK
from orderhub.connectors.shopify.fields import tail
from orderhub.connectors.shopify.wire import gid
from orderhub.kernel.errors import AlreadyDone, ChannelRefused

_OPEN = frozenset({"OPEN", "IN_PROGRESS"})
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Open:
    """Units of a line that no parcel holds yet, and where they are to be fulfilled."""

    place: str
    item: str
    line_no: str
    left: int


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """One parcel of what is named, or of all that is left. There is no key of a request, so the
    order is read first: AlreadyDone where it has this waybill."""
    answer = await shop.read(FULFILMENTS, {"id": gid("Order", shipment.external_no)})
    order = node(node(answer.document["data"]).get("order"))
    waybills = _waybills(order)
    if shipment.waybill_no in waybills:
        raise AlreadyDone("the order has this waybill", method=FULFIL)
    tracking = {"company": shipment.carrier, "number": shipment.waybill_no}
    if shipment.replaces:
        await _retrack(shop, waybills.get(shipment.replaces, ""), tracking)
        return
    fulfilment = {
        "lineItemsByFulfillmentOrder": _parts(_open(order), shipment),
        "trackingInfo": tracking,
        "notifyCustomer": False,
    }
    await shop.write(FULFIL, {"fulfillment": fulfilment})


async def _retrack(shop: ShopSession, fulfilment: str, tracking: Json) -> None:
    if not fulfilment:
        raise ChannelRefused("the order has no such waybill to replace", method=RETRACK)
    await shop.write(RETRACK, {"id": fulfilment, "tracking": tracking})


def _waybills(order: Json) -> dict[str, str]:
    """Waybill → the fulfilment that has it, cancelled ones apart."""
    return {
        text(info.get("number")): ident(told["id"])
        for told in rows_of(order.get("fulfillments"), "nodes")
        if told.get("status") != "CANCELLED"
        for info in rows_of(told.get("trackingInfo"), "trackingInfo")
    }


def _open(order: Json) -> list[_Open]:
    return [
        _Open(
            place=ident(place["id"]),
            item=ident(item["id"]),
            line_no=tail(node(item["lineItem"])["id"]),
            left=count(item["remainingQuantity"]),
        )
        for place in rows_of(order.get("fulfillmentOrders"), "nodes")
        if place.get("status") in _OPEN
        for item in rows_of(place["lineItems"], "nodes")
        if item.get("remainingQuantity")
    ]


def _parts(left: list[_Open], shipment: Shipment) -> list[Json]:
    """What is named, by the places that have it; ChannelRefused for more than is left."""
    if not left:
        raise ChannelRefused("nothing of the order is left to ship", method=FULFIL)
    if not shipment.lines:
        places = dict.fromkeys(part.place for part in left)
        return [{"fulfillmentOrderId": place} for place in places]
    wanted = {line.line_no: line.quantity for line in shipment.lines}
    chosen: dict[str, list[Json]] = {}
    for part in left:
        units = min(wanted.get(part.line_no, 0), part.left)
        if units:
            wanted[part.line_no] -= units
            item = {"id": part.item, "quantity": units}
            chosen.setdefault(part.place, []).append(item)
    if any(wanted.values()):
        raise ChannelRefused("more than is left of a line", method=FULFIL)
    return [
        {"fulfillmentOrderId": place, "fulfillmentOrderLineItems": items}
        for place, items in chosen.items()
    ]
