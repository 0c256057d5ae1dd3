"""Kuaishou order lines. An order of several goods is a main order and an item order for each: lists
name only their numbers, the detail shows them whole."""

from collections.abc import Mapping
from typing import Any, cast

from orderhub.connector_kit.contract import ChannelLine
from orderhub.connector_kit.readers import count, fen_or_0, ident, node, text

DETAILS = "subOrderDetail"


def order_no(order: Mapping[str, Any]) -> str:
    """The main order's number; ValueError or KeyError when there is none."""
    return ident(order["orderBaseInfo"]["oid"])


def lacks_parts(order: object) -> bool:
    """Whether an order has several item orders and shows none of them."""
    told = node(order)
    nos = told.get("subOrderInfo")
    return isinstance(nos, list) and len(cast("list[Any]", nos)) > 1 and not told.get(DETAILS)


def parts_of(order: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any], bool]]:
    """(number, goods, whether it is closed, by its own word 80: assumed) of each item order; of the
    order itself where it has no others. ValueError where they are not told."""
    if lacks_parts(order):
        raise ValueError("the item orders are not told")
    if not (parts := order.get(DETAILS)):
        return [(order_no(order), order["orderItemInfo"], False)]
    told = [(part["subOrderBaseInfo"], part["subOrderItemInfo"]) for part in parts]
    return [(ident(base["oid"]), item, text(base.get("status")) == "80") for base, item in told]


def to_line(line_no: str, item: Mapping[str, Any], closed: bool) -> ChannelLine:  # noqa: FBT001
    """One line; prices are fen."""
    quantity, price = count(item["num"]), count(item["price"])
    return ChannelLine(
        line_no=line_no,
        sku_code=text(item.get("skuNick")),
        title=text(item.get("itemTitle")),
        quantity=quantity,
        price_minor=price,
        total_minor=price * quantity - fen_or_0(item.get("discountFee")),
        listing_no=text(item.get("itemId")),
        spec=text(item.get("skuDesc")),
        closed=closed,
    )
