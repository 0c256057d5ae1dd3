"""Parcels and stock at a store (channel reference, section 6.2): the core knows no parcel, so one
is what two `meta_data` pairs say, as tracking plugins keep them."""

from collections.abc import Mapping
from dataclasses import replace

from orderhub_sandbox.catalogue import BY_SKU_NO
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_list, as_row, read_json
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.parcels import note_retold
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.woocommerce.orders import WORDS, order_row
from orderhub_sandbox.woocommerce.refusals import refuse
from orderhub_sandbox.world import World

CARRIERS: Mapping[str, str] = {"sf-express": "顺丰速运", "zto-express": "中通快递", "ems": "EMS"}
_CARRIER, _WAYBILL = "_tracking_provider", "_tracking_number"


def update_order(world: World, call: Call, shop: Shop) -> Answer:
    """`PUT /orders/{id}`: a store lets its seller set whatever status."""
    order, body = shop.book.find(call.ids[0]), _body(call)
    if order is None:
        raise refuse("order_unknown")
    word = str(body.get("status") or order.raw_status)
    status = next((status for status, words in WORDS.items() if word in words), None)
    if status is None:
        raise refuse("argument_wrong", "status")
    now = world.now("woocommerce")
    order = replace(
        _with_parcel(shop, order, _meta(body), now),
        status=status,
        raw_status=word,
        shipped_at=order.shipped_at or (now if status == "shipped" else None),
        modified_at=now,
        entered_at=now,
    )
    shop.book.change(order)
    return Answer(order_row(order), wrote=True)


def _with_parcel(shop: Shop, order: Order, meta: Mapping[str, str], now: int) -> Order:
    """The pairs of one key replace each other, so there is one parcel at most."""
    waybill, carrier = meta.get(_WAYBILL), meta.get(_CARRIER, "")
    if not waybill:
        return order
    pieces = tuple(Piece(line.line_no, line.quantity) for line in order.lines if not line.closed)
    name = CARRIERS.get(carrier, carrier)
    parcel = Parcel(carrier, name, waybill, pieces, "", now)
    note_retold(shop, order, parcel)
    return replace(order, parcels=(parcel,), carrier=name, waybill_no=waybill)


def _meta(body: Row) -> dict[str, str]:
    pairs = [as_row(pair) or {} for pair in as_list(body.get("meta_data")) or []]
    return {str(pair.get("key")): str(pair.get("value")) for pair in pairs}


def update_product(world: World, call: Call, shop: Shop) -> Answer:
    """`PUT /products/{id}` or one of its variations: the whole quantity."""
    good = BY_SKU_NO.get(call.ids[-1])
    if good is None or str(good.item_no) != call.ids[0]:
        raise refuse("product_unknown")
    body = _body(call)
    quantity = body.get("stock_quantity")
    if body.get("manage_stock") is not True or not isinstance(quantity, int) or quantity < 0:
        raise refuse("argument_wrong", "stock_quantity")
    shop.stock.set(good.sku_code, quantity, world.now("woocommerce"))
    row: Row = {"id": good.sku_no, "sku": good.sku_code, "stock_quantity": quantity}
    return Answer(row, wrote=True)


def _body(call: Call) -> Row:
    try:
        found = as_row(read_json(call.content.decode()))
    except ValueError:
        found = None
    if found is None:
        raise refuse("json_wrong")
    return found
