"""One order by its number."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.orders.queries.conditions import any_of
from orderhub.orders.queries.tables import (
    DETAIL_COLUMNS,
    ROW_COLUMNS,
    Row,
    named,
    orders,
)


async def find(tx: Tx, number: str, shops: Sequence[int] | None) -> Row:
    """The row of one order by its number; NotFound also when its shop is out of scope."""
    where = [orders.c.number == number]
    if shops is not None:
        where.append(any_of(orders.c.shop_id, shops, sa.Integer))
    columns = [orders.c[column.name] for column in (*ROW_COLUMNS, *DETAIL_COLUMNS)]
    statement: sa.Select[*tuple[Any, ...]] = sa.select(*columns).where(*where)
    rows = named(await tx.execute(statement))
    if not rows:
        raise NotFound("There is no such order, or it belongs to a shop you do not see.")
    return rows[0]
