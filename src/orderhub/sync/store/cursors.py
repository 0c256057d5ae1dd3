"""Cursors in the database: one row per shop and stream, saved in the transaction of the rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text

from orderhub.connector_kit.contract import Window
from orderhub.infra.db import Tx
from orderhub.kernel.types import ShopId
from orderhub.sync.model import ORDERS, Cursor

COLUMNS = """
    shop_id, read_to, window_end, rest_start, rest_end, due_at, interval_s, attempts,
    clock_offset_ms, clock_read_at
"""
ENSURE = text("""
    INSERT INTO sync_cursors (shop_id, stream, due_at)
    SELECT unnest(cast(:ids AS integer[])), :stream, :now
    ON CONFLICT DO NOTHING
""")
# Checks and backfills are done for working shops only, and never before their regular reading.
DUE = text("""
    SELECT c.shop_id FROM sync_cursors c LEFT JOIN LATERAL (
        SELECT min(due_at) AS due_at FROM sync_reads r WHERE r.shop_id = c.shop_id) n ON true
    WHERE c.stream = :stream AND c.shop_id = ANY(:ids) AND (
        least(c.due_at, n.due_at) <= :now
        OR EXISTS (SELECT 1 FROM sync_runs r WHERE r.shop_id = c.shop_id AND r.state = 'queued')
        OR c.shop_id = ANY(:working) AND (
            EXISTS (SELECT 1 FROM sync_backfills b
                WHERE b.shop_id = c.shop_id AND b.state = 'running' AND b.due_at <= :now)
            OR EXISTS (SELECT 1 FROM sync_checks k WHERE k.shop_id = c.shop_id
                AND k.state = 'waiting' AND k.due_at <= :now AND k.window_to <= c.read_to)))
    ORDER BY least(c.due_at, n.due_at) LIMIT :free
""")
LOAD = text(f"SELECT {COLUMNS} FROM sync_cursors WHERE shop_id = :id AND stream = :stream")
SAVE = text("""
    UPDATE sync_cursors SET read_to = :read_to, window_end = :window_end,
        rest_start = :rest_start, rest_end = :rest_end, due_at = :due_at,
        interval_s = :interval_s, attempts = :attempts, clock_offset_ms = :clock_offset_ms,
        clock_read_at = :clock_read_at
    WHERE shop_id = :shop_id AND stream = :stream
""")
MOVE_DUE = text("""
    UPDATE sync_cursors SET due_at = :due_at
    WHERE stream = :stream AND shop_id = ANY(:ids) AND shop_id <> :besides
""")


async def ensure(tx: Tx, shop_ids: Collection[int], now: datetime) -> None:
    """Give every shop a cursor that is due at once; existing ones stay."""
    await tx.execute(ENSURE, {"ids": list(shop_ids), "stream": ORDERS, "now": now})


async def due(
    tx: Tx, shop_ids: Collection[int], working: Collection[int], now: datetime, free: int
) -> Sequence[int]:
    """Shops to take a turn now, longest waiting first: due, asked for, told of by a notice, or, of
    the `working` ones, with a check or a backfill to do."""
    asked = {"ids": list(shop_ids), "working": list(working), "stream": ORDERS}
    return (await tx.execute(DUE, {**asked, "now": now, "free": free})).scalars().all()


async def load(tx: Tx, shop_id: int, now: datetime) -> Cursor:
    """The shop's cursor; a new one, due at once, when it has none."""
    row = (await tx.execute(LOAD, {"id": shop_id, "stream": ORDERS})).mappings().one_or_none()
    if row is None:
        await ensure(tx, [shop_id], now)
        return Cursor(shop_id=ShopId(shop_id), due_at=now)
    return _cursor(row)


async def save(tx: Tx, cursor: Cursor) -> None:
    """Write the cursor as it is; whoever saves must hold the shop's lease in `tx`."""
    row = {
        "shop_id": cursor.shop_id,
        "stream": ORDERS,
        "read_to": cursor.read_to,
        "window_end": cursor.window_end,
        "rest_start": cursor.rest.start if cursor.rest else None,
        "rest_end": cursor.rest.end if cursor.rest else None,
        "due_at": cursor.due_at,
        "interval_s": cursor.interval_s,
        "attempts": cursor.attempts,
        "clock_offset_ms": cursor.clock_offset // timedelta(milliseconds=1),
        "clock_read_at": cursor.clock_read_at,
    }
    await tx.execute(SAVE, row)


async def move_due(
    tx: Tx, shop_ids: Collection[int], due_at: datetime, *, besides: int = 0
) -> None:
    """Let other shops' next run begin at `due_at`."""
    if shop_ids:
        row = {"ids": list(shop_ids), "stream": ORDERS, "due_at": due_at, "besides": besides}
        await tx.execute(MOVE_DUE, row)


def _cursor(row: RowMapping) -> Cursor:
    rest = Window(row["rest_start"], row["rest_end"]) if row["rest_end"] else None
    return Cursor(
        shop_id=ShopId(row["shop_id"]),
        due_at=row["due_at"],
        read_to=row["read_to"],
        window_end=row["window_end"],
        rest=rest,
        interval_s=row["interval_s"],
        attempts=row["attempts"],
        clock_offset=timedelta(milliseconds=row["clock_offset_ms"]),
        clock_read_at=row["clock_read_at"],
    )
