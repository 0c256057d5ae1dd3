"""Parcels, stock and plain people at Pinduoduo (channel reference, sections 3.5 and 3.7)."""

from orderhub_sandbox.catalogue import BY_CODE, BY_SKU_NO
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Parcel
from orderhub_sandbox.parcels import NotShippable, resend, ship
from orderhub_sandbox.pinduoduo.cipher import unseal
from orderhub_sandbox.pinduoduo.orders import CARRIERS, WORDS
from orderhub_sandbox.pinduoduo.params import json_rows, required, shop_of
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.world import World

_FIRST, _CHANGED = "1", "2"
_FULL, _INCREMENT = "1", "2"
_MOST_TEXTS, _MOST_PARCELS = 100, 10


def online_send(world: World, call: Call) -> Row:
    """`logistics.online.send`: the whole order in one parcel, or another waybill for it."""
    number, carrier = required(call.params, "order_sn"), required(call.params, "logistics_id")
    if carrier not in CARRIERS:
        raise refuse("argument_wrong", "logistics_id")
    waybill = required(call.params, "tracking_number")
    parcel = Parcel(carrier, CARRIERS[carrier], waybill, (), "", world.now("pinduoduo"))
    kind = call.params.get("redelivery_type", _FIRST)
    if kind not in (_FIRST, _CHANGED):
        raise refuse("argument_wrong", "redelivery_type")
    try:
        if kind == _CHANGED:
            resend(shop_of(call), number, parcel)
        else:
            ship(shop_of(call), WORDS, number, parcel, looks_for_refunds=False)
    except NotShippable as error:
        raise refuse("business", error.reason) from error
    return {"is_success": True}


def extra_logistics(_: World, call: Call) -> Row:
    """`order.upload.extra.logistics`: more waybills of an order that was shipped."""
    order = shop_of(call).book.find(required(call.params, "order_sn"))
    if order is None or not order.waybill_no:
        raise refuse("business", "not_shipped")
    json_rows(call.params, "extra_track_list", _MOST_PARCELS)
    return {"is_success": True}


def companies(_: World, _call: Call) -> Row:
    """`logistics.companies.get`."""
    rows = [
        {"id": int(code), "logistics_company": name, "code": code, "available": 1}
        for code, name in CARRIERS.items()
    ]
    return {"logistics_companies": rows}


def quantity_update(world: World, call: Call) -> Row:
    """`goods.quantity.update`: whole or by an increment, by sku id or the seller's code."""
    sku, code = call.params.get("sku_id", ""), call.params.get("outer_id", "")
    good = BY_SKU_NO.get(sku) if sku else BY_CODE.get(code)
    if good is None or str(good.item_no) != required(call.params, "goods_id"):
        raise refuse("business", "sku_not_found")
    quantity, way = required(call.params, "quantity"), call.params.get("update_type", _FULL)
    if not quantity.lstrip("-").isdigit() or way not in (_FULL, _INCREMENT):
        raise refuse("argument_wrong", "quantity")
    shelf = shop_of(call).stock
    try:
        (shelf.set if way == _FULL else shelf.add)(
            good.sku_code, int(quantity), world.now("pinduoduo")
        )
    except ValueError:
        raise refuse("argument_wrong", "quantity") from None
    return {"is_success": True}


def decrypt_batch(_: World, call: Call) -> Row:
    """`open.decrypt.batch`: at most 100 texts, each with the order it belongs to."""
    shop_of(call)
    rows: list[Row] = []
    for asked in json_rows(call.params, "data_list", _MOST_TEXTS):
        number, sealed = str(asked.get("data_tag")), str(asked.get("encrypted_data"))
        text = unseal(number, sealed)
        told: Row = {"data_tag": number, "encrypted_data": sealed}
        told |= (
            {"error_code": 10000, "error_msg": "密文与订单不符"}
            if text is None
            else {"error_code": 0, "decrypted_data": text, "virtual_number_type": 0}
        )
        rows.append(told)
    return {"data_decrypt_list": rows}
