"""Exceptions in SQL: opened and closed as the facts say, moved by people, escalated by time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.model import ExceptionKind, Open

_BIG = pg.ARRAY(sa.BigInteger)
_OPEN_OF = sa.text("""
    SELECT id, order_id, number, shop_id, kind, reason, cause FROM order_exceptions
    WHERE order_id = ANY(:ids) AND closed_at IS NULL
""").bindparams(sa.bindparam("ids", type_=_BIG))
_INSERT = sa.text("""
    INSERT INTO order_exceptions
        (order_id, number, shop_id, kind, reason, cause, owner_role, raised_at, due_at)
    SELECT * FROM unnest(CAST(:order_ids AS bigint[]), CAST(:numbers AS text[]),
        CAST(:shop_ids AS integer[]), CAST(:kinds AS text[]), CAST(:reasons AS text[]),
        CAST(:causes AS text[]), CAST(:owner_roles AS text[]),
        CAST(:raised_ats AS timestamptz[]), CAST(:due_ats AS timestamptz[]))
    ON CONFLICT (order_id, kind) WHERE closed_at IS NULL DO NOTHING
    RETURNING id, order_id, shop_id, kind
""")
_CLOSE = sa.text("""
    UPDATE order_exceptions e SET closed_at = :now, resolution = d.resolution
    FROM unnest(CAST(:ids AS bigint[]), CAST(:resolutions AS text[])) AS d (id, resolution)
    WHERE e.id = d.id AND e.closed_at IS NULL
""")
_RETELL = sa.text("""
    UPDATE order_exceptions e SET reason = d.reason, cause = d.cause
    FROM unnest(CAST(:ids AS bigint[]), CAST(:reasons AS text[]), CAST(:causes AS text[]))
        AS d (id, reason, cause)
    WHERE e.id = d.id
""")
_ORDERS = sa.text("""
    SELECT id, order_id FROM order_exceptions WHERE id = ANY(:ids) AND closed_at IS NULL
      AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
""").bindparams(sa.bindparam("ids", type_=_BIG), sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))
_LOCK = sa.text("""
    SELECT id, order_id, number, shop_id, kind, cause, owner, due_at FROM order_exceptions
    WHERE id = ANY(:ids) AND closed_at IS NULL ORDER BY id FOR UPDATE
""").bindparams(sa.bindparam("ids", type_=_BIG))
_MOVE = sa.text("""
    UPDATE order_exceptions e SET owner = d.owner, due_at = d.due_at,
        level = CASE WHEN d.due_at > e.due_at THEN 0 ELSE e.level END
    FROM unnest(CAST(:ids AS bigint[]), CAST(:owners AS text[]), CAST(:dues AS timestamptz[]))
        AS d (id, owner, due_at)
    WHERE e.id = d.id
""")
_DUE = sa.text("""
    SELECT id, number, shop_id, kind, owner_role, owner, level, raised_at FROM order_exceptions
    WHERE closed_at IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT :limit
    FOR UPDATE SKIP LOCKED
""")
_ESCALATE = sa.text("""
    UPDATE order_exceptions e SET level = d.level, due_at = d.due_at, escalated_at = :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:levels AS smallint[]), CAST(:dues AS timestamptz[]))
        AS d (id, level, due_at)
    WHERE e.id = d.id
""")
Row = Mapping[str, Any]


async def open_of(tx: Tx, order_ids: Sequence[int]) -> list[Row]:
    """Open exceptions of locked orders."""
    return _rows(await tx.execute(_OPEN_OF, {"ids": list(order_ids)}))


async def open_causes(tx: Tx, order_ids: Sequence[int]) -> dict[int, dict[ExceptionKind, str]]:
    """Order → kinds of its open exceptions, each with the token of its very cause."""
    causes: dict[int, dict[ExceptionKind, str]] = {order_id: {} for order_id in order_ids}
    for row in await open_of(tx, order_ids):
        causes[row["order_id"]][ExceptionKind(row["kind"])] = row["cause"]
    return causes


async def insert(tx: Tx, rows: Sequence[Row]) -> list[Row]:
    """Open exceptions; one that is open already stays as it is. Returns those that are new."""
    if not rows:
        return []
    columns = {f"{name}s": [row[name] for row in rows] for name in rows[0]}
    return _rows(await tx.execute(_INSERT, columns))


async def close(tx: Tx, how: Mapping[int, str], now: datetime) -> None:
    """Close by id, each with its resolution."""
    if how:
        given = {"ids": list(how), "resolutions": list(how.values()), "now": now}
        await tx.execute(_CLOSE, given)


async def retell(tx: Tx, told: Mapping[int, tuple[str, str]]) -> None:
    """Another reason and cause for exceptions that stay open."""
    if told:
        reasons = [reason for reason, _ in told.values()]
        causes = [cause for _, cause in told.values()]
        await tx.execute(_RETELL, {"ids": list(told), "reasons": reasons, "causes": causes})


async def orders_of(tx: Tx, ids: Sequence[int], shops: Sequence[int] | None) -> dict[int, int]:
    """Order by exception, of the open ones in scope."""
    given = {"ids": list(ids), "shops": None if shops is None else list(shops)}
    return {row.id: row.order_id for row in await tx.execute(_ORDERS, given)}


async def lock(tx: Tx, ids: Sequence[int]) -> list[Open]:
    """Open exceptions, locked; lock their orders before."""
    found: list[Open] = []
    for row in _rows(await tx.execute(_LOCK, {"ids": list(ids)})):
        told: dict[str, Any] = {**row, "kind": ExceptionKind(row["kind"])}
        found.append(Open(**told))
    return found


async def move(tx: Tx, moved: Mapping[int, tuple[str | None, datetime]]) -> None:
    """Another owner and clock; a later clock begins from the lowest level again."""
    if moved:
        owners = [owner for owner, _ in moved.values()]
        dues = [due for _, due in moved.values()]
        await tx.execute(_MOVE, {"ids": list(moved), "owners": owners, "dues": dues})


async def lock_due(tx: Tx, now: datetime, limit: int) -> list[Row]:
    """Open exceptions whose clock ran out, locked; those that somebody holds wait."""
    return _rows(await tx.execute(_DUE, {"now": now, "limit": limit}))


async def escalate(tx: Tx, steps: Mapping[int, tuple[int, datetime]], now: datetime) -> None:
    """A level and a clock for each."""
    levels = [level for level, _ in steps.values()]
    dues = [due for _, due in steps.values()]
    await tx.execute(_ESCALATE, {"ids": list(steps), "levels": levels, "dues": dues, "now": now})


def _rows(result: sa.Result[*tuple[Any, ...]]) -> list[Row]:
    return [dict(row) for row in result.mappings()]
