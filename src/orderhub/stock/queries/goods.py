"""SKUs as the stock screen shows them."""

from collections.abc import Sequence

from orderhub.infra.db import Tx
from orderhub.stock.statements import Row, fetch

_PAGE = """
    SELECT s.id, s.code, s.title, s.spec, s.barcode, s.bundle, s.safety, s.updated_at, s.version,
        coalesce(b.available, 0) AS available, coalesce(b.reserved, 0) AS reserved,
        coalesce(b.shipped, 0) AS shipped, coalesce(b.counted, 0) AS counted,
        coalesce(w.units, 0)::bigint AS short
    FROM stock_skus s LEFT JOIN stock_balances b ON b.sku_id = s.id
    LEFT JOIN LATERAL (
        SELECT sum(r.quantity) AS units FROM stock_reservations r
        WHERE r.sku_id = s.id AND r.state = 'short') w ON true
    WHERE (%(after)s::text IS NULL OR s.code > %(after)s)
      AND (%(id)s::int IS NULL OR s.id = %(id)s)
      AND (%(like)s::text IS NULL OR s.code ILIKE %(like)s OR s.title ILIKE %(like)s
        OR s.barcode ILIKE %(like)s)
      AND (%(only)s::text IS DISTINCT FROM 'short' OR w.units > 0)
      AND (%(only)s::text IS DISTINCT FROM 'low' OR (b.available <= s.safety))
      AND (%(only)s::text IS DISTINCT FROM 'bundle' OR s.bundle)
    ORDER BY s.code LIMIT %(limit)s
"""
_PARTS = """
    SELECT s.id AS sku_id, s.code, s.title, p.quantity FROM stock_parts p
    JOIN stock_skus s ON s.id = p.sku_id WHERE p.item_id = %s AND p.sku_id <> p.item_id
    ORDER BY s.code
"""
_MOVEMENTS = """
    SELECT id, kind, available, reserved, shipped, warehouse, reason, actor, at
    FROM stock_movements WHERE sku_id = %s AND (%s::bigint IS NULL OR id < %s)
    ORDER BY id DESC LIMIT %s
"""
_WAREHOUSES = """
    SELECT o.warehouse, o.quantity, o.updated_at, r.reported, r.cause, r.reported_at
    FROM stock_on_hand o LEFT JOIN stock_reports r
        ON r.sku_id = o.sku_id AND r.warehouse = o.warehouse
    WHERE o.sku_id = %s ORDER BY o.warehouse
"""
_ALL = "SELECT id, code, title FROM stock_skus ORDER BY id DESC LIMIT 20000"


async def page(
    tx: Tx, search: str | None, only: str | None, after: str | None, limit: int
) -> list[Row]:
    """SKUs in the order of their codes; `only`: short, low (at or below safety), bundle."""
    like = None if search is None else f"%{_literal(search)}%"
    asked = {"after": after, "id": None, "like": like, "only": only, "limit": limit}
    return await fetch(tx, _PAGE, asked)


async def one(tx: Tx, sku_id: int) -> Row | None:
    """One SKU with its figures."""
    asked = {"after": None, "id": sku_id, "like": None, "only": None, "limit": 1}
    found = await fetch(tx, _PAGE, asked)
    return found[0] if found else None


async def parts(tx: Tx, sku_id: int) -> list[Row]:
    """What a bundle is made of; empty for a simple SKU."""
    return await fetch(tx, _PARTS, (sku_id,))


async def warehouses(tx: Tx, sku_id: int) -> list[Row]:
    """Units by warehouse, beside what the warehouse itself reported last."""
    return await fetch(tx, _WAREHOUSES, (sku_id,))


async def movements(tx: Tx, sku_id: int, before: int | None, limit: int) -> list[Row]:
    """What changed the balance, newest first."""
    return await fetch(tx, _MOVEMENTS, (sku_id, before, before, limit))


async def candidates(tx: Tx) -> Sequence[Row]:
    """SKUs that a listing may be; the newest 20,000."""
    return await fetch(tx, _ALL)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
