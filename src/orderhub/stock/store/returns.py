"""Returned goods as warehouses took them in, each message once."""

from collections.abc import Mapping
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import CameBack
from orderhub.stock.statements import Row, execute, fetch

_BOOKED = "warehouse, return_no, sku_id, inventory_type, units"
_ADD = f"""
    INSERT INTO stock_returns (warehouse, message, sku_code, sku_id, inventory_type, units,
        return_no, number, shop_id, at, taken_at)
    SELECT %(house)s, %(message)s, code, sku_id, inventory_type, units, %(return_no)s, %(number)s,
        %(shop_id)s::int, %(at)s, %(now)s
    FROM unnest(%(codes)s::text[], %(skus)s::int[], %(types)s::text[], %(units)s::bigint[])
        AS r (code, sku_id, inventory_type, units)
    ON CONFLICT DO NOTHING RETURNING {_BOOKED}
"""
_RECOGNISE = f"""
    UPDATE stock_returns r SET sku_id = k.id FROM unnest(%s::text[], %s::int[]) AS k (code, id)
    WHERE r.sku_id IS NULL AND r.sku_code = k.code RETURNING {_BOOKED}
"""
_SETTLE = f"""
    UPDATE stock_returns SET sku_id = %s WHERE id = %s AND sku_id IS NULL RETURNING {_BOOKED}
"""
_NOTE = """
    INSERT INTO stock_movements (sku_id, kind, available, reserved, shipped, warehouse, reason, at)
    SELECT sku_id, 'return_poor', 0, 0, 0, warehouse, reason, %s
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS r (sku_id, warehouse, reason)
"""


async def add(tx: Tx, said: CameBack, ids: Mapping[str, int], now: datetime) -> list[Row]:
    """Keep units by (code, inventory type; "" for what may be sold again), without a SKU where
    `ids` has none for the code; those that the same message of the warehouse had not told yet."""
    units = {(code, ""): n for code, n in said.good.items()} | dict(said.poor)
    keys = sorted(units)
    asked = {
        "house": said.warehouse, "message": said.message, "return_no": said.return_no,
        "number": said.number, "shop_id": said.shop_id, "at": said.at, "now": now,
        "codes": [code for code, _ in keys], "skus": [ids.get(code) for code, _ in keys],
        "types": [kind for _, kind in keys], "units": [units[key] for key in keys],
    }  # fmt: skip
    return await fetch(tx, _ADD, asked)


async def recognise(tx: Tx, ids: Mapping[str, int]) -> list[Row]:
    """Units whose code was no SKU when they came, and is one of `ids` now."""
    codes = sorted(ids)
    return await fetch(tx, _RECOGNISE, (codes, [ids[code] for code in codes]))


async def settle(tx: Tx, return_id: int, sku_id: int) -> list[Row]:
    """Units of an unknown code are of this SKU; none where they are known meanwhile."""
    return await fetch(tx, _SETTLE, (sku_id, return_id))


async def shop_of(tx: Tx, return_id: int) -> Row | None:
    """Whose goods they are, and what the warehouse calls them."""
    sql = "SELECT shop_id, sku_code FROM stock_returns WHERE id = %s"
    return next(iter(await fetch(tx, sql, (return_id,))), None)


async def note_poor(tx: Tx, reasons: Mapping[tuple[int, str], str], now: datetime) -> None:
    """A movement that moves nothing by (SKU, warehouse), so that people see where the units are."""
    if reasons:
        places = sorted(reasons)
        columns = [place[0] for place in places], [place[1] for place in places]
        await execute(tx, _NOTE, (now, *columns, [reasons[place] for place in places]))
