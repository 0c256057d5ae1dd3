"""Parcels and stock told to Pinduoduo (channels reference §3.5)."""

from collections.abc import Mapping
from typing import Any

import orjson

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import node, text
from orderhub.connector_kit.shipping import Shipment, StockLevel
from orderhub.connectors.pinduoduo.details import DETAIL
from orderhub.connectors.pinduoduo.errors import response_in
from orderhub.connectors.pinduoduo.mapping import REFUNDING
from orderhub.kernel.errors import AlreadyDone, ChannelRefused

_SEND = "pdd.logistics.online.send"
_EXTRA = "pdd.order.upload.extra.logistics"
_STOCK = "pdd.goods.quantity.update"
_FIRST, _CHANGED = 1, 2
_SPLIT = 1
_FULL = 1


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """The first parcel ships the whole order; a later one of some lines is an extra parcel. Whether
    a refund is open the seller looks himself (§3.6). A refusal is AlreadyDone once the order shows
    this waybill."""
    if not shipment.replaces:
        await _refuse_refunding(shop, shipment)
    params = {
        "order_sn": shipment.external_no,
        "logistics_id": shipment.carrier,
        "tracking_number": shipment.waybill_no,
        "redelivery_type": _CHANGED if shipment.replaces else _FIRST,
    }
    try:
        answer = await shop.write(_SEND, params)
    except ChannelRefused:
        shown = text((await _order(shop, shipment.external_no)).get("tracking_number"))
        if shown == shipment.waybill_no:
            raise AlreadyDone("the order has this waybill", method=_SEND) from None
        if not (shown and shipment.lines):
            raise
        await _send_extra(shop, shipment)
        return
    if response_in(answer.document).get("is_success") is False:
        raise ChannelRefused("the parcel was not taken", method=_SEND)


async def _send_extra(shop: ShopSession, shipment: Shipment) -> None:
    parcel = {"shipping_id": shipment.carrier, "tracking_number": shipment.waybill_no}
    await shop.write(
        _EXTRA,
        {
            "order_sn": shipment.external_no,
            "extra_track_type": _SPLIT,
            "extra_track_list": orjson.dumps([parcel]).decode(),
        },
    )


async def _refuse_refunding(shop: ShopSession, shipment: Shipment) -> None:
    order = await _order(shop, shipment.external_no)
    if text(order.get("refund_status")) in REFUNDING:
        if text(order.get("tracking_number")) == shipment.waybill_no:
            raise AlreadyDone("the order has this waybill", method=DETAIL)
        raise ChannelRefused("a refund is open", method=DETAIL)


async def _order(shop: ShopSession, external_no: str) -> Mapping[str, Any]:
    answer = await shop.read(DETAIL, {"order_sn": external_no})
    return node(response_in(answer.document).get("order_info"))


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity, so that a repeat changes nothing; by the platform's sku, else by ours."""
    which = {"sku_id": level.sku_no} if level.sku_no else {"outer_id": level.sku_code}
    answer = await shop.write(
        _STOCK,
        {
            "goods_id": level.listing_no,
            "quantity": level.quantity,
            "update_type": _FULL,
            **which,
        },
    )
    if response_in(answer.document).get("is_success") is False:
        raise ChannelRefused("the quantity was not taken", method=_STOCK)
