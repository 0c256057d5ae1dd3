"""The fields of a website order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    amount,
    amount_or_0,
    count,
    count_or_none,
    ident,
    instant,
    instant_or_none,
    rows_of,
    text,
)

PATHS: Mapping[str, str] = {
    "external_no": "order_no",
    "channel_status_raw": "status",
    "total_minor": "total",
    "goods_minor": "goods",
    "freight_minor": "freight",
    "discount_minor": "discount",
    "currency": "currency",
    "placed_at": "placed_at",
    "modified_at": "modified_at",
    "paid_at": "paid_at",
    "shipped_at": "shipped_at",
    "completed_at": "completed_at",
    "ship_by": "ship_by",
    "province": "recipient.province",
    "city": "recipient.city",
    "district": "recipient.district",
    "recipient_name": "recipient.name",
    "recipient_phone": "recipient.phone",
    "recipient_address": "recipient.address",
    "buyer_name": "buyer.name",
    "buyer_no": "buyer.id",
    "buyer_note": "buyer_note",
    "seller_note": "seller_note",
    "seller_flag": "seller_flag",
    "lines": "lines",
}
PERSONAL = frozenset({"buyer", "name", "phone", "address", "buyer_note", "seller_note"})


def order_fields(currency: str) -> Fields:
    """How each field of an order must read, its amounts being in `currency`."""
    return (
        ("order_no", ident),
        ("status", ident),
        ("currency", text),
        *((name, instant) for name in ("placed_at", "modified_at")),
        *((name, instant_or_none) for name in ("paid_at", "shipped_at", "completed_at")),
        ("ship_by", instant_or_none),
        ("total", lambda value: amount(value, currency)),
        ("goods", lambda value: amount_or_0(value, currency)),
        ("freight", lambda value: amount_or_0(value, currency)),
        ("discount", lambda value: amount_or_0(value, currency)),
        ("seller_flag", count_or_none),
        ("buyer_note", text),
        ("seller_note", text),
        ("lines", lambda value: rows_of(value, "line")[0]),
    )


def line_fields(currency: str) -> Fields:
    """How each field of a line must read."""
    return (
        ("line_no", text),
        ("sku", text),
        ("title", text),
        ("quantity", count),
        ("price", lambda value: amount(value, currency)),
        ("total", lambda value: amount_or_0(value, currency)),
    )


BUYER_FIELDS: Fields = (("id", text), ("name", text))
RECIPIENT_FIELDS: Fields = tuple(
    (name, text) for name in ("name", "phone", "province", "city", "district", "address")
)
