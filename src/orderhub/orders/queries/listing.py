"""Pages of the order list: run the plan within the patience, or say what would narrow it."""

from dataclasses import dataclass
from datetime import datetime

import psycopg
import sqlalchemy as sa

from orderhub.infra.db import Tx
from orderhub.orders.queries import counts, plans
from orderhub.orders.queries.catalogue import is_catalogued, narrowing
from orderhub.orders.queries.cursors import Cursor, encode
from orderhub.orders.queries.filters import Search, Sort
from orderhub.orders.queries.tables import Row, named

PATIENCE_MS = 800  # of the second a person waits, the rest goes to breaking off and telling
# Sorting more rows than this without an index takes longer than the patience.
HOPELESS_ROWS = 3_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows in list order; `narrow_by` names filters to add where it takes too long."""

    rows: tuple[Row, ...]
    next: str | None = None
    previous: str | None = None
    narrow_by: tuple[str, ...] | None = None


async def fetch(tx: Tx, search: Search, sort: Sort, cursor: Cursor | None, limit: int) -> Listed:
    """One page of up to `limit` rows."""
    if search.shops == ():
        return Listed(())
    if not is_catalogued(search, sort) and await _is_hopeless(tx, search, sort):
        return Listed((), narrow_by=narrowing(search))
    rows = await within_patience(tx, plans.page(search, sort, cursor, limit + 1))
    if rows is None:
        return Listed((), narrow_by=narrowing(search))
    return _cut(rows, sort, cursor, limit)


async def within_patience(
    tx: Tx, statement: plans.Rows, patience_ms: int = PATIENCE_MS
) -> list[Row] | None:
    """None when the statement took longer than that; the transaction goes on either way."""
    try:
        async with tx.begin_nested():
            # A generic plan does not know how rare this shop or stage is.
            await tx.execute(_SETTINGS, {"patience": str(patience_ms)})
            rows = named(await tx.execute(statement))
            await tx.execute(_RESET)
    except psycopg.errors.QueryCanceled:
        return None
    return rows


_SETTINGS = sa.text("""
    SELECT set_config('statement_timeout', :patience, true),
           set_config('plan_cache_mode', 'force_custom_plan', true)
""")
_RESET = sa.text("SET LOCAL statement_timeout TO DEFAULT")


async def _is_hopeless(tx: Tx, search: Search, sort: Sort) -> bool:
    """A sort that no index serves, with nothing to bound it, over too many rows."""
    wanted = search.filter
    if sort.name != "total" or wanted.since is not None or wanted.sku or wanted.attributes:
        return False
    stages = await counts.stages(tx, search.shops)
    asked = wanted.stages or tuple(stages)
    return sum(stages.get(stage, 0) for stage in asked) > HOPELESS_ROWS


def _cut(rows: list[Row], sort: Sort, cursor: Cursor | None, limit: int) -> Listed:
    more = len(rows) > limit
    kept = rows[:limit]
    backward = cursor is not None and cursor.backward
    if backward:
        kept.reverse()
    if not kept:
        return Listed(())
    after = _edge(sort, kept[-1], backward=False) if more or backward else None
    before = _edge(sort, kept[0], backward=True) if (more if backward else cursor) else None
    return Listed(tuple(kept), after, before)


def _edge(sort: Sort, row: Row, *, backward: bool) -> str:
    value: datetime | int = row[sort.column.name]
    return encode(Cursor(sort.token, value, row["id"], backward))
