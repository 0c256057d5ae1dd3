"""Parcels and stock told to Doudian (channels reference §4.5, §4.6)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connector_kit.shipping import Shipment, StockLevel
from orderhub.connectors.douyin.fields import DETAIL
from orderhub.kernel.errors import AlreadyDone, ChannelRefused

_WHOLE = "order.logisticsAdd"
_LINES = "order.logisticsAddSinglePack"
_EDIT = "order.logisticsEdit"
_EDIT_PACK = "order.logisticsEditByPack"
_STOCK = "sku.syncStock"


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """One parcel. A refusal is AlreadyDone once the order shows this waybill."""
    method, params = await _call(shop, shipment)
    try:
        await shop.write(method, params)
    except (ChannelRefused, AlreadyDone) as refusal:
        if shipment.waybill_no in await _parcels(shop, shipment.external_no):
            raise AlreadyDone("the order has this waybill", method=method) from None
        code = refusal.channel_code
        raise ChannelRefused(refusal.detail, method=method, channel_code=code) from None


async def _call(shop: ShopSession, shipment: Shipment) -> tuple[str, Mapping[str, Any]]:
    parcel = {"company_code": shipment.carrier, "logistics_code": shipment.waybill_no}
    if shipment.replaces:
        return await _change(shop, shipment, parcel)
    if not shipment.lines:
        return _WHOLE, {"order_id": shipment.external_no, **parcel}
    pieces = [
        {"shipped_order_id": line.line_no, "shipped_num": line.quantity} for line in shipment.lines
    ]
    return _LINES, {
        "order_id_list": [shipment.external_no],
        "shipped_order_info": pieces,
        "request_id": shipment.request_no,
        **parcel,
    }


async def _change(
    shop: ShopSession, shipment: Shipment, parcel: Mapping[str, str]
) -> tuple[str, Mapping[str, Any]]:
    """A new waybill for the one parcel of an order, or for that among several that has the old."""
    known = await _parcels(shop, shipment.external_no)
    about = {"order_id": shipment.external_no, **parcel}
    if shipment.replaces not in known and shipment.waybill_no in known:
        raise AlreadyDone("the order has this waybill", method=_EDIT)
    if len(known) < 2:  # noqa: PLR2004 - one parcel needs no name
        return _EDIT, about
    return _EDIT_PACK, {**about, "pack_id": known.get(shipment.replaces, "")}


async def _parcels(shop: ShopSession, external_no: str) -> dict[str, str]:
    """Waybill → the platform's number of the parcel, as the order shows them."""
    answer = await shop.read(DETAIL, {"shop_order_id": external_no})
    order = node(node(answer.document.get("data")).get("shop_order_detail"))
    rows = [node(row) for row in rows_of(order.get("logistics_info"), "logistics")]
    return {text(row.get("tracking_no")): text(row.get("delivery_id")) for row in rows}


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity of one sku; a repeat that was applied already is no failure."""
    sku = {"sku_id": level.sku_no} if level.sku_no else {"code": level.sku_code}
    with suppress(AlreadyDone):
        await shop.write(
            _STOCK,
            {
                **sku,
                "product_id": level.listing_no,
                "stock_num": level.quantity,
                "incremental": False,
                "idempotent_id": level.request_no,
            },
        )
