"""Which shops take part in stock, and their allocations."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import Allocation, AllocationMode, ShopStock
from orderhub.stock.statements import execute, fetch
from orderhub.stock.store.reservations import TAKEN

_COLUMNS = "shop_id, active, by_code, publish, unpaid_minutes, ship_short, mode, amount, safety"
_SAVE = """
    INSERT INTO stock_shops (shop_id, active, by_code, publish, unpaid_minutes, ship_short, mode,
        amount, safety, updated_at)
    VALUES (%(shop_id)s, %(active)s, %(by_code)s, %(publish)s, %(unpaid_minutes)s, %(ship_short)s,
        %(mode)s, %(amount)s, %(safety)s, %(at)s)
    ON CONFLICT (shop_id) DO UPDATE SET active = excluded.active, by_code = excluded.by_code,
        publish = excluded.publish,
        unpaid_minutes = excluded.unpaid_minutes, ship_short = excluded.ship_short,
        mode = excluded.mode, amount = excluded.amount, safety = excluded.safety,
        updated_at = excluded.updated_at,
        version = stock_shops.version + 1
"""
_ALLOCATE = """
    INSERT INTO stock_allocations (shop_id, sku_id, mode, amount, safety, updated_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (shop_id, sku_id) DO UPDATE SET mode = excluded.mode, amount = excluded.amount,
        safety = excluded.safety, updated_at = excluded.updated_at
"""
_TAKEN_OF_PARTS = f"""
    WITH fixed AS (
        SELECT sku_id AS item_id, shop_id, updated_at AS since FROM stock_allocations
        WHERE mode = 'fixed' AND sku_id = ANY(%(items)s)
        UNION
        SELECT l.item_id, s.shop_id, s.updated_at FROM stock_shops s
        JOIN stock_listings l ON l.shop_id = s.shop_id AND l.item_id = ANY(%(items)s)
        WHERE s.mode = 'fixed' AND NOT EXISTS (
            SELECT 1 FROM stock_allocations a
            WHERE a.shop_id = s.shop_id AND a.sku_id = l.item_id))
    SELECT w.item_id, w.shop_id, t.taken FROM fixed w, LATERAL ({TAKEN}) AS t
"""


async def managed(tx: Tx, shop_ids: Collection[int]) -> dict[int, ShopStock]:
    """Those of the shops that take part, or did: their orders may hold something."""
    sql = f"SELECT {_COLUMNS} FROM stock_shops WHERE shop_id = ANY(%s)"
    rows = await fetch(tx, sql, (list(shop_ids),))
    return {row["shop_id"]: _shop(row) for row in rows}


async def ships_short(tx: Tx, shop_ids: Collection[int]) -> frozenset[int]:
    """Those of the shops whose short orders go to the warehouse all the same."""
    found = await managed(tx, shop_ids)
    return frozenset(shop_id for shop_id, shop in found.items() if shop.ship_short)


async def every(tx: Tx) -> dict[int, ShopStock]:
    """All shops that take part."""
    rows = await fetch(tx, f"SELECT {_COLUMNS} FROM stock_shops ORDER BY shop_id")
    return {row["shop_id"]: _shop(row) for row in rows}


def _shop(row: dict[str, object]) -> ShopStock:
    return ShopStock(**{**row, "mode": AllocationMode(str(row["mode"]))})  # pyright: ignore[reportArgumentType]


async def save(tx: Tx, shop: ShopStock, now: datetime) -> None:
    """Let a shop take part, or change how it does."""
    await execute(tx, _SAVE, {**asdict(shop), "at": now})


async def allocate(
    tx: Tx, shop_id: int, sku_id: int, part: Allocation | None, now: datetime
) -> None:
    """Give a SKU an allocation of its own at this shop; None: the shop's own applies again."""
    if part is None:
        sql = "DELETE FROM stock_allocations WHERE shop_id = %s AND sku_id = %s"
        await execute(tx, sql, (shop_id, sku_id))
    else:
        asked = (shop_id, sku_id, part.mode, part.amount, part.safety, now)
        await execute(tx, _ALLOCATE, asked)


async def taken_of_parts(tx: Tx, item_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """(Item, shop) of fixed parts → units that the shop's orders took since the part was set."""
    rows = await fetch(tx, _TAKEN_OF_PARTS, {"items": list(item_ids)})
    return {(row["item_id"], row["shop_id"]): row["taken"] for row in rows}


async def allocations(tx: Tx, sku_ids: Collection[int]) -> dict[tuple[int, int], Allocation]:
    """Own allocations by (SKU, shop)."""
    sql = """
        SELECT sku_id, shop_id, mode, amount, safety FROM stock_allocations WHERE sku_id = ANY(%s)
    """
    return {
        (row["sku_id"], row["shop_id"]): Allocation(
            AllocationMode(row["mode"]), row["amount"], row["safety"]
        )
        for row in await fetch(tx, sql, (list(sku_ids),))
    }
