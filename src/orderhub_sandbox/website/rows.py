"""An order as the website pushes it, in the hub's documented shape."""

from orderhub_sandbox.clock import zoned_text
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import CURRENCY, STATUSES, Line, Order, yuan
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

WORDS = {status: (status,) for status in STATUSES}
FIELDS = RowFields(
    number="order_no",
    twin="",
    status="status",
    total="total",
    times=("placed_at", "paid_at", "modified_at", "ship_by"),
)
_SHIP_WITHIN_SECONDS = 48 * 3600


def order_row(order: Order) -> Row:
    """One element of `orders`; absent facts are absent fields."""
    row: Row = {
        "order_no": order.external_no,
        "status": order.raw_status,
        "currency": CURRENCY,
        "total": yuan(order.total_minor),
        "freight": yuan(order.freight_minor),
        "discount": yuan(order.discount_minor),
        "placed_at": zoned_text(order.placed_at),
        "modified_at": zoned_text(order.modified_at),
        "buyer": {"id": order.buyer_no, "name": order.buyer_name},
        "recipient": {
            "name": order.recipient.name,
            "phone": order.recipient.phone,
            "province": order.recipient.province,
            "city": order.recipient.city,
            "district": order.recipient.district,
            "address": order.recipient.address,
        },
        "lines": [_line_row(line) for line in order.lines],
    }
    if order.paid_at is not None:
        row["paid_at"] = zoned_text(order.paid_at)
        row["ship_by"] = zoned_text(order.paid_at + _SHIP_WITHIN_SECONDS)
    if order.buyer_note:
        row["buyer_note"] = order.buyer_note
    if order.seller_memo:
        row["seller_note"] = order.seller_memo
    if order.seller_flag:
        row["seller_flag"] = order.seller_flag
    overlay(order, row)
    return row


def _line_row(line: Line) -> Row:
    """Only a closed line tells a status of its own."""
    row: Row = {"status": "closed_refunded"} if line.closed else {}
    return {
        **row,
        "line_no": line.line_no,
        "sku": line.sku_code,
        "title": line.title,
        "quantity": line.quantity,
        "price": yuan(line.price_minor),
        "total": yuan(line.paid_minor),
    }
