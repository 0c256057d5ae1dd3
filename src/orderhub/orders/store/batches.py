"""Batches at the desk: who did what to which orders, kept so that it can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from orderhub.infra.db import Tx, copy_text

_INSERT = sa.text("""
    INSERT INTO order_batches
        (key, actor_kind, actor_id, actor_name, action, args, orders, created_at, undoable_until)
    VALUES (:key, :actor_kind, :actor_id, :actor_name, :action, CAST(:args AS json), :orders,
            :created_at, :undoable_until)
    RETURNING id
""")
_LOCK = sa.text("""
    SELECT id, key, action, actor_kind, actor_id, created_at, undoable_until, undone_at
    FROM order_batches WHERE id = :id FOR UPDATE
""")
_RESULTS = sa.text("""
    SELECT order_id, before FROM order_batch_results WHERE batch_id = :id ORDER BY order_id
""")
_UNDONE = sa.text("UPDATE order_batches SET undone_at = :now WHERE id = :id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A batch as kept; `undoable_until` None where its action cannot be taken back."""

    id: int
    key: str
    action: str
    actor_kind: str
    actor_id: int | None
    created_at: datetime
    undoable_until: datetime | None
    undone_at: datetime | None


async def insert(tx: Tx, batch: Mapping[str, Any]) -> int:
    """Keep a batch; returns its id."""
    row = {**batch, "args": orjson.dumps(batch["args"]).decode()}
    return int((await tx.execute(_INSERT, row)).scalar_one())


async def insert_results(tx: Tx, batch_id: int, results: Iterable[tuple[int, Any]]) -> None:
    """Keep what people had said before, by order id."""
    lines = "".join(
        f"{batch_id}\t{order_id}\t{orjson.dumps(before).decode().replace(_BACKSLASH, _DOUBLED)}\n"
        for order_id, before in results
    )
    if lines:
        columns = ("batch_id", "order_id", "before")
        await copy_text(tx, "order_batch_results", columns, [lines.encode()])


_BACKSLASH, _DOUBLED = "\\", "\\\\"


async def lock(tx: Tx, batch_id: int) -> Saved | None:
    """The batch, locked so that two people cannot undo it at once."""
    row = (await tx.execute(_LOCK, {"id": batch_id})).mappings().one_or_none()
    return None if row is None else Saved(**row)


async def results(tx: Tx, batch_id: int) -> dict[int, Any]:
    """What people had said before, by order id."""
    return {row.order_id: row.before for row in await tx.execute(_RESULTS, {"id": batch_id})}


async def mark_undone(tx: Tx, batch_id: int, now: datetime) -> None:
    await tx.execute(_UNDONE, {"id": batch_id, "now": now})
