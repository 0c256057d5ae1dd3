"""Parcels and stock on TOP (channel reference, sections 1.5 and 1.6)."""

from collections.abc import Callable, Mapping

from orderhub_sandbox.catalogue import BY_CODE, BY_SKU_NO, GOODS, Good
from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.parcels import NotShippable, resend, ship
from orderhub_sandbox.taobao.params import required, shop_of
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.taobao.trades import WORDS, oid_of
from orderhub_sandbox.world import World

CARRIERS: Mapping[str, str] = {
    "SF": "顺丰速运",
    "ZTO": "中通快递",
    "YTO": "圆通速递",
    "YUNDA": "韵达快递",
    "STO": "申通快递",
    "EMS": "EMS",
    "POSTB": "邮政快递包裹",
}
_MOST_LINES = 50
_MOST_PAIRS = 20
_FULL, _INCREMENT = "1", "2"


def offline_send(world: World, call: Call) -> Row:
    """`logistics.offline.send`; `online.send` with a waybill number is taken the same way."""
    return _shipped(world, call, lambda no, parcel: ship(shop_of(call), WORDS, no, parcel))


def consign_resend(world: World, call: Call) -> Row:
    """`logistics.consign.resend`: a new waybill for the parcel of these lines."""
    return _shipped(world, call, lambda no, parcel: resend(shop_of(call), no, parcel))


def companies(_: World, call: Call) -> Row:
    """`logistics.companies.get`."""
    required(call.params, "fields")
    rows = [
        {"id": 500 + at, "code": code, "name": name, "reg_mail_no": "^[A-Za-z0-9]{6,24}$"}
        for at, (code, name) in enumerate(CARRIERS.items())
    ]
    return {"logistics_companies": {"logistics_company": rows}}


def skus_quantity(world: World, call: Call) -> Row:
    """`skus.quantity.update`: at most 20 pairs, by sku id or by the seller's code."""
    item_no = required(call.params, "num_iid")
    name = "skuid_quantities" if call.params.get("skuid_quantities") else "outerid_quantities"
    pairs = [pair.rpartition(":") for pair in required(call.params, name).split(";") if pair]
    if not 1 <= len(pairs) <= _MOST_PAIRS or not all(n.lstrip("-").isdigit() for *_, n in pairs):
        raise refuse("argument_wrong", name)
    known = BY_SKU_NO if name == "skuid_quantities" else BY_CODE
    goods = [known.get(key) for key, *_ in pairs]
    for good, (*_, quantity) in zip(goods, pairs, strict=True):
        if good is None or str(good.item_no) != item_no:
            raise refuse("business", "item-sku-not-exist")
        _write(world, call, good, int(quantity))
    return _item(world, call, [good for good in goods if good])


def item_quantity(world: World, call: Call) -> Row:
    """`item.quantity.update`: one sku of an item, or its only one."""
    item_no, sku = required(call.params, "num_iid"), call.params.get("sku_id")
    quantity = required(call.params, "quantity")
    goods = [g for g in GOODS if str(g.item_no) == item_no and sku in (None, "", str(g.sku_no))]
    if len(goods) != 1 or not quantity.lstrip("-").isdigit():
        raise refuse("argument_wrong", "sku_id")
    _write(world, call, goods[0], int(quantity))
    return _item(world, call, goods)


def _shipped(world: World, call: Call, take: Callable[[str, Parcel], Order]) -> Row:
    tid, code = required(call.params, "tid"), required(call.params, "company_code")
    if code not in CARRIERS:
        raise refuse("argument_wrong", "company_code")
    parcel = Parcel(
        carrier=code,
        carrier_name=CARRIERS[code],
        waybill_no=required(call.params, "out_sid"),
        pieces=_pieces(call, tid),
        request_no="",
        at=world.now(call.place.channel),
    )
    try:
        take(tid, parcel)
    except NotShippable as error:
        word = error.reason.replace("_", "-")
        raise refuse("business", f"logistics-offline-service-error:{word}") from error
    return {"shipping": {"is_success": True}}


def _pieces(call: Call, tid: str) -> tuple[Piece, ...]:
    """Whole lines: TOP's classic call knows no quantities."""
    wanted = [oid for oid in call.params.get("sub_tid", "").split(",") if oid]
    if len(wanted) > _MOST_LINES:
        raise refuse("argument_wrong", "sub_tid")
    order = shop_of(call).book.find(tid)
    lines = {oid_of(order, line): line for line in order.lines} if order else {}
    if not lines.keys() >= set(wanted):
        raise refuse("argument_wrong", "sub_tid")
    return tuple(Piece(lines[oid].line_no, lines[oid].quantity) for oid in wanted)


def _write(world: World, call: Call, good: Good, quantity: int) -> None:
    shelf, now = shop_of(call).stock, world.now(call.place.channel)
    way = call.params.get("type", _FULL)
    if way not in (_FULL, _INCREMENT):
        raise refuse("argument_wrong", "type")
    try:
        (shelf.set if way == _FULL else shelf.add)(good.sku_code, quantity, now)
    except ValueError:
        raise refuse("argument_wrong", "quantity") from None


def _item(world: World, call: Call, goods: list[Good]) -> Row:
    shelf = shop_of(call).stock
    skus = [{"sku_id": good.sku_no, "quantity": shelf.quantities[good.sku_code]} for good in goods]
    return {
        "item": {
            "num_iid": goods[0].item_no,
            "modified": local_text(world.now(call.place.channel)),
            "skus": {"sku": skus},
        }
    }
