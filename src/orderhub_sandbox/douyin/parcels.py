"""Parcels and stock on Doudian (channel reference, sections 4.5 and 4.6)."""

from collections.abc import Callable, Sequence

from orderhub_sandbox.catalogue import BY_CODE, BY_SKU_NO
from orderhub_sandbox.douyin.carriers import CARRIERS
from orderhub_sandbox.douyin.orders import WORDS, delivery_id, line_number
from orderhub_sandbox.douyin.params import business, objects, required, shop_of, whole
from orderhub_sandbox.douyin.refusals import refuse
from orderhub_sandbox.gateway import Answer, Call
from orderhub_sandbox.json_text import Row, as_list
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.parcels import NotShippable, resend, ship
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_NUMBERS = {
    "unknown_order": "60001",
    "unpaid": "60137",
    "held": "60109",
    "closed": "60021",
    "already_shipped": "60110",
    "refund_open": "60040",
    "unknown_line": "60002",
    "too_many": "60003",
    "not_shipped": "60004",
}
_SHORTEST_WAYBILL = 6


def add(world: World, call: Call) -> Answer:
    """`order.logisticsAdd`: the whole order in one parcel; only its own number names it."""
    params, shop = business(call.params), shop_of(call)
    number = required(params, "order_id")
    parcel = _parcel(world, params, (), "")
    _told(lambda: ship(shop, WORDS, number, parcel))
    return Answer({"pack_id": "1"}, wrote=True)


def add_single_pack(world: World, call: Call) -> Answer:
    """`order.logisticsAddSinglePack`: lines of one order or more in one parcel."""
    params, shop = business(call.params), shop_of(call)
    numbers = [str(number) for number in as_list(params.get("order_id_list")) or []]
    if not numbers:
        raise refuse("missing", "order_id_list")
    request_no = required(params, "request_id")
    infos = objects(params, "shipped_order_info")
    for number in numbers:
        pieces = _pieces(shop, number, infos)
        if infos and not pieces:
            raise refuse("business", _NUMBERS["unknown_line"])
        parcel = _parcel(world, params, pieces, request_no)
        _told(lambda no=number, p=parcel: ship(shop, WORDS, no, p))
    return Answer({"pack_id": request_no}, wrote=True)


def add_multi_pack(world: World, call: Call) -> Answer:
    """`order.logisticsAddMultiPack`: lines of one order in several parcels."""
    params, shop = business(call.params), shop_of(call)
    number, request_no = required(params, "order_id"), required(params, "request_id")
    packs = objects(params, "pack_list")
    if not packs:
        raise refuse("missing", "pack_list")
    for at, pack in enumerate(packs):
        pieces = _pieces(shop, number, objects(pack, "shipped_order_info"))
        parcel = _parcel(world, pack, pieces, f"{request_no}/{at}" if at else request_no)
        _told(lambda p=parcel: ship(shop, WORDS, number, p))
    return Answer({"pack_list": []}, wrote=True)


def edit(world: World, call: Call) -> Answer:
    """`order.logisticsEdit`: a new waybill for an order sent in one parcel."""
    params, shop = business(call.params), shop_of(call)
    number = required(params, "order_id")
    order = shop.book.find(number)
    if order is not None and len(order.parcels) > 1:
        raise refuse("business", "60005")
    parcel = _parcel(world, params, (), "")
    _told(lambda: resend(shop, number, parcel))
    return Answer({}, wrote=True)


def edit_by_pack(world: World, call: Call) -> Answer:
    """`order.logisticsEditByPack`: a new waybill for one parcel of several."""
    params, shop = business(call.params), shop_of(call)
    number, pack = required(params, "order_id"), required(params, "pack_id")
    order = shop.book.find(number)
    parcels = enumerate(order.parcels if order else ())
    old = next((p.waybill_no for at, p in parcels if order and delivery_id(order, at) == pack), "")
    if not old:
        raise refuse("business", _NUMBERS["not_shipped"])
    parcel = _parcel(world, params, (), "")
    _told(lambda: resend(shop, number, parcel, old))
    return Answer({}, wrote=True)


def sync_stock(world: World, call: Call) -> Answer:
    """`sku.syncStock`: a whole quantity or an increment, once for each `idempotent_id`."""
    params, shop = business(call.params), shop_of(call)
    good = BY_SKU_NO.get(str(params.get("sku_id"))) or BY_CODE.get(str(params.get("code")))
    if good is None or str(params.get("product_id") or good.item_no) != str(good.item_no):
        raise refuse("business", "2010001")
    quantity = whole(params, "stock_num")
    if quantity is None:
        raise refuse("missing", "stock_num")
    known = str(params.get("idempotent_id") or "")
    if known and any(change.request_no == known for change in shop.stock.log):
        raise refuse("business", "40010")
    write = shop.stock.add if params.get("incremental") is True else shop.stock.set
    write(good.sku_code, quantity, world.now("douyin"), known)
    return Answer({}, wrote=True)


def _parcel(world: World, params: Row, pieces: Sequence[Piece], request_no: str) -> Parcel:
    carrier, waybill_no = required(params, "company_code"), required(params, "logistics_code")
    if carrier not in CARRIERS:
        raise refuse("business", "60018")
    if len(waybill_no) < _SHORTEST_WAYBILL or not waybill_no.isalnum():
        raise refuse("business", "60017")
    return Parcel(
        carrier=carrier,
        carrier_name=CARRIERS[carrier],
        waybill_no=waybill_no,
        pieces=tuple(pieces),
        request_no=request_no,
        at=world.now("douyin"),
    )


def _pieces(shop: Shop, number: str, infos: Sequence[Row]) -> list[Piece]:
    """The pieces of this order among those named."""
    order = shop.book.find(number)
    lines = {line_number(order, at): x for at, x in enumerate(order.lines)} if order else {}
    pieces: list[Piece] = []
    for info in infos:
        line = lines.get(str(info.get("shipped_order_id")))
        if line is not None:
            pieces.append(Piece(line.line_no, whole(info, "shipped_num") or 0))
    return pieces


def _told(take: Callable[[], Order]) -> None:
    try:
        take()
    except NotShippable as error:
        if error.reason == "request_reused":
            raise refuse("request_reused") from error
        raise refuse("business", _NUMBERS[error.reason]) from error
