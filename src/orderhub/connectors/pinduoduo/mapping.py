"""Pinduoduo orders into our words (channels reference §3.4, §3.8). Pure; an unreadable order is a
Row with its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.lines import summed
from orderhub.connector_kit.people import SEALED_RECIPIENT, sealed, stated
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    count,
    count_or_none,
    ident,
    node,
    rows_of,
    text,
    yuan,
    yuan_or_0,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.pinduoduo.fields import LINE_FIELDS, ORDER_FIELDS
from orderhub.kernel.words import ChannelStatus

# Four fields make one status: the field that decided, and its value.
STATUS: Mapping[str, str] = {
    "confirm_status=0": ChannelStatus.PENDING_PAYMENT.value,
    "confirm_status=2": ChannelStatus.CANCELLED.value,
    "refund_status=4": ChannelStatus.CLOSED_REFUNDED.value,
    "risk_control_status=1": ChannelStatus.PAID_HELD.value,
    "order_status=1": ChannelStatus.TO_SHIP.value,
    "order_status=2": ChannelStatus.SHIPPED.value,
    "order_status=3": ChannelStatus.DELIVERED.value,
}
_TO_SHIP = "order_status=1"
# Processing, refunding (reference §3.8): a hold.
REFUNDING = frozenset({"2", "3"})


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "order_sn_list")


def _orders(document: Any) -> Sequence[Any]:
    if "order_sn" in document:
        return (document,)
    for name, response in document.items():
        if name.endswith("_response"):
            if "order_info" in response:
                return (response["order_info"],)
            return rows_of(node(response).get("order_sn_list"), "order")
    raise KeyError("response")


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(order)
    except UNREADABLE:
        return _problem(order)
    return Row(order, read.external_no, read)


def _problem(order: Any) -> Row:
    field = culprit(order, ORDER_FIELDS)
    if not field:
        lines = enumerate(rows_of(order["item_list"], "item"))
        found = (culprit(row, LINE_FIELDS, f"item_list[{n}].") for n, row in lines)
        field = next(filter(None, found), "")
    try:
        no = ident(order["order_sn"])
    except UNREADABLE:
        no = None
    return unread(order, no, field)


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return beijing(row.payload["updated_at"])
    except UNREADABLE:
        return None


def word_of(order: Mapping[str, Any]) -> str:
    """The field that decides about the status, with its value; a strange one speaks first."""
    status, confirmed = ident(order["order_status"]), ident(order["confirm_status"])
    if f"order_status={status}" not in STATUS:
        return status
    if confirmed != "1":
        return f"confirm_status={confirmed}"
    if text(order.get("refund_status")) == "4":
        return "refund_status=4"
    if status == "1" and text(order.get("risk_control_status")) == "1":
        return "risk_control_status=1"
    return f"order_status={status}"


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = order.get
    raw = word_of(order)
    return ChannelOrder(
        external_no=ident(order["order_sn"]),
        status=STATUS.get(raw, ChannelStatus.UNKNOWN.value),
        status_raw=raw,
        placed_at=beijing(order["created_time"]),
        modified_at=beijing(order["updated_at"]),
        total_minor=yuan(order["pay_amount"]),
        lines=summed(_line(row) for row in rows_of(order["item_list"], "item")),
        people=_people(order, raw),
        goods_minor=yuan_or_0(get("goods_amount")),
        freight_minor=yuan_or_0(get("postage")),
        discount_minor=yuan_or_0(get("discount_amount")),
        paid_at=beijing_or_none(get("pay_time")),
        shipped_at=beijing_or_none(get("shipping_time")),
        ship_by=beijing_or_none(get("last_ship_time")),
        province=text(get("province")),
        city=text(get("city")),
        district=text(get("town")),
        seller_flag=count_or_none(get("remark_tag")),
        presale=text(get("is_pre_sale")) == "1",
        refunding=text(get("refund_status")) in REFUNDING,
    )


def _line(row: Mapping[str, Any]) -> ChannelLine:
    sku, quantity = ident(row["sku_id"]), count(row["goods_count"])
    price = yuan(row["goods_price"])
    return ChannelLine(
        line_no=sku if price else f"{sku}-gift",
        sku_code=text(row.get("outer_id")),
        title=text(row.get("goods_name")),
        quantity=quantity,
        price_minor=price,
        total_minor=price * quantity,
        listing_no=text(row.get("goods_id")),
        spec=text(row.get("goods_spec")),
    )


def _people(order: Mapping[str, Any], raw: str) -> People:
    """Ciphertext while the order is to be shipped, else the masks that always come."""
    get = order.get
    phone = text(get("receiver_phone") or get("contact_mobile"))
    masks = {
        "recipient_name": text(get("receiver_name_mask")),
        "recipient_phone": text(get("receiver_phone_mask")),
        "recipient_address": text(get("receiver_address_mask")),
    }
    fields = {
        "recipient_name": text(get("receiver_name")) or masks["recipient_name"],
        "recipient_phone": phone or masks["recipient_phone"],
        "recipient_address": text(get("receiver_address")) or masks["recipient_address"],
        "buyer_note": text(get("buyer_memo")),
        "seller_note": text(get("remark")),
    }
    people = stated(fields, {})
    return sealed(people, SEALED_RECIPIENT, masks) if raw == _TO_SHIP else people
