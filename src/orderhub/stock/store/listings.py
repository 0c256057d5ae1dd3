"""Listings (平台商品) and the SKU each of them is: what an order line's words stand for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import WantLine
from orderhub.stock.statements import Row, execute, fetch

Key = tuple[str, str]
_RESOLVE = """
    SELECT l.id, l.listing_no, l.sku_code, p.sku_id, p.quantity
    FROM unnest(%s::text[], %s::text[]) AS k (listing_no, sku_code)
    JOIN stock_listings l ON l.shop_id = %s AND l.listing_no = k.listing_no
        AND l.sku_code = k.sku_code
    LEFT JOIN stock_parts p ON p.item_id = l.item_id
"""
_MEET = """
    INSERT INTO stock_listings
        (shop_id, listing_no, sku_code, title, spec, item_id, mapped_by, seen_at)
    SELECT %(shop)s, k.listing_no, k.sku_code, k.title, k.spec, s.id,
        CASE WHEN s.id IS NULL THEN '' ELSE 'code' END, %(at)s
    FROM unnest(%(listings)s::text[], %(codes)s::text[], %(titles)s::text[], %(specs)s::text[])
        AS k (listing_no, sku_code, title, spec)
    LEFT JOIN stock_skus s ON %(by_code)s AND k.sku_code <> '' AND s.code = k.sku_code
    ORDER BY k.listing_no, k.sku_code
    ON CONFLICT (shop_id, listing_no, sku_code) DO NOTHING
"""
_MAP = """
    UPDATE stock_listings SET item_id = %s, mapped_by = %s, version = version + 1
    WHERE id = %s AND version = %s RETURNING id
"""
_BY_CODE = """
    UPDATE stock_listings l SET item_id = s.id, mapped_by = 'code', version = l.version + 1
    FROM stock_skus s, stock_shops h
    WHERE l.item_id IS NULL AND l.sku_code <> '' AND s.code = l.sku_code AND s.id = ANY(%s)
        AND h.shop_id = l.shop_id AND h.by_code
    RETURNING l.id
"""


_PUT = """
    INSERT INTO stock_listings
        (shop_id, listing_no, sku_no, sku_code, title, item_id, mapped_by, seen_at)
    SELECT shop_id, listing_no, sku_no, sku_code, title, item_id, 'import', %(at)s
    FROM unnest(%(shop_id)s::int[], %(listing_no)s::text[], %(sku_no)s::text[],
        %(sku_code)s::text[], %(title)s::text[], %(item_id)s::int[])
        AS k (shop_id, listing_no, sku_no, sku_code, title, item_id)
    ON CONFLICT (shop_id, listing_no, sku_code) DO UPDATE SET
        sku_no = CASE WHEN excluded.sku_no = '' THEN stock_listings.sku_no
            ELSE excluded.sku_no END,
        item_id = excluded.item_id, mapped_by = 'import', version = stock_listings.version + 1
    RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A listing and the item it is; `sku_no` is the channel's own, "" where it is not known."""

    shop_id: int
    listing_no: str
    sku_no: str
    sku_code: str
    title: str
    item_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """A listing and the parts of the item it is (SKU → units); None while it is unmapped."""

    id: int
    parts: Mapping[int, int] | None


async def resolve(tx: Tx, shop_id: int, keys: Collection[Key]) -> dict[Key, Known]:
    """Listings the hub has met, by (listing_no, merchant code)."""
    asked = ([k[0] for k in keys], [k[1] for k in keys], shop_id)
    ids: dict[Key, int] = {}
    parts: dict[Key, dict[int, int]] = {}
    for row in await fetch(tx, _RESOLVE, asked):
        key = (row["listing_no"], row["sku_code"])
        ids[key] = row["id"]
        if row["sku_id"] is not None:
            parts.setdefault(key, {})[row["sku_id"]] = row["quantity"]
    return {key: Known(listing_id, parts.get(key)) for key, listing_id in ids.items()}


async def meet(
    tx: Tx, shop_id: int, lines: Sequence[WantLine], now: datetime, *, by_code: bool
) -> None:
    """Write down listings seen for the first time; with `by_code` one whose merchant code is a SKU
    code is that SKU."""
    asked = {
        "shop": shop_id, "by_code": by_code, "at": now,
        "listings": [line.listing_no for line in lines],
        "codes": [line.sku_code for line in lines],
        "titles": [line.title for line in lines],
        "specs": [line.spec for line in lines],
    }  # fmt: skip
    await execute(tx, _MEET, asked)


async def map_to(tx: Tx, listing_id: int, version: int, item_id: int | None, by: str) -> bool:
    """Say which SKU a listing is; False when somebody else changed it first."""
    return bool(await fetch(tx, _MAP, (item_id, by, listing_id, version)))


async def map_by_code(tx: Tx, sku_ids: Sequence[int]) -> list[int]:
    """Map unmapped listings whose merchant code is the code of one of these SKUs."""
    return sorted(row["id"] for row in await fetch(tx, _BY_CODE, (list(sku_ids),)))


async def one(tx: Tx, listing_id: int) -> Row | None:
    """A listing as it stands."""
    found = await fetch(tx, "SELECT * FROM stock_listings WHERE id = %s", (listing_id,))
    return found[0] if found else None


async def lines_waiting(tx: Tx, listing_ids: Sequence[int]) -> list[Row]:
    """Order lines that wait for these listings to be mapped, locked in one order for all."""
    sql = """
        SELECT order_id, line_no, listing_id, shop_id, number, quantity, priority, expires_at
        FROM stock_reservations WHERE listing_id = ANY(%s) AND state = 'unmapped'
        ORDER BY order_id, line_no FOR UPDATE
    """
    return await fetch(tx, sql, (list(listing_ids),))


async def mapped_and_waited_for(tx: Tx) -> list[int]:
    """Listings that are a SKU and have lines that wait all the same, the first 200."""
    sql = """
        SELECT DISTINCT l.id FROM stock_reservations r JOIN stock_listings l ON l.id = r.listing_id
        WHERE r.state = 'unmapped' AND l.item_id IS NOT NULL LIMIT 200
    """
    return sorted(row["id"] for row in await fetch(tx, sql))


async def parts_of(tx: Tx, listing_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Listing → parts of the item it is."""
    sql = """
        SELECT l.id, p.sku_id, p.quantity FROM stock_listings l
        JOIN stock_parts p ON p.item_id = l.item_id WHERE l.id = ANY(%s)
    """
    found: dict[int, dict[int, int]] = {}
    for row in await fetch(tx, sql, (list(listing_ids),)):
        found.setdefault(row["id"], {})[row["sku_id"]] = row["quantity"]
    return found


async def of_keys(tx: Tx, stated: Sequence[Stated]) -> list[Row]:
    """Those of the listings that the hub has met, as they stand, locked in one order for all."""
    sql = """
        SELECT l.* FROM stock_listings l
        JOIN (SELECT DISTINCT * FROM unnest(%s::int[], %s::text[], %s::text[])
            AS k (shop_id, listing_no, sku_code)) k USING (shop_id, listing_no, sku_code)
        ORDER BY shop_id, listing_no, sku_code FOR UPDATE OF l
    """
    columns = ("shop_id", "listing_no", "sku_code")
    return await fetch(tx, sql, [[getattr(one, name) for one in stated] for name in columns])


async def put_many(tx: Tx, stated: Sequence[Stated], now: datetime) -> list[int]:
    """Listings as an import or a person states them, mapped to their items, the last word of each
    counts; their ids, rising."""
    last = {(one.shop_id, one.listing_no, one.sku_code): one for one in stated}
    rows = [last[key] for key in sorted(last)]
    asked = {
        "at": now,
        **{name: [getattr(row, name) for row in rows] for name in Stated.__slots__},
    }
    return sorted(row["id"] for row in await fetch(tx, _PUT, asked))
