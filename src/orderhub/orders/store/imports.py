"""Imports as kept: the file stays sealed in the vault, its figures and outcomes are here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx, copy
from orderhub.kernel.errors import NotFound
from orderhub.orders.model import Outcome

_INSERT = sa.text("""
    INSERT INTO order_imports
        (shop_id, actor_name, file_name, state, rows, orders, errors, body_ref, created_at)
    VALUES (:shop_id, :actor_name, :file_name, 'preview', :rows, :orders, CAST(:errors AS json),
            :body_ref, :created_at)
    RETURNING id
""")
_ONE = sa.text("SELECT * FROM order_imports WHERE id = :id FOR UPDATE")
_PAGE = sa.text("""
    SELECT * FROM order_imports
    WHERE (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
      AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))
_COMMITTED = sa.text("""
    UPDATE order_imports SET state = 'committed', committed_at = :now WHERE id = :id
""")
_UNDONE = sa.text("UPDATE order_imports SET state = 'undone', undone_at = :now WHERE id = :id")
_OUTCOMES = sa.text("""
    SELECT external_no, number, result FROM order_import_orders WHERE import_id = :id
    ORDER BY number
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`state` is preview, committed or undone; `errors` are of the preview."""

    id: int
    shop_id: int
    actor_name: str
    file_name: str
    state: str
    rows: int
    orders: int
    errors: list[dict[str, Any]]
    body_ref: int
    created_at: datetime
    committed_at: datetime | None = None
    undone_at: datetime | None = None


async def insert(tx: Tx, draft: Mapping[str, Any]) -> int:
    """Keep a preview; returns its id."""
    row = {**draft, "errors": orjson.dumps(draft["errors"]).decode()}
    return int((await tx.execute(_INSERT, row)).scalar_one())


async def lock(tx: Tx, import_id: int) -> Import:
    """One import, locked so that it is committed or undone once; NotFound."""
    row = (await tx.execute(_ONE, {"id": import_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such import.")
    return Import(**row)


async def page(tx: Tx, shops: Sequence[int] | None, before: int | None, limit: int) -> list[Import]:
    """Imports of these shops, newest first."""
    asked = {"shops": None if shops is None else list(shops), "before": before, "limit": limit}
    return [Import(**row) for row in (await tx.execute(_PAGE, asked)).mappings()]


async def mark_committed(
    tx: Tx, import_id: int, outcomes: Iterable[Outcome], now: datetime
) -> None:
    """Keep what became of each order of the import."""
    await tx.execute(_COMMITTED, {"id": import_id, "now": now})
    rows = [(import_id, one.external_no, one.number, one.result) for one in outcomes]
    await copy(tx, "order_import_orders", ("import_id", "external_no", "number", "result"), rows)


async def outcomes(tx: Tx, import_id: int) -> list[Outcome]:
    """What became of each order of the import, by number."""
    rows = await tx.execute(_OUTCOMES, {"id": import_id})
    return [Outcome(row.external_no, row.number, row.result) for row in rows]


async def mark_undone(tx: Tx, import_id: int, now: datetime) -> None:
    await tx.execute(_UNDONE, {"id": import_id, "now": now})
