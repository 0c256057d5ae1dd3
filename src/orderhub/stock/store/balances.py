"""Balances of SKUs: available + reserved + shipped = counted, held by the table itself.

One statement moves all SKUs of a batch: it locks their rows by SKU id, so that no two batches wait
for each other in a circle, and takes only what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.stock.model import Moves
from orderhub.stock.statements import fetch

_MOVE = """
    WITH want AS (
        SELECT * FROM unnest(%(skus)s::int[], %(takes)s::bigint[], %(frees)s::bigint[],
            %(ships)s::bigint[]) AS w (sku_id, take, free, ship)
    ), locked AS MATERIALIZED (
        SELECT sku_id, available FROM stock_balances
        WHERE sku_id = ANY(%(skus)s) ORDER BY sku_id FOR NO KEY UPDATE
    ), decided AS (
        SELECT w.*, l.available + w.free AS could,
            CASE WHEN w.take <= l.available + w.free THEN w.take ELSE 0 END AS took
        FROM locked l JOIN want w ON w.sku_id = l.sku_id
    ), moved AS (
        UPDATE stock_balances b SET
            available = b.available + d.free - d.took,
            reserved = b.reserved - d.free - d.ship + d.took,
            shipped = b.shipped + d.ship, version = b.version + 1
        FROM decided d WHERE b.sku_id = d.sku_id AND (d.took <> 0 OR d.free <> 0 OR d.ship <> 0)
        RETURNING d.*
    ), noted AS (
        INSERT INTO stock_movements
            (sku_id, kind, available, reserved, shipped, reason, actor, at)
        SELECT sku_id, %(kind)s, free - took, took - free - ship, ship, %(reason)s, %(actor)s,
            %(at)s
        FROM moved
    )
    SELECT sku_id, could, took, take FROM decided
"""
_COUNT = """
    WITH locked AS MATERIALIZED (
        SELECT sku_id FROM stock_balances WHERE sku_id = ANY(%(skus)s)
        ORDER BY sku_id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE stock_balances b SET available = b.available + c.change,
            counted = b.counted + c.change, version = b.version + 1
        FROM unnest(%(skus)s::int[], %(changes)s::bigint[], %(houses)s::text[])
            AS c (sku_id, change, warehouse), locked l
        WHERE b.sku_id = c.sku_id AND l.sku_id = c.sku_id AND b.available + c.change >= 0
        RETURNING c.*
    ), noted AS (
        INSERT INTO stock_movements
            (sku_id, kind, available, reserved, shipped, warehouse, reason, actor, at)
        SELECT sku_id, %(kind)s, change, 0, 0, warehouse, %(reason)s, %(actor)s, %(at)s FROM moved
        WHERE change <> 0
    )
    SELECT sku_id FROM moved
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What a movement is told by."""

    kind: str
    at: datetime
    reason: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Could:
    """`could` units were free to take; `took` is all that was asked for, or nothing."""

    could: int
    took: int
    asked: int


async def move(tx: Tx, moves: Mapping[int, Moves], note: Note) -> dict[int, Could]:
    """Move units of many SKUs at once, those given back first. Of a SKU that cannot give all that
    is asked for nothing is taken: its row is locked now, so that one may decide and ask again. A
    row that does not move is not written: a hot SKU that is sold out costs its lock alone."""
    if not moves:
        return {}
    skus = sorted(moves)
    asked = {
        "skus": skus,
        "takes": [moves[sku].take for sku in skus],
        "frees": [moves[sku].free for sku in skus],
        "ships": [moves[sku].ship for sku in skus],
        "kind": note.kind, "reason": note.reason, "actor": note.actor, "at": note.at,
    }  # fmt: skip
    rows = await fetch(tx, _MOVE, asked)
    return {row["sku_id"]: Could(row["could"], row["took"], row["take"]) for row in rows}


async def recount(tx: Tx, changes: Mapping[tuple[int, str], int], note: Note) -> set[int]:
    """Add units (or take them away) to what was counted, by (SKU, warehouse), one warehouse a SKU;
    returns the SKUs that allowed it: nothing that is reserved can be counted away."""
    places = sorted(changes)
    asked = {
        "skus": [sku for sku, _ in places],
        "houses": [house for _, house in places],
        "changes": [changes[place] for place in places],
        "kind": note.kind, "reason": note.reason, "actor": note.actor, "at": note.at,
    }  # fmt: skip
    return {row["sku_id"] for row in await fetch(tx, _COUNT, asked)}


async def open_balances(tx: Tx, skus: list[int]) -> None:
    """Empty balances for new SKUs."""
    sql = """
        INSERT INTO stock_balances (sku_id) SELECT unnest(%s::int[]) ON CONFLICT DO NOTHING
        RETURNING sku_id
    """
    await fetch(tx, sql, (skus,))
