"""Saved views (视图): a filter, a sort and columns under a name, one's own or shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from psycopg import IntegrityError

from orderhub.access.facade import Actor
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal

_ALL = sa.text("""
    SELECT id, owner_id, owner_name, name, query, columns, shared FROM order_views
    WHERE owner_id = :owner OR shared ORDER BY name, id LIMIT 500
""")
_ONE = sa.text("""
    SELECT id, owner_id, owner_name, name, query, columns, shared FROM order_views
    WHERE id = :id AND owner_id = :owner FOR UPDATE
""")
_INSERT = sa.text("""
    INSERT INTO order_views
        (owner_id, owner_name, name, query, columns, shared, created_at, updated_at)
    VALUES (:owner, :owner_name, :name, CAST(:query AS json), CAST(:columns AS json), :shared,
            :now, :now)
    RETURNING id
""")
_UPDATE = sa.text("""
    UPDATE order_views SET name = :name, query = CAST(:query AS json),
        columns = CAST(:columns AS json), shared = :shared, updated_at = :now
    WHERE id = :id
""")
_DELETE = sa.text("DELETE FROM order_views WHERE id = :id AND owner_id = :owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`query` is a query string of the list; `columns` None means the usual ones."""

    id: int
    owner_id: int
    owner_name: str
    name: str
    query: str
    columns: list[str] | None
    shared: bool


def owner_of(actor: Actor) -> int:
    """API keys have views of their own, beside people's."""
    return -(actor.id or 0) if actor.kind == "key" else actor.id or 0


async def read_all(tx: Tx, actor: Actor) -> list[View]:
    """The actor's own views and the shared ones, by name."""
    rows = await tx.execute(_ALL, {"owner": owner_of(actor)})
    return [View(**row) for row in rows.mappings()]


async def insert(tx: Tx, actor: Actor, draft: Mapping[str, Any], now: datetime) -> View:
    """A new view of the actor; Conflict when he has one of that name."""
    owner = {"owner": owner_of(actor), "owner_name": actor.name}
    view_id = await _write(tx, _INSERT, {**owner, **_wire(draft), "now": now})
    return View(id=view_id, owner_id=owner_of(actor), owner_name=actor.name, **draft)


async def update(
    tx: Tx, actor: Actor, view_id: int, change: Mapping[str, Any], now: datetime
) -> View:
    """Change one's own view; NotFound for a foreign one."""
    row = (await tx.execute(_ONE, {"id": view_id, "owner": owner_of(actor)})).mappings().first()
    if row is None:
        raise NotFound("There is no such view of yours.")
    merged = dict(row) | dict(change)
    await _write(tx, _UPDATE, {**_wire(merged), "id": view_id, "now": now})
    return View(**merged)


async def delete(tx: Tx, actor: Actor, view_id: int) -> None:
    """Delete one's own view; NotFound for a foreign one."""
    gone = await tx.execute(_DELETE, {"id": view_id, "owner": owner_of(actor)})
    if gone.rowcount == 0:
        raise NotFound("There is no such view of yours.")


async def _write(tx: Tx, statement: sa.TextClause, row: Mapping[str, Any]) -> int:
    try:
        async with tx.begin_nested():
            found = await tx.execute(statement, row)
            return found.scalar() or 0
    except IntegrityError:
        raise Conflict(Refusal("name_taken", "You have a view of that name.")) from None


def _wire(draft: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": draft["name"],
        "query": orjson.dumps(draft["query"]).decode(),
        "columns": orjson.dumps(draft["columns"]).decode(),
        "shared": draft["shared"],
    }
