"""Rows set aside: at most one open entry for each key of a source."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sources.model.rows import Aside, AsideState, Trouble
from orderhub.sources.model.stored import ASIDE_COLUMNS, aside_of

PUT = text("""
    INSERT INTO source_rows_aside (source_id, key, label, whole, reason, field, detail,
        raw_ref, received_at, state, tries, tried_at)
    VALUES (:source_id, :key, :label, :whole, :reason, :field, :detail, :raw_ref, :now, 'open', 0,
        :now)
    ON CONFLICT (source_id, key) WHERE state = 'open' DO UPDATE SET reason = excluded.reason,
        field = excluded.field, detail = excluded.detail
""")
KNOWN = text("""
    SELECT key, raw_ref FROM source_rows_aside
    WHERE source_id = :source_id AND state = 'open' AND key = ANY(:keys)
""")
LOCK = text(f"""
    SELECT {ASIDE_COLUMNS} FROM source_rows_aside
    WHERE source_id = :source_id AND state = 'open'
        AND (cast(:ids AS bigint[]) IS NULL OR id = ANY(:ids))
        AND (cast(:reason AS text) IS NULL OR reason = :reason)
    ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")
TRIED = text("""
    UPDATE source_rows_aside SET tries = tries + :counted, tried_at = :now, reason = :reason,
        field = :field, detail = :detail
    WHERE id = :id
""")
# Rarer and rarer: after a quarter of its age, half a minute at least.
DUE = """
    state = 'open' AND reason = ANY(:reasons) AND received_at > :since
    AND tried_at + greatest(interval '30 s', (tried_at - received_at) / 4) <= :now
"""
WAITING = text(f"SELECT DISTINCT source_id FROM source_rows_aside WHERE {DUE} ORDER BY source_id")
LOCK_WAITING = text(f"""
    SELECT {ASIDE_COLUMNS} FROM source_rows_aside WHERE source_id = :source_id AND {DUE}
    ORDER BY tried_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")
FORGET = text("""
    DELETE FROM source_rows_aside WHERE id IN (
        SELECT id FROM source_rows_aside WHERE received_at < :before LIMIT 1000
        FOR UPDATE SKIP LOCKED)
""")
CLOSE = text("""
    UPDATE source_rows_aside SET state = :state, closed_at = :now, closed_by = :by,
        close_reason = :reason, tries = tries + :tries
    WHERE id = ANY(:ids) AND state = 'open' RETURNING id
""")


async def known(tx: Tx, source_id: int, keys: Collection[str]) -> dict[str, int]:
    """Key → where its row lies, of those that are open already."""
    found = await tx.execute(KNOWN, {"source_id": source_id, "keys": list(keys)})
    return {row.key: row.raw_ref for row in found}


async def put(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Set these aside; one that lies there is told its reason of today."""
    if rows:
        await tx.execute(PUT, list(rows))


async def lock_open(
    tx: Tx, source_id: int, ids: Collection[int] | None, reason: str | None, limit: int
) -> list[Aside]:
    """Open entries by id or reason, oldest first, held until `tx` ends."""
    asked = {
        "source_id": source_id,
        "ids": None if ids is None else list(ids),
        "reason": reason,
        "limit": limit,
    }
    return [aside_of(row) for row in (await tx.execute(LOCK, asked)).mappings()]


async def sources_waiting(
    tx: Tx, reasons: Collection[str], since: datetime, now: datetime
) -> Sequence[int]:
    """Sources with entries of these reasons, younger than `since`, that are due to be tried."""
    asked = {"reasons": list(reasons), "since": since, "now": now}
    return (await tx.execute(WAITING, asked)).scalars().all()


async def lock_waiting(
    tx: Tx, source_id: int, which: tuple[Collection[str], datetime], now: datetime, limit: int
) -> list[Aside]:
    """Those of one source, held until `tx` ends."""
    reasons, since = which
    asked = {"source_id": source_id, "reasons": list(reasons), "since": since, "now": now}
    found = await tx.execute(LOCK_WAITING, {**asked, "limit": limit})
    return [aside_of(row) for row in found.mappings()]


async def note_try(tx: Tx, entry_id: int, why: Trouble, now: datetime, *, counted: bool) -> None:
    """A replay failed: tell the reason of today, and count it where a person tried."""
    row = {"id": entry_id, "reason": why.reason, "field": why.field, "detail": why.detail}
    await tx.execute(TRIED, {**row, "now": now, "counted": int(counted)})


async def close(
    tx: Tx, ids: Collection[int], state: AsideState, closed: tuple[str, datetime], reason: str = ""
) -> Sequence[int]:
    """Close entries, `closed` by whom and when; those that were open."""
    by, now = closed
    row = {
        "ids": list(ids),
        "state": state,
        "by": by,
        "now": now,
        "reason": reason,
        "tries": int(state is AsideState.REPLAYED),
    }
    return (await tx.execute(CLOSE, row)).scalars().all()


async def forget(tx: Tx, before: datetime) -> int:
    """Up to 1,000 rows that came before that; how many."""
    return (await tx.execute(FORGET, {"before": before})).rowcount
