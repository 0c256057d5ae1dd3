"""TOP trades into our words (channels reference §1.4, §1.8). Pure; an unreadable trade is a Row
with its problem, an unknown status word is `unknown` with the raw word kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, People, Row
from orderhub.connector_kit.culprit import UNREADABLE, culprit, unread
from orderhub.connector_kit.people import stated
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    count,
    count_or_none,
    ident,
    rows_of,
    text,
    yuan,
    yuan_or_0,
)
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.connectors.taobao.fields import LINE_FIELDS, ORDER_FIELDS
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "TRADE_NO_CREATE_PAY": ChannelStatus.PENDING_PAYMENT.value,
    "WAIT_BUYER_PAY": ChannelStatus.PENDING_PAYMENT.value,
    "PAY_PENDING": ChannelStatus.PENDING_PAYMENT.value,
    "WAIT_PRE_AUTH_CONFIRM": ChannelStatus.PENDING_PAYMENT.value,
    "PAID_FORBID_CONSIGN": ChannelStatus.PAID_HELD.value,
    "WAIT_SELLER_SEND_GOODS": ChannelStatus.TO_SHIP.value,
    "SELLER_CONSIGNED_PART": ChannelStatus.PARTIALLY_SHIPPED.value,
    "WAIT_BUYER_CONFIRM_GOODS": ChannelStatus.SHIPPED.value,
    "TRADE_BUYER_SIGNED": ChannelStatus.DELIVERED.value,
    "TRADE_FINISHED": ChannelStatus.COMPLETED.value,
    "TRADE_CLOSED": ChannelStatus.CLOSED_REFUNDED.value,
    "TRADE_CLOSED_BY_TAOBAO": ChannelStatus.CANCELLED.value,
}

# Of a line that ships no more (reference §1.4, §1.8); a refund that succeeded closes it too.
CLOSED_LINES = frozenset({"TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO"})
REFUNDED = "SUCCESS"
# A refund of a line that is asked for and not settled (reference §1.8) holds its order.
REFUNDING = frozenset({"WAIT_SELLER_AGREE", "WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"})

# Presale (reference §1.4): deposit and balance; the words are unverified there.
STEP_BALANCE_DUE: Mapping[str, bool] = {
    "FRONT_NOPAID_FINAL_NOPAID": True,
    "FRONT_PAID_FINAL_NOPAID": True,
    "FRONT_PAID_FINAL_PAID": False,
}


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept list answer, detail answer or single trade; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer, with or without `simplify`."""
    return rows_from(document, _trades, to_row, "trades")


def _trades(document: Any) -> Sequence[Any]:
    if "tid" in document or "tid_str" in document:
        return (document,)
    for name, node in document.items():
        if name.endswith("_response"):
            return (node["trade"],) if "trade" in node else rows_of(node.get("trades"), "trade")
    raise KeyError("response")


def to_row(trade: Any) -> Row:
    """One trade, read or with the reason why not."""
    try:
        order = to_order(trade)
    except UNREADABLE:
        return _problem(trade)
    return Row(trade, order.external_no, order)


def _problem(trade: Any) -> Row:
    no = trade_no(trade)
    field = culprit(trade, ORDER_FIELDS) or ("" if no else "tid")
    if not field:
        lines = rows_of(trade["orders"], "order")
        found = (culprit(row, LINE_FIELDS, f"orders.order[{n}].") for n, row in enumerate(lines))
        field = next(filter(None, found), "")
    return unread(trade, no, field)


def trade_no(trade: Any) -> str | None:
    """The trade's number where it can be read at all."""
    try:
        return trade.get("tid_str") or ident(trade["tid"])
    except UNREADABLE:
        return None


def modified_at(row: Row) -> datetime | None:
    """When the row changed, also of an unreadable one."""
    if row.order is not None:
        return row.order.modified_at
    try:
        return beijing(row.payload["modified"])
    except UNREADABLE:
        return None


def to_order(trade: Mapping[str, Any]) -> ChannelOrder:
    """A trade in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    get = trade.get
    raw = ident(trade["status"])
    status = STATUS.get(raw, "unknown")
    step = get("step_trade_status")
    presale = get("type") == "step" or bool(step)
    # In the record's own order: keywords would cost a microsecond here, on the hottest path.
    return ChannelOrder(
        get("tid_str") or ident(trade["tid"]),
        status,
        raw,
        beijing(trade["created"]),
        beijing(trade["modified"]),
        yuan(trade["payment"]),
        _lines(trade["orders"]),
        _people(get),
        "CNY",
        yuan_or_0(get("total_fee")),
        yuan_or_0(get("post_fee")),
        yuan_or_0(get("discount_fee")),
        beijing_or_none(get("pay_time")),
        beijing_or_none(get("consign_time")),
        beijing_or_none(get("end_time")) if status == "completed" else None,
        None,
        text(get("receiver_state")),
        text(get("receiver_city")),
        text(get("receiver_district")),
        count_or_none(get("seller_flag")),
        presale,
        None,
        STEP_BALANCE_DUE.get(step) if step else None,
        any(row.get("refund_status") in REFUNDING for row in rows_of(trade["orders"], "order")),
    )


def _lines(orders: Any) -> tuple[ChannelLine, ...]:
    rows = rows_of(orders, "order")
    if not rows:
        raise ValueError("no lines")
    return tuple([_line(row) for row in rows])


def _line(row: Mapping[str, Any]) -> ChannelLine:
    get = row.get
    status = text(get("status"))
    return ChannelLine(
        get("oid_str") or ident(row["oid"]),
        text(get("outer_sku_id") or get("outer_iid")),
        text(get("title")),
        count(row["num"]),
        yuan(row["price"]),
        yuan(get("divide_order_fee") or get("payment") or row["total_fee"]),
        text(get("num_iid")),
        text(get("sku_properties_name")),
        status,
        status in CLOSED_LINES or get("refund_status") == REFUNDED,
    )


def _people(get: Callable[[str], Any]) -> People:
    fields = {
        "recipient_name": text(get("receiver_name")),
        "recipient_phone": text(get("receiver_mobile") or get("receiver_phone")),
        "recipient_address": text(get("receiver_town")) + text(get("receiver_address")),
        "buyer_name": text(get("buyer_nick")),
        "buyer_no": text(get("buyer_open_uid")),
        "buyer_note": text(get("buyer_message")),
        "seller_note": text(get("seller_memo")),
    }
    index: dict[str, str] = {}
    if oaid := text(get("oaid")):
        index["recipient_phone"] = oaid
    if fields["buyer_no"]:
        index["buyer_no"] = fields["buyer_no"]
    return stated(fields, index)
