"""Parcels and stock at JD (channel reference, section 2.5)."""

from collections.abc import Mapping

from orderhub_sandbox.catalogue import BY_SKU_NO
from orderhub_sandbox.jd.orders import WORDS
from orderhub_sandbox.jd.params import OK, Wrong, number, required
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Parcel
from orderhub_sandbox.parcels import NotShippable, ship
from orderhub_sandbox.shops import Shop

CARRIERS: Mapping[str, str] = {
    "1499": "中通快递",
    "1327": "韵达快递",
    "470": "申通快递",
    "463": "圆通速递",
    "467": "顺丰速运",
    "465": "EMS",
    "3046": "德邦快递",
    "2087": "京东快递",
    "1274": "商家自送",
}
_REASONS = {
    "unknown_order": "订单不存在",
    "unpaid": "订单不存在",
    "held": "订单已暂停或锁定",
    "closed": "订单已取消",
    "already_shipped": "订单已出库",
}
_MOST_STOCK = 10**8


def shipment(shop: Shop, params: Row, at: int) -> Row:
    """`pop.order.shipment`: the whole order leaves in one parcel."""
    order_no, carrier = required(params, "orderId"), required(params, "logiCoprId")
    if carrier not in CARRIERS:
        raise Wrong("logiCoprId 不存在")
    waybill = required(params, "logiNo")
    try:
        parcel = Parcel(carrier, CARRIERS[carrier], waybill, (), "", at)
        ship(shop, WORDS, order_no, parcel, looks_for_refunds=False)
    except NotShippable as error:
        raise Wrong(_REASONS.get(error.reason, error.reason)) from error
    return OK


def set_stock(shop: Shop, params: Row, at: int) -> Row:
    """`ware.stock.sku.set`: the whole quantity of one sku."""
    good = BY_SKU_NO.get(required(params, "skuId"))
    if good is None:
        raise Wrong("skuId 不存在")
    shop.stock.set(good.sku_code, number(params, "stockNum", _MOST_STOCK, 0), at)
    return OK


def query_stock(shop: Shop, params: Row, _at: int) -> Row:
    """`ware.stock.sku.query`."""
    good = BY_SKU_NO.get(required(params, "skuId"))
    if good is None:
        raise Wrong("skuId 不存在")
    stock = {"skuId": str(good.sku_no), "stockNum": shop.stock.quantities[good.sku_code]}
    return {**OK, "stock": stock}
