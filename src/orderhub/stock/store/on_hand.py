"""Units in each warehouse (在库): together they are what is available and what is reserved.

Whoever changes them has locked the SKU's balance first.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.statements import execute, fetch

Place = tuple[int, str]
_ADD = """
    INSERT INTO stock_on_hand AS o (sku_id, warehouse, quantity, updated_at)
    SELECT sku_id, warehouse, change, %s
    FROM unnest(%s::int[], %s::text[], %s::bigint[]) AS c (sku_id, warehouse, change)
    ORDER BY sku_id, warehouse
    ON CONFLICT (sku_id, warehouse) DO UPDATE SET
        quantity = o.quantity + excluded.quantity, updated_at = excluded.updated_at
"""
_TAKE = """
    UPDATE stock_on_hand o SET quantity = o.quantity - c.units, updated_at = %s
    FROM unnest(%s::int[], %s::text[], %s::bigint[]) AS c (sku_id, warehouse, units)
    WHERE o.sku_id = c.sku_id AND o.warehouse = c.warehouse
"""


async def levels(tx: Tx, skus: Collection[int]) -> dict[int, dict[str, int]]:
    """SKU → units by warehouse."""
    sql = "SELECT sku_id, warehouse, quantity FROM stock_on_hand WHERE sku_id = ANY(%s)"
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in await fetch(tx, sql, (list(skus),)):
        found[row["sku_id"]][row["warehouse"]] = row["quantity"]
    return found


async def change(tx: Tx, changes: Mapping[Place, int], now: datetime) -> None:
    """Add units to warehouses, or take them away."""
    await _write(tx, _ADD, {p: n for p, n in changes.items() if n >= 0}, now)
    await _write(tx, _TAKE, {p: -n for p, n in changes.items() if n < 0}, now)


async def _write(tx: Tx, sql: str, units: Mapping[Place, int], now: datetime) -> None:
    if units:
        places = sorted(units)
        columns = ([p[0] for p in places], [p[1] for p in places], [units[p] for p in places])
        await execute(tx, sql, (now, *columns))
