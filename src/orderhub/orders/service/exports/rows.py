"""One exported order: the same fields in every format, people by their masks only. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.kernel.instants import CHINA, iso
from orderhub.kernel.money import decimal_of
from orderhub.orders.queries.filters import flag_names

PEOPLE = ("recipient_name", "recipient_phone", "recipient_address", "buyer_name")
HEADER = (
    "number", "external_no", "shop", "shop_name", "channel", "status", "stage", "flags", "priority",
    "tags", "currency", "total", "goods", "freight", "discount", "quantity", "lines", "placed_at",
    "paid_at", "modified_at", "shipped_at", "ship_by", "province", "city", "district", *PEOPLE,
)  # fmt: skip
# What spreadsheets read as a formula at the start of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def document(row: Mapping[str, Any], shops: Mapping[int, str]) -> dict[str, Any]:
    """An order as one JSON document: amounts in minor units, times as instants."""
    people: Mapping[str, Mapping[str, Any]] = row["people"]
    return {
        "number": row["number"],
        "external_no": row["external_no"],
        "shop": row["shop_id"],
        "shop_name": shops.get(row["shop_id"], ""),
        "channel": row["channel"],
        "status": row["channel_status"],
        "stage": row["stage"],
        "flags": flag_names(row["flags"]),
        "priority": row["priority"],
        "tags": list(row["tags"]),
        "currency": row["currency"],
        "total_minor": row["total_minor"],
        "goods_minor": row["goods_minor"],
        "freight_minor": row["freight_minor"],
        "discount_minor": row["discount_minor"],
        "quantity": row["quantity"],
        "lines": row["lines"],
        **{
            name: row[name]
            for name in ("placed_at", "paid_at", "modified_at", "shipped_at", "ship_by")
        },
        "province": row["province"],
        "city": row["city"],
        "district": row["district"],
        "people": {name: people[name]["mask"] for name in PEOPLE if name in people},
    }


def record(found: Mapping[str, Any]) -> list[str]:
    """A document as cells in the order of HEADER: amounts as decimals, times China's with their
    offset, lists in one cell."""
    currency = found["currency"]
    flat = {
        **found,
        **found["people"],
        **{
            name: decimal_of(found[f"{name}_minor"], currency)
            for name in ("total", "goods", "freight", "discount")
        },
        "flags": " ".join(found["flags"]),
        "tags": " ".join(found["tags"]),
        "lines": _goods(found["lines"]),
    }
    return [_cell(flat.get(name)) for name in HEADER]


def safe(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _goods(lines: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{line['sku_code']} {line['title']} ×{line['quantity']}" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return iso(value.astimezone(CHINA))
    return "" if value is None else str(value)
