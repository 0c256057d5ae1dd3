"""Parcels and notes told to Kuaishou (channels reference §5.5)."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.readers import count, count_or_none, node, rows_of, text, to_int64
from orderhub.connector_kit.shipping import SellerNote, Shipment
from orderhub.connectors.kuaishou.lines import DETAILS, order_no, parts_of
from orderhub.connectors.kuaishou.mapping import rows_in
from orderhub.connectors.kuaishou.wire import DELIVER, DETAIL, NOTE, RESEND, SPLIT
from orderhub.kernel.errors import AlreadyDone, BadRequest, ChannelRefused, ContractViolation

NOTE_LENGTH, _PARTIAL, _WHOLE = 200, 10, 40
FLAGS = dict(enumerate(("none", "red", "yellow", "green", "blue")))


async def ship_order(shop: ShopSession, shipment: Shipment) -> None:
    """One parcel. A refusal is AlreadyDone once the order shows this waybill; parcels of some units
    have no key to tell a repeat by, so the order is asked before they are told."""
    if shipment.replaces:
        await _resend(shop, shipment)
    elif shipment.lines:
        await _split(shop, shipment)
    else:
        await _whole(shop, shipment)


async def _whole(shop: ShopSession, shipment: Shipment) -> None:
    params = {"orderId": to_int64(shipment.external_no), **_waybill(shipment)}
    try:
        await shop.write(DELIVER, params)
    except ChannelRefused:
        if shipment.waybill_no in _waybills(await _ask(shop, shipment.external_no)):
            raise AlreadyDone("the order has this waybill", method=DELIVER) from None
        raise


async def _split(shop: ShopSession, shipment: Shipment) -> None:
    order = await _ask(shop, shipment.external_no)
    known = {no: (count(item["num"]), *_told(order, no)) for no, item, _ in parts_of(order)}
    if not known.keys() >= {line.line_no for line in shipment.lines}:
        raise ChannelRefused("a line is not of this order", method=SPLIT)
    if all(shipment.waybill_no in known[line.line_no][2] for line in shipment.lines):
        raise AlreadyDone("the lines have this waybill", method=SPLIT)
    goods = [
        {"oid": to_int64(line.line_no), "deliveryNum": line.quantity} for line in shipment.lines
    ]
    words: list[dict[str, Any]] = []
    for line in shipment.lines:
        wanted, sent, _ = known[line.line_no]
        word = _WHOLE if sent + line.quantity >= wanted else _PARTIAL
        words.append({"oid": to_int64(line.line_no), "confirmDeliveryStatus": word})
    await shop.write(
        SPLIT,
        {
            "mainOrderId": to_int64(shipment.external_no),
            "deliveryItemInfoList": [{**_waybill(shipment), "deliveryGoodsInfoList": goods}],
            "deliveryStatus": words,
        },
    )


async def _resend(shop: ShopSession, shipment: Shipment) -> None:
    order = await _ask(shop, shipment.external_no)
    parcels = _waybills(order)
    if shipment.replaces not in parcels:
        if shipment.waybill_no in parcels:
            raise AlreadyDone("the order has this waybill", method=RESEND)
        raise ChannelRefused("the order does not show the waybill to replace", method=RESEND)
    params = {
        "orderId": to_int64(shipment.external_no),
        "logisticsId": to_int64(parcels[shipment.replaces]),
        **_waybill(shipment),
    }
    await shop.write(RESEND, params)


def _waybill(shipment: Shipment) -> dict[str, Any]:
    return {"expressCode": to_int64(shipment.carrier), "expressNo": shipment.waybill_no}


async def _ask(shop: ShopSession, external_no: str) -> Mapping[str, Any]:
    answer = await shop.read(DETAIL, {"oid": to_int64(external_no)})
    found = [row for row in rows_in(answer.document) if row.order]
    if not found:
        raise ContractViolation("the order's lines cannot be read", field=DETAILS)
    return found[0].payload


def _waybills(order: Mapping[str, Any], name: str = "orderLogisticsInfo") -> dict[str, str]:
    """Waybill → the platform's number of the parcel."""
    rows = [node(row) for row in rows_of(order.get(name), name)]
    return {text(row.get("expressNo")): text(row.get("logisticsId")) for row in rows}


def _told(order: Mapping[str, Any], line_no: str) -> tuple[int, frozenset[str]]:
    """Units of an item order that were sent, and the waybills of its parcels."""
    for part in map(node, rows_of(order.get(DETAILS), DETAILS)):
        if text(node(part.get("subOrderBaseInfo")).get("oid")) == line_no:
            sent = node(part.get("subOrderDeliveryInfo")).get("deliveryNum")
            return count_or_none(sent) or 0, frozenset(_waybills(part, "subOrderLogisticsInfo"))
    if line_no != order_no(order):
        return 0, frozenset()
    sent = node(order.get("orderDeliveryInfo")).get("deliveryNum")
    return count_or_none(sent) or 0, frozenset(_waybills(order))


async def set_note(shop: ShopSession, note: SellerNote) -> None:
    """A note and a flag. The platform takes both at once, so a flag to be left is asked for."""
    if len(note.note) > NOTE_LENGTH:
        raise BadRequest(f"a note has at most {NOTE_LENGTH} characters here", method=NOTE)
    number, flag = to_int64(note.external_no), note.flag
    if flag is None:
        answer = await shop.read(DETAIL, {"oid": number})
        flag = next((row.order.seller_flag for row in rows_in(answer.document) if row.order), None)
    await shop.write(NOTE, {"orderId": number, "note": note.note, "flag": flag or 0})
