"""Kuaishou orders into our words (channels reference §5.4, §5.7). Pure; an unreadable order is a
Row with its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from orderhub.connector_kit.contract import ChannelOrder, People, Row
from orderhub.connector_kit.culprit import culprit_in, order_row, read_or_none
from orderhub.connector_kit.people import sealed, stated
from orderhub.connector_kit.readers import (
    count,
    count_or_none,
    fen_or_0,
    ident,
    node,
    rows_of,
    text,
    unix_ms,
    unix_ms_or_none,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.kuaishou.fields import ONE, PARTS, PEOPLE, SEVERAL
from orderhub.connectors.kuaishou.lines import DETAILS, lacks_parts, order_no, parts_of, to_line
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "10": ChannelStatus.PENDING_PAYMENT.value,
    "30": ChannelStatus.TO_SHIP.value,
    "40": ChannelStatus.SHIPPED.value,
    "50": ChannelStatus.DELIVERED.value,
    "70": ChannelStatus.COMPLETED.value,
    # Closed after payment where `payTime` is set.
    "80": ChannelStatus.CANCELLED.value,
}
REFUNDING = frozenset({"10", "20", "22", "30", "40", "50"})  # not settled (reference §5.7): a hold


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "data.orderList")


def _orders(document: Any) -> Sequence[Any]:
    if "orderBaseInfo" in document:
        return (document,)
    data = document["data"]
    return (data,) if "orderBaseInfo" in data else rows_of(data["orderList"], "orderList")


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    return order_row(order, to_order, order_no, _field_of)


def _field_of(order: Any) -> str:
    several = bool(node(order).get(DETAILS))
    missing = DETAILS if lacks_parts(order) else ""
    return culprit_in(order, PARTS) or missing or culprit_in(order, SEVERAL if several else ONE)


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    return read_or_none(row.payload, lambda order: unix_ms(order["orderBaseInfo"]["updateTime"]))


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    base: Mapping[str, Any] = order["orderBaseInfo"]
    address: Mapping[str, Any] = order.get("orderAddress") or {}
    raw, paid_at = ident(base["status"]), unix_ms_or_none(base.get("payTime"))
    status = STATUS.get(raw, ChannelStatus.UNKNOWN.value)
    if status == "cancelled" and paid_at:
        status = ChannelStatus.CLOSED_REFUNDED.value
    lines = tuple([to_line(*part) for part in parts_of(order)])
    note, flag = _note(order)
    return ChannelOrder(
        external_no=order_no(order),
        status=status,
        status_raw=raw,
        placed_at=unix_ms(base["createTime"]),
        modified_at=unix_ms(base["updateTime"]),
        total_minor=count(base["totalFee"]),
        lines=lines,
        people=_people(base, address, note),
        goods_minor=sum([line.price_minor * line.quantity for line in lines]),
        freight_minor=fen_or_0(base.get("expressFee")),
        discount_minor=fen_or_0(base.get("discountFee")),
        paid_at=paid_at,
        shipped_at=unix_ms_or_none(base.get("sendTime")),
        province=text(address.get("province")),
        city=text(address.get("city")),
        district=text(address.get("district")),
        seller_flag=flag,
        presale=count_or_none(base.get("preSale")) == 1,
        refunding=not REFUNDING.isdisjoint(_refund_words(order)),
    )


def _refund_words(order: Mapping[str, Any]) -> list[str]:
    """How its refunds stand; their fields are assumed, so what is told otherwise is left out."""
    told = order.get("orderRefundInfo") or order.get("orderRefundList")
    refunds = cast("list[Any]", told) if isinstance(told, list) else []
    return [str(node(refund).get("refundStatus")) for refund in refunds]


def _note(order: Mapping[str, Any]) -> tuple[str, int | None]:
    """Text and flag of the newest of the seller's notes."""
    notes = rows_of(order.get("orderNoteInfo"), "orderNoteInfo")
    if not notes:
        return "", None
    newest = max(notes, key=lambda note: fen_or_0(note.get("createTime")))
    return text(newest.get("note")), count_or_none(newest.get("flagTagCode"))


def _people(base: Mapping[str, Any], address: Mapping[str, Any], note: str) -> People:
    """Recipients are ciphertext with the platform's mask, or the mask alone."""
    buyer = text(base.get("buyerOpenId"))
    ciphers = {ours: text(address.get(cipher)) for ours, cipher, *_ in PEOPLE}
    masks = {ours: text(address.get(mask) or address.get(odd)) for ours, _, mask, odd in PEOPLE}
    fields = {ours: cipher or masks[ours] for ours, cipher in ciphers.items()}
    fields |= {
        "buyer_name": text(base.get("buyerNick")),
        "buyer_no": buyer,
        "buyer_note": text(base.get("remark")),
        "seller_note": note,
    }
    names = frozenset([name for name, cipher in ciphers.items() if cipher])
    return sealed(stated(fields, {"buyer_no": buyer} if buyer else {}), names, masks)
