"""Returned goods as warehouses took them in, each message once."""

from collections.abc import Mapping
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import CameBack
from orderhub.stock.statements import execute, fetch

Units = Mapping[tuple[int, str], int]
_ADD = """
    INSERT INTO stock_returns (warehouse, message, sku_id, inventory_type, units, return_no,
        number, shop_id, at, taken_at)
    SELECT %(house)s, %(message)s, sku_id, inventory_type, units, %(return_no)s, %(number)s,
        %(shop_id)s::int, %(at)s, %(now)s
    FROM unnest(%(skus)s::int[], %(types)s::text[], %(units)s::bigint[])
        AS r (sku_id, inventory_type, units)
    ON CONFLICT DO NOTHING RETURNING sku_id, inventory_type, units
"""
_NOTE = """
    INSERT INTO stock_movements (sku_id, kind, available, reserved, shipped, warehouse, reason, at)
    SELECT sku_id, 'return_poor', 0, 0, 0, %s, reason, %s
    FROM unnest(%s::int[], %s::text[]) AS r (sku_id, reason)
"""


async def add(tx: Tx, said: CameBack, units: Units, now: datetime) -> Units:
    """Keep units by (SKU, inventory type; "" for what may be sold again); those that the same
    message of the warehouse had not told yet."""
    keys = sorted(units)
    asked = {
        "house": said.warehouse, "message": said.message, "return_no": said.return_no,
        "number": said.number, "shop_id": said.shop_id, "at": said.at, "now": now,
        "skus": [sku for sku, _ in keys], "types": [kind for _, kind in keys],
        "units": [units[key] for key in keys],
    }  # fmt: skip
    rows = await fetch(tx, _ADD, asked)
    return {(row["sku_id"], row["inventory_type"]): row["units"] for row in rows}


async def note_poor(tx: Tx, warehouse: str, reasons: Mapping[int, str], now: datetime) -> None:
    """A movement that moves nothing, so that people see where the units are."""
    if reasons:
        skus = sorted(reasons)
        await execute(tx, _NOTE, (warehouse, now, skus, [reasons[sku] for sku in skus]))
