"""Parcels and stock told to a store (channels reference §6.2).

The core has neither parcels nor rules about them: an order is completed, and its waybill kept in
`meta_data` as the tracking plugins do. So the order is read first, and what a channel would refuse
is refused here.
"""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.contract import ChannelOrder, ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connector_kit.shipping import Shipment, StockLevel
from orderhub.connectors.woocommerce.mapping import rows_in
from orderhub.connectors.woocommerce.wire import DETAIL
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, ContractViolation

UPDATE = "PUT /orders/{id}"
_PRODUCT = "PUT /products/{product}"
_VARIATION = "PUT /products/{product}/variations/{variation}"
_CARRIER, _WAYBILL = "_tracking_provider", "_tracking_number"
_NOT_TO_SHIP = frozenset({"pending_payment", "paid_held", "cancelled", "closed_refunded"})


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """The whole order in one parcel. AlreadyDone where the order has this waybill."""
    answer = await shop.read(DETAIL, {"id": shipment.external_no})
    (row,) = rows_in(answer.document)
    if row.order is None:
        raise row.problem or ContractViolation("the order cannot be read", field="order")
    _check(row.order, _waybill(row.payload), shipment)
    meta = [
        {"key": _CARRIER, "value": shipment.carrier},
        {"key": _WAYBILL, "value": shipment.waybill_no},
    ]
    told = {"id": shipment.external_no, "status": "completed", "meta_data": meta}
    await shop.write(UPDATE, told)


def _check(order: ChannelOrder, waybill: str, shipment: Shipment) -> None:
    if waybill == shipment.waybill_no and order.status == "shipped":
        raise AlreadyDone("the order has this waybill", method=UPDATE)
    if order.status in _NOT_TO_SHIP:
        raise ChannelRefused(f"the order is {order.status}", method=UPDATE)
    told = {line.line_no: line.quantity for line in shipment.lines}
    if told and told != {line.line_no: line.quantity for line in order.lines}:
        raise ChannelRefused("an order leaves in one parcel here", method=UPDATE)
    if order.status == "shipped" and (not waybill or waybill != shipment.replaces):
        raise ChannelRefused("the order was completed otherwise", method=UPDATE)


def _waybill(order: Mapping[str, Any]) -> str:
    pairs = map(node, rows_of(order.get("meta_data"), "meta_data"))
    return next((text(pair["value"]) for pair in pairs if pair.get("key") == _WAYBILL), "")


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity of a variation, or of a product that has none."""
    whole = {"manage_stock": True, "stock_quantity": level.quantity}
    place = {"product": level.listing_no, "variation": level.sku_no}
    if level.sku_no and level.sku_no != level.listing_no:
        await shop.write(_VARIATION, {**place, **whole})
    else:
        await shop.write(_PRODUCT, {"product": level.listing_no, **whole})
