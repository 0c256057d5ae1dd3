"""SKUs in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.statements import Row, execute, fetch

SkuRow = tuple[str, str, str, str, bool, int]
_PUT = """
    INSERT INTO stock_skus (code, title, spec, barcode, bundle, safety, created_at, updated_at)
    SELECT code, title, spec, barcode, bundle, safety, %(at)s, %(at)s
    FROM unnest(%(codes)s::text[], %(titles)s::text[], %(specs)s::text[], %(barcodes)s::text[],
        %(bundles)s::boolean[], %(safeties)s::int[])
        AS n (code, title, spec, barcode, bundle, safety)
    ON CONFLICT (code) DO UPDATE SET title = excluded.title, spec = excluded.spec,
        barcode = excluded.barcode, safety = excluded.safety, updated_at = excluded.updated_at,
        version = stock_skus.version + 1
    RETURNING id, code, bundle
"""


async def put_many(tx: Tx, rows: Sequence[SkuRow], now: datetime) -> dict[str, Row]:
    """Insert or change SKUs by code; what is a bundle stays one. By code: id, bundle."""
    names = ("codes", "titles", "specs", "barcodes", "bundles", "safeties")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    found = await fetch(tx, _PUT, {**columns, "at": now})
    return {row["code"]: row for row in found}


async def ids_of(tx: Tx, codes: Collection[str]) -> dict[str, int]:
    """Ids of the SKUs that are known, by code."""
    if not codes:
        return {}
    sql = "SELECT id, code FROM stock_skus WHERE code = ANY(%s)"
    return {row["code"]: row["id"] for row in await fetch(tx, sql, (list(codes),))}


async def known_codes(tx: Tx, codes: Collection[str]) -> frozenset[str] | None:
    """Those of `codes` that are SKUs; None where there are no goods at all yet."""
    known = frozenset(await ids_of(tx, codes))
    if known or await fetch(tx, "SELECT 1 FROM stock_skus LIMIT 1"):
        return known
    return None


async def by_code(tx: Tx, codes: Collection[str]) -> dict[str, Row]:
    """SKUs by code: id, bundle, spec, barcode, safety."""
    sql = "SELECT id, code, bundle, spec, barcode, safety FROM stock_skus WHERE code = ANY(%s)"
    return {row["code"]: row for row in await fetch(tx, sql, (list(codes),))}


async def set_parts(tx: Tx, items: Sequence[int], parts: Sequence[tuple[int, int, int]]) -> None:
    """Replace the parts of items by (item, SKU, units); a simple SKU is its own part."""
    await execute(tx, "DELETE FROM stock_parts WHERE item_id = ANY(%s)", (list(items),))
    sql = """
        INSERT INTO stock_parts (item_id, sku_id, quantity)
        SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])
    """
    await execute(tx, sql, tuple([p[n] for p in parts] for n in range(3)))
