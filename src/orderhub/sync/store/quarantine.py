"""Quarantined rows in the database: at most one open entry per order of a shop."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.sync.model import ENTRY_COLUMNS, Entry, EntryState

KNOWN = text("""
    SELECT row_key, digest FROM quarantine
    WHERE shop_id = :shop_id AND state = 'open' AND row_key = ANY(:keys)
""")
LYING = text("""
    SELECT DISTINCT row_key FROM quarantine
    WHERE shop_id = :shop_id AND state IN ('open', 'dismissed') AND row_key = ANY(:keys)
""")
PUT = text("""
    INSERT INTO quarantine AS q (shop_id, external_no, row_key, digest, source, reason, field,
        detail, raw_ref, received_at)
    VALUES (:shop_id, :external_no, :row_key, :digest, :source, :reason, :field, :detail,
        :raw_ref, :now)
    ON CONFLICT (shop_id, row_key) WHERE state = 'open' DO UPDATE SET
        digest = excluded.digest, source = excluded.source, reason = excluded.reason,
        field = excluded.field, detail = excluded.detail, raw_ref = excluded.raw_ref,
        received_at = excluded.received_at
""")
# A good reading of the order settles what was wrong with it.
SETTLE = text("""
    UPDATE quarantine SET state = 'replayed', closed_at = :now, closed_by = :by
    WHERE shop_id = :shop_id AND state = 'open' AND row_key = ANY(:keys)
""")
LOCK = text(f"""
    SELECT {ENTRY_COLUMNS} FROM quarantine WHERE id = ANY(:ids) AND state = 'open'
    ORDER BY id FOR UPDATE
""")
OPEN_IDS = text("""
    SELECT id FROM quarantine WHERE state = 'open' AND shop_id = :shop_id AND reason = :reason
    ORDER BY id LIMIT :limit
""")
TRIED = text("""
    UPDATE quarantine SET tries = tries + 1, reason = :reason, field = :field, detail = :detail
    WHERE id = :id
""")
CLOSE = text("""
    UPDATE quarantine SET state = :state, tries = tries + :tries, closed_at = :now,
        closed_by = :by, close_reason = :reason
    WHERE id = ANY(:ids) AND state = 'open' RETURNING id
""")


async def known_keys(tx: Tx, shop_id: int, keys: Collection[str]) -> set[str]:
    """Those of `keys` that lie here, or lay here and were dismissed."""
    found = await tx.execute(LYING, {"shop_id": shop_id, "keys": list(keys)})
    return set(found.scalars())


async def known_digests(tx: Tx, shop_id: int, keys: Collection[str]) -> dict[str, bytes]:
    """Digests of the payloads that lie open under these keys."""
    found = await tx.execute(KNOWN, {"shop_id": shop_id, "keys": list(keys)})
    return {row.row_key: bytes(row.digest) for row in found}


async def put(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add entries; a newer payload of the same order takes the place of the older one."""
    if rows:
        await tx.execute(PUT, list(rows))


async def settle(tx: Tx, shop_id: int, keys: Collection[str], by: str, now: datetime) -> int:
    """Close the open entries of orders that have been taken in."""
    row = {"shop_id": shop_id, "keys": list(keys), "by": by, "now": now}
    return (await tx.execute(SETTLE, row)).rowcount


async def lock_open(tx: Tx, ids: Collection[int]) -> list[Entry]:
    """The open ones among `ids`, held until `tx` ends."""
    return [Entry.of(row) for row in (await tx.execute(LOCK, {"ids": list(ids)})).mappings()]


async def open_ids(tx: Tx, shop_id: int, reason: str, limit: int) -> Sequence[int]:
    """Open entries of one shop and reason, oldest first."""
    asked = {"shop_id": shop_id, "reason": reason, "limit": limit}
    return (await tx.execute(OPEN_IDS, asked)).scalars().all()


async def note_try(tx: Tx, entry_id: int, reason: str, field: str, detail: str) -> None:
    """A replay failed: count it and tell the reason of today."""
    row = {"id": entry_id, "reason": reason, "field": field, "detail": detail}
    await tx.execute(TRIED, row)


async def close(
    tx: Tx,
    ids: Collection[int],
    state: EntryState,
    *,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> Sequence[int]:
    """Close entries as replayed or dismissed; returns those that were open."""
    tries = int(state is EntryState.REPLAYED)
    row = {"ids": list(ids), "state": state, "by": by, "now": now, "reason": reason}
    return (await tx.execute(CLOSE, {**row, "tries": tries})).scalars().all()
