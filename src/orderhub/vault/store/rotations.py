"""Rotations: which keys were replaced, which rows still wait for their new seal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from orderhub.infra.db import Tx
from orderhub.infra.tx import text
from orderhub.vault.model import DataKey, KeyPlace, Purpose, Rotation
from orderhub.vault.store.keys import key_of

Shelf = Literal["people_records", "raw_payloads"]

LOCK = text("SELECT pg_advisory_xact_lock(hashtext('vault.rotation'))")
UNFINISHED = text("SELECT id, started_at, resealed FROM vault_rotations WHERE finished_at IS NULL")
BEGIN = text("""
    INSERT INTO vault_rotations (started_at) VALUES (:now) RETURNING id, started_at, resealed
""")
NOTE = text("UPDATE vault_rotations SET resealed = resealed + :n WHERE id = :id")
FINISH = text("UPDATE vault_rotations SET finished_at = :now WHERE id = :id")
RETIRE = text("""
    UPDATE data_keys SET state = 'decrypt_only' WHERE state = 'active' AND purpose <> 'index'
    RETURNING region, purpose, month
""")
SUCCESSORS = text("""
    SELECT old.id AS old_id, new.id, new.region, new.purpose, new.month, new.wrapped
    FROM data_keys old JOIN data_keys new USING (region, purpose, month)
    WHERE old.id = ANY(:ids) AND new.state = 'active'
""")
OLD_ROWS = """
    FROM {shelf} r JOIN data_keys k ON k.id = r.key_id AND k.state = 'decrypt_only'
    WHERE r.sealed IS NOT NULL
"""
LOCK_OLD = """
    SELECT r.id, r.key_id, r.sealed {old} AND r.id > :after ORDER BY r.id LIMIT :n FOR UPDATE OF r
"""
SAVE = """
    UPDATE {shelf} r SET key_id = n.key_id, sealed = n.sealed
    FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS integer[]), CAST(:sealed AS bytea[]))
        AS n (id, key_id, sealed)
    WHERE r.id = n.id
"""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One row of a shelf."""

    id: int
    key_id: int
    sealed: bytes = field(repr=False)


async def lock(tx: Tx) -> None:
    """One beginning of a rotation at a time."""
    await tx.execute(LOCK)


async def load_unfinished(tx: Tx) -> Rotation | None:
    """The rotation that was begun and not finished."""
    row = (await tx.execute(UNFINISHED)).mappings().first()
    return None if row is None else Rotation(**row)


async def begin(tx: Tx, now: datetime) -> Rotation:
    """Write down that a rotation began."""
    return Rotation(**(await tx.execute(BEGIN, {"now": now})).mappings().one())


async def note(tx: Tx, rotation_id: int, resealed: int) -> None:
    """Add to the rotation's count."""
    await tx.execute(NOTE, {"id": rotation_id, "n": resealed})


async def finish(tx: Tx, rotation_id: int, now: datetime) -> None:
    """Write down that it is done."""
    await tx.execute(FINISH, {"id": rotation_id, "now": now})


async def retire_active(tx: Tx) -> list[KeyPlace]:
    """Make every active data key decrypt-only, index keys apart; returns what needs a new key."""
    rows = await tx.execute(RETIRE)
    return [KeyPlace(region, Purpose(purpose), month) for region, purpose, month in rows]


async def load_successors(tx: Tx, key_ids: Iterable[int]) -> dict[int, DataKey]:
    """By old key's id, the active key of the same place."""
    rows = (await tx.execute(SUCCESSORS, {"ids": sorted(key_ids)})).mappings()
    return {row["old_id"]: key_of(row) for row in rows}


async def count_old(tx: Tx, shelf: Shelf) -> int:
    """Rows still under a replaced key."""
    old = OLD_ROWS.format(shelf=shelf)
    return (await tx.execute(text(f"SELECT count(*) {old}"))).scalar_one()


async def lock_old(tx: Tx, shelf: Shelf, after: int, at_most: int) -> list[SealedRow]:
    """Rows behind id `after` that are still under a replaced key."""
    statement = text(LOCK_OLD.format(old=OLD_ROWS.format(shelf=shelf)))
    rows = await tx.execute(statement, {"after": after, "n": at_most})
    return [SealedRow(row_id, key_id, bytes(sealed)) for row_id, key_id, sealed in rows]


async def save(tx: Tx, shelf: Shelf, rows: Sequence[SealedRow]) -> None:
    """Put the new seals in place."""
    given = {
        "ids": [row.id for row in rows],
        "keys": [row.key_id for row in rows],
        "sealed": [row.sealed for row in rows],
    }
    await tx.execute(text(SAVE.format(shelf=shelf)), given)
