"""API keys in PostgreSQL, under the hash of the key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from orderhub.access.model.user import ApiKey, NewKey
from orderhub.infra.db import Tx
from orderhub.infra.tx import text

COLUMNS = (
    "id, name, hint, permissions, shops, created_at, created_by, expires_at, used_at, revoked_at"
)


def _to_key(row: RowMapping) -> ApiKey:
    values: dict[str, Any] = dict(row)
    shops: Sequence[int] | None = row["shops"]
    values["permissions"] = frozenset(row["permissions"])
    values["shops"] = None if shops is None else frozenset(shops)
    return ApiKey(**values)


async def insert_key(
    tx: Tx, new: NewKey, key_hash: bytes, hint: str, created_by: str, now: datetime
) -> ApiKey:
    """Store the new key."""
    found = await tx.execute(
        text(f"""INSERT INTO api_keys (key_hash, name, hint, permissions, shops, created_at,
                                       created_by, expires_at)
                 VALUES (:hash, :name, :hint, :permissions, :shops, :created_at, :created_by,
                         :expires_at) RETURNING {COLUMNS}"""),
        {
            "hash": key_hash,
            "name": new.name,
            "hint": hint,
            "permissions": sorted(new.permissions),
            "shops": None if new.shops is None else sorted(new.shops),
            "created_at": now,
            "created_by": created_by,
            "expires_at": new.expires_at,
        },
    )
    return _to_key(found.mappings().one())


async def find_key(tx: Tx, key_hash: bytes) -> ApiKey | None:
    """The key, whether it still stands or not."""
    found = await tx.execute(
        text(f"SELECT {COLUMNS} FROM api_keys WHERE key_hash = :hash"),
        {"hash": key_hash},
    )
    row = found.mappings().first()
    return None if row is None else _to_key(row)


async def all_keys(tx: Tx) -> list[ApiKey]:
    """Every key, newest first, revoked ones included."""
    found = await tx.execute(text(f"SELECT {COLUMNS} FROM api_keys ORDER BY id DESC"))
    return [_to_key(row) for row in found.mappings()]


async def note_key(tx: Tx, key_id: int, now: datetime) -> None:
    """Remember when the key was used."""
    await tx.execute(
        text("""UPDATE api_keys SET used_at = :now
                WHERE id = :id AND (used_at IS NULL OR used_at < :now)"""),
        {"id": key_id, "now": now},
    )


async def revoke_key(tx: Tx, key_id: int, now: datetime) -> ApiKey | None:
    """End the key at once; None when there is no such key, or it was revoked before."""
    found = await tx.execute(
        text(f"""UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
                 RETURNING {COLUMNS}"""),
        {"id": key_id, "now": now},
    )
    row = found.mappings().first()
    return None if row is None else _to_key(row)
