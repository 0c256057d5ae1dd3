"""The fields of a Shopify order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    amount,
    count,
    ident,
    instant,
    instant_or_none,
    rows_of,
    text,
)

PATHS: Mapping[str, str] = {
    "external_no": "legacyResourceId",
    "channel_status_raw": "displayFulfillmentStatus",
    "total_minor": "currentTotalPriceSet",
    "currency": "currentTotalPriceSet.shopMoney.currencyCode",
    "freight_minor": "totalShippingPriceSet",
    "discount_minor": "totalDiscountsSet",
    "placed_at": "createdAt",
    "modified_at": "updatedAt",
    "paid_at": "processedAt",
    "province": "shippingAddress.province",
    "city": "shippingAddress.city",
    "recipient_name": "shippingAddress.name",
    "recipient_phone": "shippingAddress.phone",
    "recipient_address": "shippingAddress.address1",
    "buyer_no": "email",
    "buyer_note": "note",
    "lines": "lineItems",
}
# `name` is the order's own number too ("#1001"), which is not worth an exception.
PERSONAL = frozenset({"name", "phone", "email", "address1", "address2", "zip", "note"})


def money(bag: Any) -> int:
    """Minor units of a MoneyBag in the shop's currency; an error of `UNREADABLE` for else."""
    told = bag["shopMoney"]
    return amount(told["amount"], currency_of(bag))


def money_or_0(bag: Any) -> int:
    """As `money`; 0 for what is absent."""
    return 0 if bag is None else money(bag)


def currency_of(bag: Any) -> str:
    """The currency of a MoneyBag."""
    return ident(bag["shopMoney"]["currencyCode"])


def tail(value: object) -> str:
    """The number at the end of `gid://shopify/LineItem/1`; ValueError when it is none."""
    number = ident(value).rpartition("/")[2]
    if not number:
        raise ValueError("not a gid")
    return number


def lines_of(value: Any) -> list[Any]:
    """The rows of a connection."""
    return rows_of(value, "nodes")


ORDER_FIELDS: Fields = (
    ("legacyResourceId", ident),
    ("displayFinancialStatus", ident),
    ("displayFulfillmentStatus", ident),
    ("createdAt", instant),
    ("updatedAt", instant),
    ("currentTotalPriceSet", money),
    ("lineItems", lambda value: lines_of(value)[0]),
    ("totalShippingPriceSet", money_or_0),
    ("totalDiscountsSet", money_or_0),
    ("processedAt", instant_or_none),
    ("cancelledAt", instant_or_none),
    ("email", text),
    ("phone", text),
    ("note", text),
)
LINE_FIELDS: Fields = (
    ("id", tail),
    ("quantity", count),
    ("originalUnitPriceSet", money),
    ("discountedTotalSet", money),
    ("sku", text),
    ("title", text),
    ("variantTitle", text),
)
PERSON_FIELDS: Fields = tuple(
    (name, text) for name in ("name", "phone", "address1", "address2", "city", "province")
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "SF Express",
    "ZTO": "ZTO Express",
    "YTO": "YTO Express",
    "YUNDA": "Yunda Express",
    "EMS": "EMS",
}
