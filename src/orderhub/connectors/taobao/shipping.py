"""Parcels, seller's notes and stock told to TOP (channels reference §1.5, §1.6)."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import node, rows_of, text
from orderhub.connector_kit.shipping import SellerNote, Shipment, StockLevel
from orderhub.connectors.taobao.errors import response_node
from orderhub.kernel.errors import AlreadyDone, ChannelRefused

DETAIL = "taobao.trade.fullinfo.get"
_SEND = "taobao.logistics.offline.send"
_RESEND = "taobao.logistics.consign.resend"
_MEMO = "taobao.trade.memo.update"
_SKUS = "taobao.skus.quantity.update"
_ITEM = "taobao.item.quantity.update"
_FULL = 1
FLAGS = dict(enumerate(("gray", "red", "yellow", "green", "blue", "purple")))


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """One parcel of whole lines. A refusal is AlreadyDone once the trade shows this waybill."""
    method = _RESEND if shipment.replaces else _SEND
    lines = ",".join(line.line_no for line in shipment.lines)
    params = {
        "tid": shipment.external_no,
        "out_sid": shipment.waybill_no,
        "company_code": shipment.carrier,
        "sub_tid": lines,
        "is_split": int(bool(lines)) if shipment.replaces else None,
    }
    try:
        answer = await shop.write(method, params)
    except ChannelRefused:
        if await _shows(shop, shipment):
            raise AlreadyDone("the trade has this waybill", method=method) from None
        raise
    shipping = node(node(answer.document.get(response_node(method))).get("shipping"))
    if shipping.get("is_success") is False:
        raise ChannelRefused("the parcel was not taken", method=method)


async def _shows(shop: ShopSession, shipment: Shipment) -> bool:
    """Every line of the parcel (of the trade, when it names none) has its waybill."""
    answer = await shop.read(DETAIL, {"fields": "tid,orders", "tid": shipment.external_no})
    trade = node(node(answer.document.get(response_node(DETAIL))).get("trade"))
    told = {_line_no(row): text(row.get("invoice_no")) for row in rows_of(trade["orders"], "order")}
    wanted = [line.line_no for line in shipment.lines] or list(told)
    return all(told.get(line_no) == shipment.waybill_no for line_no in wanted)


def _line_no(row: Mapping[str, Any]) -> str:
    return text(row.get("oid_str") or row.get("oid"))


async def set_note(shop: ShopSession, note: SellerNote) -> None:
    """Note and flag; an empty note clears what stands there."""
    await shop.write(
        _MEMO,
        {
            "tid": note.external_no,
            "memo": note.note,
            "flag": note.flag,
            "reset": None if note.note else "true",
        },
    )


async def set_stock(shop: ShopSession, level: StockLevel) -> None:
    """The whole quantity, so that a repeat changes nothing; by the platform's sku, by our code, or
    of an item that has no skus."""
    whole = {"num_iid": level.listing_no, "type": _FULL}
    if level.sku_no:
        pair = {"skuid_quantities": f"{level.sku_no}:{level.quantity}"}
    elif level.sku_code:
        pair = {"outerid_quantities": f"{level.sku_code}:{level.quantity}"}
    else:
        await shop.write(_ITEM, {**whole, "quantity": level.quantity})
        return
    await shop.write(_SKUS, {**whole, **pair})
