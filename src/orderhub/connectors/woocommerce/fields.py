"""The fields of a store's order: where ours come from, which are personal, how they must read."""

import re
from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    amount,
    amount_or_0,
    count,
    gmt,
    gmt_or_none,
    ident,
    rows_of,
    text,
)

PATHS: Mapping[str, str] = {
    "external_no": "id",
    "channel_status_raw": "status",
    "currency": "currency",
    "total_minor": "total",
    "freight_minor": "shipping_total",
    "discount_minor": "discount_total",
    "placed_at": "date_created_gmt",
    "modified_at": "date_modified_gmt",
    "paid_at": "date_paid_gmt",
    "shipped_at": "date_completed_gmt",
    "province": "shipping.state",
    "city": "shipping.city",
    "recipient_name": "shipping.first_name",
    "recipient_phone": "shipping.phone",
    "recipient_address": "shipping.address_1",
    "buyer_no": "customer_id",
    "buyer_name": "billing.first_name",
    "buyer_note": "customer_note",
    "lines": "line_items",
}
# Plugins keep what they like in `meta_data`, people included.
PERSONAL = frozenset(
    {
        "first_name",
        "last_name",
        "company",
        "address_1",
        "address_2",
        "postcode",
        "email",
        "phone",
        "customer_id",
        "customer_note",
        "customer_ip_address",
        "customer_user_agent",
        "transaction_id",
        "meta_data",
    }
)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def currency_of(value: object) -> str:
    """A currency code; ValueError for anything else."""
    code = text(value)
    if _CURRENCY.fullmatch(code) is None:
        raise ValueError("not a currency")
    return code


def order_fields(currency: str) -> Fields:
    """How each field of an order must read, its amounts being in `currency`."""
    return (
        ("id", ident),
        ("status", ident),
        ("date_created_gmt", gmt),
        ("date_modified_gmt", gmt),
        ("total", lambda value: amount(value, currency)),
        ("line_items", lambda value: rows_of(value, "line_items")[0]),
        ("shipping_total", lambda value: amount_or_0(value, currency)),
        ("discount_total", lambda value: amount_or_0(value, currency)),
        ("date_paid_gmt", gmt_or_none),
        ("date_completed_gmt", gmt_or_none),
        ("customer_id", text),
        ("customer_note", text),
    )


def line_fields(currency: str) -> Fields:
    """How each field of a line must read."""
    return (
        ("id", ident),
        ("quantity", count),
        ("subtotal", lambda value: amount(value, currency)),
        ("total", lambda value: amount(value, currency)),
        ("sku", text),
        ("name", text),
        ("product_id", text),
        ("variation_id", text),
    )


PERSON_FIELDS: Fields = tuple(
    (name, text)
    for name in (
        "first_name",
        "last_name",
        "address_1",
        "address_2",
        "city",
        "state",
        "phone",
    )
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "sf-express",
    "ZTO": "zto-express",
    "EMS": "ems",
}
