"""Orders as decisions at the desk look at them: locked, with what people said so far."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.model import Fact
from orderhub.orders.queries.tables import Row, named

_LOCKED = sa.text("""
    SELECT id, number, shop_id, stage, flags, fulfilment_status, priority, seller_flag, tags,
           version, placed_at,
           CASE WHEN flags & 512 <> 0 THEN (
               SELECT data -> 'sale' FROM order_facts f
               WHERE f.order_id = orders.id AND f.kind = 'snapshot'
               ORDER BY data ->> 'modified' DESC, data ->> 'read' DESC, data ->> 'digest' DESC
               LIMIT 1) END AS sale
    FROM orders WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
""").bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))
_IDS = sa.text("""
    SELECT number, id FROM orders WHERE number = ANY(:numbers)
      AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
""").bindparams(
    sa.bindparam("numbers", type_=pg.ARRAY(sa.Text)),
    sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)),
)
_SAID = sa.text("""
    SELECT order_id, source, kind, key, occurred_at, learned_at, actor, data FROM order_facts
    WHERE order_id = ANY(:ids) AND kind NOT IN ('snapshot', 'verdict', 'parcel', 'case')
""").bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))


async def ids_of(tx: Tx, numbers: Sequence[str], shops: Sequence[int] | None) -> dict[str, int]:
    """Ids of the orders in scope, by number; a number that is not there is not found."""
    arguments = {"numbers": list(numbers), "shops": None if shops is None else list(shops)}
    return {row.number: row.id for row in await tx.execute(_IDS, arguments)}


async def lock(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """The orders, locked against other writers until commit, by id."""
    return named(await tx.execute(_LOCKED, {"ids": list(ids)}))


async def said(tx: Tx, ids: Sequence[int]) -> dict[int, list[Fact]]:
    """What was decided about each order, by people and whoever decides for them."""
    grouped: dict[int, list[Fact]] = defaultdict(list)
    for row in named(await tx.execute(_SAID, {"ids": list(ids)})):
        fields: dict[str, Any] = dict(row)
        grouped[fields["order_id"]].append(Fact(**fields))
    return grouped
