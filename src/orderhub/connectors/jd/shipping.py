"""Parcels and stock told to JD (channels reference §2.5)."""

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.shipping import Shipment, StockLevel
from orderhub.connectors.jd.after_sales import has_claim
from orderhub.connectors.jd.fields import DETAIL
from orderhub.connectors.jd.mapping import rows_in
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, ContractViolation

_SHIP = "jingdong.pop.order.shipment"
_STOCK = "jingdong.ware.stock.sku.set"
_ASKED = (
    "orderId,orderState,orderStartTime,modified,orderPayment,itemInfoList,consigneeInfo,waybill"
)


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """The whole order in one parcel: JD takes neither parts nor a new waybill. Whether a refund is
    asked for the seller looks himself (§2.6). A refusal is AlreadyDone once the order shows this
    waybill."""
    if shipment.replaces:
        raise ChannelRefused("a waybill is changed in the seller's own back office", method=_SHIP)
    if shipment.lines and not await _is_whole(shop, shipment):
        raise ChannelRefused("an order leaves in one parcel here", method=_SHIP)
    try:
        await _send(shop, shipment)
    except ChannelRefused:
        answer = await shop.read(
            DETAIL, {"order_id": shipment.external_no, "optional_fields": _ASKED}
        )
        shown = {row.payload.get("waybill") for row in rows_in(answer.document)}
        if shown == {shipment.waybill_no}:
            raise AlreadyDone("the order has this waybill", method=_SHIP) from None
        raise


async def _send(shop: ShopSession, shipment: Shipment) -> None:
    if await has_claim(shop, shipment.external_no):
        raise ChannelRefused("a refund is open", method=_SHIP)
    params = {
        "orderId": shipment.external_no,
        "logiCoprId": shipment.carrier,
        "logiNo": shipment.waybill_no,
    }
    await shop.write(_SHIP, params)


async def _is_whole(shop: ShopSession, shipment: Shipment) -> bool:
    answer = await shop.read(DETAIL, {"order_id": shipment.external_no, "optional_fields": _ASKED})
    orders = [row.order for row in rows_in(answer.document) if row.order]
    if not orders:
        raise ContractViolation("the order's lines cannot be read", field="itemInfoList")
    told = {line.line_no: line.quantity for line in shipment.lines}
    return told == {line.line_no: line.quantity for line in orders[0].lines}


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity of one sku, so that a repeat changes nothing."""
    await shop.write(_STOCK, {"skuId": level.sku_no, "stockNum": str(level.quantity)})
