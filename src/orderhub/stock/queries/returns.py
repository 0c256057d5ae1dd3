"""Returned goods as the stock screen lists them, in the caller's shops only."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from orderhub.infra.db import Tx
from orderhub.stock.statements import Row, fetch

_PAGE = """
    SELECT r.id, r.number, r.shop_id, r.sku_id, coalesce(s.code, r.sku_code) AS code,
        coalesce(s.title, '') AS title, r.units, r.inventory_type, r.warehouse, r.return_no, r.at,
        r.taken_at
    FROM stock_returns r LEFT JOIN stock_skus s ON s.id = r.sku_id
    WHERE (%(shops)s::int[] IS NULL OR r.shop_id = ANY(%(shops)s))
      AND (%(good)s::boolean IS NULL OR (r.inventory_type = '') = %(good)s)
      AND (%(known)s::boolean IS NULL OR (r.sku_id IS NOT NULL) = %(known)s)
      AND (%(warehouse)s::text IS NULL OR r.warehouse = %(warehouse)s)
      AND (%(q)s::text IS NULL OR %(q)s IN (r.number, r.return_no, r.sku_code, s.code))
      AND (%(before)s::bigint IS NULL OR r.id < %(before)s)
    ORDER BY r.id DESC LIMIT %(limit)s
"""
_WAREHOUSES = """
    SELECT DISTINCT warehouse FROM stock_returns
    WHERE %(shops)s::int[] IS NULL OR shop_id = ANY(%(shops)s) ORDER BY warehouse
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Those of an order, return or SKU (`q`), for sale again or not (`good`), of a SKU we know or
    not (`known`), of a warehouse; None: any."""

    q: str | None = None
    good: bool | None = None
    known: bool | None = None
    warehouse: str | None = None


async def page(
    tx: Tx, shops: Sequence[int] | None, wanted: Wanted, before: int | None, limit: int
) -> list[Row]:
    """The latest taken in first; those whose shop nobody knows for who sees all shops."""
    asked = asdict(wanted)
    seen = {"shops": None if shops is None else list(shops), "before": before, "limit": limit}
    return await fetch(tx, _PAGE, asked | seen)


async def warehouses(tx: Tx, shops: Sequence[int] | None) -> list[str]:
    """Warehouses that took any in."""
    asked = {"shops": None if shops is None else list(shops)}
    return [row["warehouse"] for row in await fetch(tx, _WAREHOUSES, asked)]
