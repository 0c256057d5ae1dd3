"""Parcels, notes and stock at Kuaishou (channel reference, section 5.5)."""

from dataclasses import replace

from orderhub_sandbox.catalogue import GOODS, Good
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.kuaishou.orders import (
    CARRIERS,
    WORDS,
    logistics_id,
    parcels_of,
    part_no,
)
from orderhub_sandbox.kuaishou.params import number_text, rows, shop_of, whole
from orderhub_sandbox.kuaishou.refusals import done, refuse
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.parcels import NotShippable, resend, ship
from orderhub_sandbox.world import World

_REASONS = {
    "unknown_order": "订单不存在",
    "unpaid": "订单未付款",
    "closed": "订单已关闭",
    "already_shipped": "订单已发货",
    "refund_open": "订单存在进行中的售后",
    "unknown_line": "子订单不存在",
    "too_many": "发货数量超出",
    "not_shipped": "物流单不存在",
}
_MOST_PARCELS, _MOST_LINES = 10, 50
_MOST_CHANGE = 9_999_998
_NOTE_LENGTH = 200
_PARTIAL, _WHOLE = 10, 40
_ADD, _SUBTRACT = 1, 2


def deliver(world: World, call: Call, params: Row) -> Answer:
    """`seller.order.goods.deliver`: all that was not sent yet, in one parcel."""
    return _ship(call, number_text(params, "orderId"), _parcel(world, params))


def split_deliver(world: World, call: Call, params: Row) -> Answer:
    """`order.goods.split.deliver`: units of item orders, parcel by parcel."""
    order = _order(call, number_text(params, "mainOrderId"))
    lines = {part_no(order, line): line.line_no for line in order.lines}
    words = {
        number_text(row, "oid"): whole(row, "confirmDeliveryStatus", _PARTIAL, _WHOLE)
        for row in rows(params, "deliveryStatus", _MOST_LINES)
    }
    for told in rows(params, "deliveryItemInfoList", _MOST_PARCELS):
        pieces: list[Piece] = []
        for goods in rows(told, "deliveryGoodsInfoList", _MOST_LINES):
            oid = number_text(goods, "oid")
            if oid not in lines or words.get(oid) not in (_PARTIAL, _WHOLE):
                raise refuse("business", "oid无效")
            pieces.append(Piece(lines[oid], whole(goods, "deliveryNum", 1, 10**6)))
        parcel = replace(_parcel(world, told), pieces=tuple(pieces))
        _ship(call, order.external_no, parcel)
    return Answer(done(data=True), wrote=True)


def update_logistics(world: World, call: Call, params: Row) -> Answer:
    """`seller.order.logistics.update`: another waybill for a parcel that was told."""
    order = _order(call, number_text(params, "orderId"))
    wanted = number_text(params, "logisticsId")
    waybills = [parcel.waybill_no for parcel in parcels_of(order)]
    old = next((no for no in waybills if str(logistics_id(order, no)) == wanted), None)
    if old is None:
        raise refuse("business", "logisticsId无效")
    try:
        resend(shop_of(call), order.external_no, _parcel(world, params), old)
    except NotShippable as error:
        raise refuse("business", _REASONS.get(error.reason, error.reason)) from error
    return Answer(done(data=True), wrote=True)


def add_note(world: World, call: Call, params: Row) -> Answer:
    """`seller.order.note.add`."""
    shop, order = shop_of(call), _order(call, number_text(params, "orderId"))
    note = str(params.get("note", ""))
    if len(note) > _NOTE_LENGTH:
        raise refuse("business", "note无效")
    flag = whole(params, "flag", 0, 5)
    now = world.now(shop.channel)
    changed = replace(order, seller_memo=note, seller_flag=flag, modified_at=now, entered_at=now)
    shop.book.change(changed)
    return Answer(done(data=True), wrote=True)


def show_item(_: World, call: Call, params: Row) -> Answer:
    """`item.get`: an item and the quantities of its skus."""
    shelf, item_no = shop_of(call).stock, number_text(params, "kwaiItemId")
    goods = _goods_of(item_no)
    skus = [
        {
            "kwaiSkuId": good.sku_no,
            "skuNick": good.sku_code,
            "skuStock": shelf.quantities[good.sku_code],
            "skuSalePrice": good.price_minor,
        }
        for good in goods
    ]
    return Answer(done({"itemId": goods[0].item_no, "title": goods[0].title, "skuInfos": skus}))


def change_stock(world: World, call: Call, params: Row) -> Answer:
    """`item.sku.stock.update`: an increment or a decrement, never the whole quantity."""
    sku_no = number_text(params, "skuId")
    goods = _goods_of(number_text(params, "kwaiItemId"))
    good = next((good for good in goods if str(good.sku_no) == sku_no), None)
    if good is None:
        raise refuse("business", "skuId无效")
    change = whole(params, "skuChangeStock", 1, _MOST_CHANGE)
    sign = 1 if whole(params, "changeType", _ADD, _SUBTRACT) == _ADD else -1
    try:
        shop_of(call).stock.add(good.sku_code, sign * change, world.now("kuaishou"))
    except ValueError:
        raise refuse("business", "库存不足") from None
    return Answer(done(data=True), wrote=True)


def _goods_of(item_no: str) -> list[Good]:
    goods = [good for good in GOODS if str(good.item_no) == item_no]
    if not goods:
        raise refuse("business", "商品不存在")
    return goods


def _order(call: Call, number: str) -> Order:
    order = shop_of(call).book.find(number)
    if order is None:
        raise refuse("business", "订单不存在")
    return order


def _parcel(world: World, params: Row) -> Parcel:
    code = str(whole(params, "expressCode", 0, 10**6))
    if code not in CARRIERS:
        raise refuse("business", "expressCode无效")
    waybill_no = number_text(params, "expressNo")
    return Parcel(code, CARRIERS[code], waybill_no, (), "", world.now("kuaishou"))


def _ship(call: Call, order_no: str, parcel: Parcel) -> Answer:
    try:
        ship(shop_of(call), WORDS, order_no, parcel)
    except NotShippable as error:
        raise refuse("business", _REASONS.get(error.reason, error.reason)) from error
    return Answer(done(data=True), wrote=True)
