"""The exception desk's list and groups: open ones first due first, shop scope in every query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.queries.conditions import any_of
from orderhub.orders.queries.tables import Row, named, orders

BOUND = 10_000
SORT = "exceptions"
_at = sa.DateTime(timezone=True)
exceptions = sa.table(
    "order_exceptions",
    sa.column("id", sa.BigInteger),
    sa.column("order_id", sa.BigInteger),
    sa.column("number", sa.Text),
    sa.column("shop_id", sa.Integer),
    sa.column("kind", sa.Text),
    sa.column("reason", sa.Text),
    sa.column("owner_role", sa.Text),
    sa.column("owner", sa.Text),
    sa.column("raised_at", _at),
    sa.column("due_at", _at),
    sa.column("level", sa.SmallInteger),
    sa.column("escalated_at", _at),
    sa.column("closed_at", _at),
    sa.column("resolution", sa.Text),
)
e = exceptions.c
_ORDER_COLUMNS = ("external_no", "channel", "stage", "currency", "total_minor", "summary",
    "ship_by", "priority")  # fmt: skip
_COUNTS = sa.text("""
    SELECT word, sum(n)::bigint AS n FROM (
        SELECT shop_id, dimension, word, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, word, n FROM order_count_changes
    ) AS counted
    WHERE dimension = 'exception' AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    GROUP BY word
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`owner`: a name, "" for nobody's; `overdue`: the clock ran out, or it was told on already;
    `number`: one order's, closed ones too."""

    shops: Sequence[int] | None
    kinds: Sequence[str] = ()
    owner: str | None = None
    overdue: bool = False
    raised_before: datetime | None = None
    number: str | None = None


async def listed(
    tx: Tx, wanted: Wanted, now: datetime, edge: tuple[datetime, int] | None, limit: int
) -> list[Row]:
    """Exceptions with what a row says of their order, first due first, after `edge`."""
    statement = (
        sa.select(exceptions, *(orders.c[name] for name in _ORDER_COLUMNS))
        .join_from(exceptions, orders, orders.c.id == e.order_id)
        .where(*_conditions(wanted, now))
        .order_by(e.due_at, e.id)
        .limit(limit)
    )
    if edge is not None:
        statement = statement.where(sa.tuple_(e.due_at, e.id) > sa.tuple_(*map(sa.literal, edge)))
    return named(await tx.execute(statement))


@dataclass(frozen=True, slots=True)
class Groups:
    """Open exceptions by kind (exact), and by owner and age among the first BOUND."""

    kinds: Mapping[str, int]
    owners: Mapping[str, int]
    overdue: int
    bounded: bool


async def groups(tx: Tx, shops: Sequence[int] | None, now: datetime) -> Groups:
    """What the desk groups by; nobody's are under ""."""
    given = {"shops": None if shops is None else list(shops)}
    kinds = {row.word: row.n for row in await tx.execute(_COUNTS, given) if row.n}
    some = (
        sa.select(e.owner, e.due_at, e.level)
        .where(*_conditions(Wanted(shops=shops), now))
        .limit(BOUND)
        .subquery()
    )
    late = sa.or_(some.c.due_at <= now, some.c.level > 0)
    statement = sa.select(
        sa.func.coalesce(some.c.owner, ""), sa.func.count(), sa.func.count().filter(late)
    ).group_by(sa.literal_column("1"))
    rows = [(str(owner), int(n), int(due)) for owner, n, due in await tx.execute(statement)]
    return Groups(
        kinds=kinds,
        owners={owner: n for owner, n, _ in rows},
        overdue=sum(due for _, _, due in rows),
        bounded=sum(n for _, n, _ in rows) >= BOUND,
    )


async def of_order(tx: Tx, order_id: int) -> list[Row]:
    """Every exception an order ever had, for its timeline."""
    statement = sa.select(exceptions).where(e.order_id == order_id).order_by(e.id).limit(200)
    return named(await tx.execute(statement))


def _conditions(wanted: Wanted, now: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.shops is not None:
        found.append(any_of(e.shop_id, wanted.shops, sa.Integer))
    if wanted.number is None:
        found.append(e.closed_at.is_(None))
    else:
        found.append(e.number == wanted.number)
    if wanted.kinds:
        found.append(any_of(e.kind, wanted.kinds))
    if wanted.owner is not None:
        found.append(e.owner == wanted.owner if wanted.owner else e.owner.is_(None))
    if wanted.overdue:
        found.append(sa.or_(e.due_at <= now, e.level > 0))
    if wanted.raised_before is not None:
        found.append(e.raised_at < wanted.raised_before)
    return found
