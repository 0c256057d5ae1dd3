"""One order as its page reads it: row, lines, tags with their reasons, the moments it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.orders.queries.conditions import any_of
from orderhub.orders.queries.tables import DETAIL_COLUMNS, ROW_COLUMNS, lines, orders, tags

Row = sa.RowMapping
MOMENTS_MAX = 500
_MOMENTS = sa.text("""
    SELECT learned_at, count(*) FROM order_facts WHERE order_id = :order_id
    GROUP BY learned_at ORDER BY learned_at DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order and what hangs on it; `moments`: when the hub learned something, oldest first."""

    row: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    tags: Sequence[Mapping[str, Any]]
    moments: Sequence[datetime]
    facts_count: int


async def find(tx: Tx, number: str, shops: Sequence[int] | None) -> Row:
    """The row of one order by its number; NotFound also when its shop is out of scope."""
    where = [orders.c.number == number]
    if shops is not None:
        where.append(any_of(orders.c.shop_id, shops, sa.Integer))
    columns = [orders.c[column.name] for column in (*ROW_COLUMNS, *DETAIL_COLUMNS)]
    row = (await tx.execute(sa.select(*columns).where(*where))).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such order, or it belongs to a shop you do not see.")
    return row


async def read(tx: Tx, number: str, shops: Sequence[int] | None) -> OrderPage:
    row = await find(tx, number, shops)
    of_order = {"order_id": row["id"]}
    at = await tx.execute(_MOMENTS, of_order | {"limit": MOMENTS_MAX})
    moments = [(moment, n) for moment, n in at]
    return OrderPage(
        row=row,
        lines=await read_lines(tx, row["id"]),
        tags=(await tx.execute(_TAGS, of_order)).mappings().all(),
        moments=[moment for moment, _ in reversed(moments)],
        facts_count=sum(n for _, n in moments),
    )


_TAGS = sa.select(tags.c.tag, tags.c.rule, tags.c.reason).where(
    tags.c.order_id == sa.bindparam("order_id", type_=sa.BigInteger)
)


async def read_lines(tx: Tx, order_id: int) -> Sequence[Row]:
    """Lines of one order by position."""
    statement = sa.select(lines).where(lines.c.order_id == order_id).order_by(lines.c.position)
    return (await tx.execute(statement)).mappings().all()


def as_known(page: OrderPage, view: Mapping[str, Any], moment: datetime) -> OrderPage:
    """The page as the hub knew it at `moment`: the past view over what never changes."""
    moments = [at for at in page.moments if at <= moment]
    return OrderPage(
        row=dict(page.row) | dict(view),
        lines=view["lines"],
        tags=view["tags_why"],
        moments=page.moments,
        facts_count=len(moments),
    )
