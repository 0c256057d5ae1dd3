"""Sources: what is known of them in clear, and what is sealed under a data key of their own."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from psycopg import IntegrityError
from sqlalchemy import text

from orderhub.connector_kit.signing_secrets import secret_of
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.sources.model.sources import NewSource, Sealed, Source
from orderhub.sources.model.stored import NO_SUCH, SOURCE_COLUMNS, source_of

NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('sources', 'id'))")
ADD = text("""
    INSERT INTO sources (id, name, kind, state, warehouse, wrapped_key, sealed, pull_host,
        pull_cursor, pull_failures, created_at, changed_at)
    VALUES (:id, :name, :kind, 'active', :warehouse, :wrapped_key, :sealed, '', '', 0, :now, :now)
""")
ONE = text(f"SELECT {SOURCE_COLUMNS} FROM sources s WHERE id = :id")
LOCK = text(f"SELECT {SOURCE_COLUMNS} FROM sources s WHERE id = :id FOR UPDATE")
SEALED = text("SELECT wrapped_key, sealed FROM sources s WHERE id = :id")
SEAL = text("UPDATE sources SET sealed = :sealed, changed_at = :now WHERE id = :id")
CHANGE = text("""
    UPDATE sources SET name = :name, warehouse = :warehouse, state = :state, changed_at = :now
    WHERE id = :id
""")
REMOVE = text("DELETE FROM sources s WHERE id = :id")


async def add(tx: Tx, master: MasterKey, new: NewSource, sealed: Sealed, now: datetime) -> int:
    """Its id; Conflict where another has the name."""
    source_id: int = (await tx.execute(NEXT_ID)).scalar_one()
    data_key = new_data_key()
    row = asdict(new) | {
        "id": source_id,
        "wrapped_key": master.wrap(data_key),
        "sealed": _sealed(data_key, source_id, sealed),
        "now": now,
    }
    await _named(tx, ADD, row)
    return source_id


async def get(tx: Tx, source_id: int) -> Source:
    """NotFound."""
    return _only((await tx.execute(ONE, {"id": source_id})).mappings().one_or_none())


async def lock(tx: Tx, source_id: int) -> Source:
    """Held until `tx` ends; NotFound."""
    return _only((await tx.execute(LOCK, {"id": source_id})).mappings().one_or_none())


async def change(tx: Tx, after: Source, now: datetime) -> None:
    """Name, warehouse and state; Conflict where another has the name."""
    row = {
        "id": after.id,
        "name": after.name,
        "warehouse": after.warehouse,
        "state": after.state,
        "now": now,
    }
    await _named(tx, CHANGE, row)


async def open_secrets(tx: Tx, master: MasterKey, source_id: int) -> Sealed:
    """In clear; NotFound."""
    row = (await tx.execute(SEALED, {"id": source_id})).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH)
    opened = open_sealed(master.unwrap(row.wrapped_key), row.sealed, _place(source_id))
    clear: dict[str, Any] = orjson.loads(opened)
    secrets = tuple(secret_of(one) for one in clear.pop("secrets"))
    return Sealed(secrets=secrets, **clear)


async def seal_anew(
    tx: Tx, master: MasterKey, source_id: int, sealed: Sealed, now: datetime
) -> None:
    """Put `sealed` in place of what was; the source is locked."""
    kept = (await tx.execute(SEALED, {"id": source_id})).one()
    box = _sealed(master.unwrap(kept.wrapped_key), source_id, sealed)
    await tx.execute(SEAL, {"id": source_id, "sealed": box, "now": now})


async def remove(tx: Tx, source_id: int) -> None:
    """With its mappings and what it kept; NotFound."""
    if (await tx.execute(REMOVE, {"id": source_id})).rowcount != 1:
        raise NotFound(NO_SUCH)


async def _named(tx: Tx, statement: Any, row: Mapping[str, Any]) -> None:
    try:
        async with tx.begin_nested():
            await tx.execute(statement, row)
    except IntegrityError:
        raise Conflict(Refusal("name_taken", "another source has this name")) from None


def _only(row: Mapping[Any, Any] | None) -> Source:
    if row is None:
        raise NotFound(NO_SUCH)
    return source_of(row)


def _sealed(data_key: bytes, source_id: int, sealed: Sealed) -> bytes:
    return seal(data_key, source_id, orjson.dumps(asdict(sealed)), _place(source_id))


def _place(source_id: int) -> bytes:
    return f"sources|{source_id}".encode()
