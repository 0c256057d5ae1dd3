"""Doudian orders into our words (channels reference §4.4, §4.8). Pure; an unreadable order is a Row
with its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, Fields, culprit, unread
from orderhub.connector_kit.people import SEALED_RECIPIENT, sealed, stated
from orderhub.connector_kit.readers import (
    count,
    count_or_none,
    fen_or_0,
    ident,
    node,
    rows_of,
    text,
    unix_s,
    unix_s_or_none,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.douyin.fields import LINE_FIELDS, ORDER_FIELDS
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "1": ChannelStatus.PENDING_PAYMENT.value,
    "103": ChannelStatus.PENDING_PAYMENT.value,
    "105": ChannelStatus.PAID_HELD.value,
    "2": ChannelStatus.TO_SHIP.value,
    "101": ChannelStatus.PARTIALLY_SHIPPED.value,
    "3": ChannelStatus.SHIPPED.value,
    "5": ChannelStatus.COMPLETED.value,
    "4": ChannelStatus.CANCELLED.value,
    "21": ChannelStatus.CLOSED_REFUNDED.value,
    "22": ChannelStatus.CLOSED_REFUNDED.value,
    "39": ChannelStatus.CLOSED_REFUNDED.value,
}

# Of a line (reference §4.8): cancelled, or refunded before or after it was sent; or `refund_status`
# 3 (success) of an after-sale that takes the goods back or stops them (§4.7: type 0 or 2).
CLOSED_LINES = frozenset({"4", "21", "22", "39"})
REFUNDED = "3"
# `after_sale_status` (§4.8): waiting for the seller, for the goods, or for his second word.
REFUNDING = frozenset({"6", "7", "11"})
GIVES_BACK = frozenset({"0", "2"})


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "shop_order_list")


def _orders(document: Any) -> Sequence[Any]:
    if "order_id" in document:
        return (document,)
    data = document["data"]
    if "shop_order_detail" in data:
        return (data["shop_order_detail"],)
    return rows_of(data.get("shop_order_list"), "shop_order")


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(order)
    except UNREADABLE:
        return _problem(order)
    return Row(order, read.external_no, read)


def _problem(order: Any) -> Row:
    field = culprit(order, ORDER_FIELDS) or culprit({"main_status": order}, _STATUS_FIELDS)
    if not field:
        lines = enumerate(rows_of(order["sku_order_list"], "sku_order"))
        found = (culprit(row, LINE_FIELDS, f"sku_order_list[{n}].") for n, row in lines)
        field = next(filter(None, found), "")
    try:
        no = ident(order["order_id"])
    except UNREADABLE:
        no = None
    return unread(order, no, field)


def _status_word(order: Mapping[str, Any]) -> str:
    """The main status: it tells refunds and part payments, which the plain one does not."""
    for name in ("main_status", "order_status"):
        if order.get(name) not in (None, ""):
            return ident(order[name])
    return ""


_STATUS_FIELDS: Fields = (("main_status", lambda order: ident(_status_word(order))),)


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return unix_s(row.payload["update_time"])
    except UNREADABLE:
        return None


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    raw = ident(_status_word(order))
    status = STATUS.get(raw, ChannelStatus.UNKNOWN.value)
    address = node(get("post_addr"))
    lines = tuple([_line(row) for row in rows_of(order["sku_order_list"], "sku_order")])
    if not lines:
        raise ValueError("no lines")
    return ChannelOrder(
        external_no=ident(order["order_id"]),
        status=status,
        status_raw=raw,
        placed_at=unix_s(order["create_time"]),
        modified_at=unix_s(order["update_time"]),
        total_minor=count(order["pay_amount"]),
        lines=lines,
        people=_people(order, address),
        goods_minor=sum([line.price_minor * line.quantity for line in lines]),
        freight_minor=fen_or_0(get("post_amount")),
        discount_minor=fen_or_0(get("promotion_amount")),
        paid_at=unix_s_or_none(get("pay_time")),
        shipped_at=_shipped_at(get("logistics_info")),
        completed_at=unix_s_or_none(get("finish_time")) if status == "completed" else None,
        ship_by=unix_s_or_none(get("exp_ship_time")),
        province=_place(address, "province"),
        city=_place(address, "city"),
        district=_place(address, "town"),
        seller_flag=count_or_none(get("seller_remark_stars")),
        refunding=any(map(_is_refunding, rows_of(order["sku_order_list"], "sku_order"))),
    )


def _line(row: Mapping[str, Any]) -> ChannelLine:
    get = row.get
    return ChannelLine(
        line_no=ident(row["order_id"]),
        sku_code=text(get("code") or get("out_sku_id")),
        title=text(get("product_name")),
        quantity=count(row["item_num"]),
        price_minor=count(row["origin_amount"]),
        total_minor=count(row["pay_amount"]),
        listing_no=text(get("product_id")),
        spec=";".join([f"{text(s.get('name'))}:{text(s.get('value'))}" for s in get("spec") or ()]),
        status_raw=text(get("order_status")),
        closed=_is_closed(row),
    )


def _is_refunding(row: Mapping[str, Any]) -> bool:
    claim = node(row.get("after_sale_info"))
    return text(claim.get("after_sale_status")) in REFUNDING


def _is_closed(row: Mapping[str, Any]) -> bool:
    """Whether nothing of the line is sent any more: its own word says so, or all of it was asked
    back and the money is."""
    if text(row.get("order_status")) in CLOSED_LINES:
        return True
    claim = node(row.get("after_sale_info"))
    return text(claim.get("refund_status")) == REFUNDED and (
        text(claim.get("after_sale_type")) in GIVES_BACK
    )


def _shipped_at(parcels: Any) -> datetime | None:
    """When the first parcel was sent."""
    rows = [node(row) for row in rows_of(parcels, "logistics")]
    times = [at for row in rows if (at := unix_s_or_none(row.get("ship_time")))]
    return min(times, default=None)


def _place(address: Mapping[str, Any], level: str) -> str:
    return text(node(address.get(level)).get("name"))


def _people(order: Mapping[str, Any], address: Mapping[str, Any]) -> People:
    """Ciphertext that only the platform opens, the platform's masks, and the id that is the same
    for the same receiver."""
    get = order.get
    masks = {
        "recipient_name": text(get("mask_post_receiver")),
        "recipient_phone": text(get("mask_post_tel")),
        "recipient_address": _detail(get("mask_post_addr")),
    }
    fields = {
        "recipient_name": text(get("encrypt_post_receiver")) or masks["recipient_name"],
        "recipient_phone": text(get("encrypt_post_tel")) or masks["recipient_phone"],
        "recipient_address": text(address.get("encrypt_detail")) or masks["recipient_address"],
        "buyer_note": text(get("buyer_words")),
        "seller_note": text(get("seller_words")),
    }
    same = text(get("open_address_id"))
    return sealed(
        stated(fields, {"recipient_phone": same} if same else {}), SEALED_RECIPIENT, masks
    )


def _detail(address: Any) -> str:
    """A masked address is text, or an object with `detail`."""
    whole = node(address)
    return text(whole.get("detail") if whole else address)
