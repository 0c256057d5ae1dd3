"""JD order lines: there is no line id, a line is a sku, its gifts apart (reference §2.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from orderhub.connector_kit.contract import ChannelLine
from orderhub.connector_kit.lines import summed
from orderhub.connector_kit.readers import count, ident, text, yuan


def to_lines(rows: Sequence[Mapping[str, Any]]) -> tuple[ChannelLine, ...]:
    """One line a sku, one for its gifts (price 0); repeated rows add up. ValueError if none."""
    return summed(map(_line, rows))


def _line(row: Mapping[str, Any]) -> ChannelLine:
    sku, quantity, price = ident(row["skuId"]), count(row["itemTotal"]), yuan(row["jdPrice"])
    return ChannelLine(
        line_no=sku if price else f"{sku}-gift",
        sku_code=text(row.get("outerSkuId")),
        title=text(row.get("skuName")),
        quantity=quantity,
        price_minor=price,
        total_minor=price * quantity,
        listing_no=text(row.get("wareId")),
    )
