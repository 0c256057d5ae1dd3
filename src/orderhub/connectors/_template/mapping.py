"""The channel's orders into our words. Pure; an unreadable order is a Row with its problem, an
unknown status word is `unknown` with the raw word kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from orderhub.connector_kit.contract import ChannelLine, ChannelOrder, Row
from orderhub.connector_kit.culprit import UNREADABLE, Fields, culprit, unread
from orderhub.connector_kit.people import stated
from orderhub.connector_kit.readers import beijing, count, ident, node, rows_of, text, yuan
from orderhub.connector_kit.rows import decoded, rows_from
from orderhub.kernel.words import ChannelStatus

STATUS: Mapping[str, str] = {
    "WAIT_PAY": ChannelStatus.PENDING_PAYMENT.value,
    "PAID": ChannelStatus.TO_SHIP.value,
    "SENT": ChannelStatus.SHIPPED.value,
    "DONE": ChannelStatus.COMPLETED.value,
}
PATHS: Mapping[str, str] = {
    "external_no": "no",
    "channel_status_raw": "state",
    "total_minor": "amount",
    "placed_at": "created",
    "modified_at": "updated",
    "recipient_name": "receiver.name",
    "recipient_phone": "receiver.phone",
    "recipient_address": "receiver.address",
    "buyer_note": "note",
    "lines": "items",
}
PERSONAL = frozenset({"receiver", "note"})
FIELDS: Fields = (
    ("no", ident),
    ("state", ident),
    ("amount", yuan),
    ("created", beijing),
    ("updated", beijing),
    ("items", lambda value: rows_of(value, "item")[0]),
)


def read_rows(body: bytes) -> tuple[Row, ...]:
    """Rows of a kept answer or single order; ContractViolation if neither."""
    return rows_in(decoded(body))


def rows_in(document: Any) -> tuple[Row, ...]:
    """Rows of a decoded answer."""
    return rows_from(document, _orders, to_row, "orders")


def _orders(document: Any) -> Sequence[Any]:
    known = node(document)
    return [known] if "no" in known else rows_of(known["orders"], "order")


def to_row(order: Any) -> Row:
    """One order, read or with the reason why not."""
    try:
        read = to_order(order)
    except UNREADABLE:
        no = node(order).get("no")
        return unread(order, str(no) if no else None, culprit(order, FIELDS))
    return Row(order, read.external_no, read)


def to_order(order: Mapping[str, Any]) -> ChannelOrder:
    """An order in our words; raises one of `UNREADABLE` when a required field cannot be read."""
    raw = ident(order["state"])
    receiver: Mapping[str, Any] = order.get("receiver") or {}
    people = {
        "recipient_name": text(receiver.get("name")),
        "recipient_phone": text(receiver.get("phone")),
        "recipient_address": text(receiver.get("address")),
        "buyer_note": text(order.get("note")),
    }
    return ChannelOrder(
        external_no=ident(order["no"]),
        status=STATUS.get(raw, ChannelStatus.UNKNOWN.value),
        status_raw=raw,
        placed_at=beijing(order["created"]),
        modified_at=beijing(order["updated"]),
        total_minor=yuan(order["amount"]),
        lines=tuple([_line(row) for row in rows_of(order["items"], "item")]),
        people=stated(people, {}),
    )


def _line(row: Mapping[str, Any]) -> ChannelLine:
    quantity, price = count(row["quantity"]), yuan(row["price"])
    return ChannelLine(
        line_no=ident(row["id"]),
        sku_code=text(row.get("sku")),
        title=text(row.get("title")),
        quantity=quantity,
        price_minor=price,
        total_minor=price * quantity,
    )
