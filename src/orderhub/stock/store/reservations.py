"""Reservations (占用): one row per order line and SKU, moved from state to state exactly once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from orderhub.infra.copying import escaped
from orderhub.infra.db import Tx, copy_text
from orderhub.stock.model import Ending, Piece
from orderhub.stock.statements import Row, execute, fetch

COLUMNS = (
    "order_id", "line_no", "sku_id", "listing_id", "shop_id", "number", "quantity", "state",
    "priority", "taken_at", "expires_at",
)  # fmt: skip
# Units that orders of the shop `w.shop_id` took of `w.item_id` since `w.since`: its scarcest part
# counts, and a part that another item shares counts for both.
TAKEN = """
    SELECT coalesce(max(ceil(r.n / p.quantity)), 0)::bigint AS taken FROM stock_parts p, LATERAL (
        SELECT coalesce(sum(r.quantity), 0)::numeric AS n FROM stock_reservations r
        WHERE r.shop_id = w.shop_id AND r.sku_id = p.sku_id AND r.taken_at >= w.since
            AND r.state IN ('held', 'shipped')) r
    WHERE p.item_id = w.item_id
"""
# Order, line, SKU, units.
Left = tuple[int, str, int, int]
_NULL = "\\N"
_END = """
    WITH ending AS (
        SELECT * FROM unnest(%(orders)s::bigint[], %(states)s::text[], %(reasons)s::text[])
            AS e (order_id, state, reason)
    ), gone AS (
        SELECT * FROM unnest(%(left_orders)s::bigint[], %(left_lines)s::text[],
            %(left_skus)s::int[], %(left)s::int[]) AS g (order_id, line_no, sku_id, units)
    ), old AS (
        SELECT h.order_id, h.line_no, h.sku_id, h.state, h.quantity,
            CASE WHEN h.order_id = ANY(%(named)s)
                THEN greatest(h.quantity - coalesce(g.units, 0), 0) ELSE 0 END AS stayed
        FROM stock_reservations h
        LEFT JOIN gone g ON g.order_id = h.order_id AND g.line_no = h.line_no
            AND g.sku_id = h.sku_id
        WHERE h.order_id = ANY(%(orders)s) AND h.state IN ('held','short','unmapped')
    )
    UPDATE stock_reservations r SET
        state = CASE WHEN old.state = 'held' AND old.stayed < old.quantity THEN e.state
            ELSE 'released' END,
        reason = CASE WHEN old.stayed = old.quantity THEN 'closed'
            WHEN old.state <> 'held' AND e.state = 'shipped' THEN 'shipped_unreserved'
            ELSE e.reason END,
        quantity = r.quantity - CASE WHEN old.stayed < old.quantity THEN old.stayed ELSE 0 END,
        settled_at = %(at)s, expires_at = NULL
    FROM old JOIN ending e ON e.order_id = old.order_id
    WHERE r.order_id = old.order_id AND r.line_no = old.line_no
        AND r.sku_id IS NOT DISTINCT FROM old.sku_id AND r.state = old.state
    RETURNING r.sku_id, r.quantity, old.state AS before, r.state,
        old.quantity - r.quantity AS stayed
"""
_LOCK = """
    SELECT 1 FROM stock_reservations WHERE order_id = ANY(%s) AND state <> 'released'
    ORDER BY order_id, line_no, sku_id FOR UPDATE
"""
_DROP = """
    UPDATE stock_reservations r SET state = 'released', reason = %(reason)s, settled_at = %(at)s,
        expires_at = NULL
    FROM unnest(%(orders)s::bigint[], %(lines)s::text[], %(skus)s::int[])
        AS d (order_id, line_no, sku_id)
    WHERE r.order_id = d.order_id AND r.line_no = d.line_no
        AND r.sku_id IS NOT DISTINCT FROM d.sku_id AND r.state IN ('held','short','unmapped')
"""
_EXPIRE = """
    UPDATE stock_reservations r SET state = 'released', reason = 'expired', settled_at = %(now)s,
        expires_at = NULL
    FROM (
        SELECT ctid, state FROM stock_reservations
        WHERE expires_at <= %(now)s AND state <> 'released'
        ORDER BY expires_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) due
    WHERE r.ctid = due.ctid
    RETURNING r.sku_id, r.quantity, r.order_id, due.state
"""


def row_of(piece: Piece, head: tuple[int, str], times: tuple[str, str | None]) -> str:
    """A held reservation as a line of COPY; `head` is shop and number, `times` now and the end."""
    shop_id, number = head
    return (
        f"{piece.order_id}\t{escaped(piece.line_no)}\t{piece.sku_id}\t\\N\t{shop_id}\t{number}"
        f"\t{piece.quantity}\theld\t{piece.priority}\t{times[0]}\t{times[1] or _NULL}\n"
    )


def unmapped_row(
    piece: Piece, listing_id: int, head: tuple[int, str], times: tuple[str, str | None]
) -> str:
    """A line whose listing is no SKU yet, as a line of COPY."""
    return (
        f"{piece.order_id}\t{escaped(piece.line_no)}\t\\N\t{listing_id}\t{head[0]}\t{head[1]}\t{piece.quantity}"
        f"\tunmapped\t{piece.priority}\t{times[0]}\t{times[1] or _NULL}\n"
    )


async def copy_rows(tx: Tx, rows: Iterable[str]) -> None:
    """Write reservations."""
    text = "".join(rows)
    if text:
        await copy_text(tx, "stock_reservations", COLUMNS, (text.encode(),))


async def end(tx: Tx, endings: Sequence[Ending], left: Sequence[Left], at: datetime) -> list[Row]:
    """Settle everything that these orders hold or wait for; `left` is what left of those that name
    it. Rows (sku_id, quantity, before, state, stayed) of those that moved: a repeat finds none,
    which is what makes it once. Units that `stayed` are given back, whatever becomes of the row."""
    await _lock(tx, [e.order_id for e in endings])
    asked = {
        "named": [e.order_id for e in endings if e.left is not None],
        "left_orders": [one[0] for one in left],
        "left_lines": [one[1] for one in left],
        "left_skus": [one[2] for one in left],
        "left": [one[3] for one in left],
        "orders": [e.order_id for e in endings],
        "states": [e.state for e in endings],
        "reasons": [e.reason for e in endings],
        "at": at,
    }
    return await fetch(tx, _END, asked)


async def active(tx: Tx, order_ids: Collection[int]) -> list[Row]:
    """Rows of the orders that are not released, locked."""
    await _lock(tx, order_ids)
    sql = """
        SELECT order_id, line_no, sku_id, quantity, state, taken_at FROM stock_reservations
        WHERE order_id = ANY(%s) AND state <> 'released'
    """
    return await fetch(tx, sql, (list(order_ids),))


async def _lock(tx: Tx, order_ids: Collection[int]) -> None:
    """Lock first and read after: what another one wrote while we waited is seen then."""
    await fetch(tx, _LOCK, (list(order_ids),))


async def drop(
    tx: Tx, rows: Sequence[tuple[int, str, int | None]], reason: str, at: datetime
) -> None:
    """Release single rows (order, line, SKU) that their order no longer wants."""
    if not rows:
        return
    asked = {
        "orders": [row[0] for row in rows],
        "lines": [row[1] for row in rows],
        "skus": [row[2] for row in rows],
        "reason": reason, "at": at,
    }  # fmt: skip
    await execute(tx, _DROP, asked)


async def set_state(tx: Tx, lines: Sequence[tuple[int, str]], before: str, after: str) -> None:
    """Bring all rows of these order lines from one waiting state into another."""
    if not lines:
        return
    sql = """
        UPDATE stock_reservations r SET state = %s
        FROM unnest(%s::bigint[], %s::text[]) AS d (order_id, line_no)
        WHERE r.order_id = d.order_id AND r.line_no = d.line_no AND r.state = %s
    """
    await execute(tx, sql, (after, [o for o, _ in lines], [n for _, n in lines], before))


async def paid(tx: Tx, order_ids: Sequence[int]) -> None:
    """Paid orders hold what they hold for good."""
    sql = """
        UPDATE stock_reservations SET expires_at = NULL
        WHERE order_id = ANY(%s) AND state <> 'released' AND expires_at IS NOT NULL
    """
    await execute(tx, sql, (list(order_ids),))


async def expire(tx: Tx, now: datetime, limit: int) -> list[Row]:
    """Release up to `limit` rows whose order was not paid in time; those in use are left alone."""
    return await fetch(tx, _EXPIRE, {"now": now, "limit": limit})


async def waiting(tx: Tx, skus: Sequence[int], limit: int) -> list[Piece]:
    """Short lines of these SKUs, all their parts, first in line first; locked, and those that
    somebody else has locked are left to him."""
    sql = """
        WITH lines AS (
            SELECT DISTINCT order_id, line_no, priority FROM (
                SELECT order_id, line_no, priority FROM stock_reservations
                WHERE state = 'short' AND sku_id = ANY(%s)
                ORDER BY priority DESC, order_id LIMIT %s) first
        )
        SELECT r.order_id, r.line_no, r.sku_id, r.quantity, r.priority
        FROM stock_reservations r JOIN lines l ON l.order_id = r.order_id AND l.line_no = r.line_no
        WHERE r.state = 'short'
        ORDER BY r.order_id, r.line_no, r.sku_id FOR UPDATE OF r SKIP LOCKED
    """
    return [Piece(**row) for row in await fetch(tx, sql, (list(skus), limit))]


async def short_of(tx: Tx, order_ids: Collection[int]) -> list[Row]:
    """What these orders wait for: order_id, number, code, quantity."""
    sql = """
        SELECT r.order_id, r.number, s.code, sum(r.quantity)::int AS quantity
        FROM stock_reservations r JOIN stock_skus s ON s.id = r.sku_id
        WHERE r.order_id = ANY(%s) AND r.state = 'short' GROUP BY 1, 2, 3 ORDER BY 1, 3
    """
    return await fetch(tx, sql, (list(order_ids),))


async def unmapped_of(tx: Tx, orders: Collection[int]) -> set[int]:
    """Those of the orders with a line whose listing is no SKU of ours."""
    sql = """
        SELECT DISTINCT order_id FROM stock_reservations
        WHERE order_id = ANY(%s) AND state = 'unmapped'
    """
    return {row["order_id"] for row in await fetch(tx, sql, (list(orders),))}
