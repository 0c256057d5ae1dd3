"""The last orders of a scope with all that a rule may ask about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.queries import plans
from orderhub.orders.queries.filters import Search
from orderhub.orders.queries.tables import Row, named

_COLUMNS = """
    SELECT id, number, channel, shop_id, currency, total_minor, goods_minor, freight_minor,
           discount_minor, quantity, line_count, province, city, district, seller_flag, presale,
           placed_at, paid_at, people, attributes, stage, flags, tags,
           fulfilment_status, after_sale_status,
           ARRAY(SELECT sku_code FROM order_lines WHERE order_id = o.id ORDER BY position) AS skus,
           ARRAY(SELECT title FROM order_lines WHERE order_id = o.id ORDER BY position) AS titles
"""
_ASKED = sa.text(f"""
    {_COLUMNS} FROM orders o WHERE id = ANY(:ids) ORDER BY placed_at DESC, id DESC
""").bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))
_NUMBERED = sa.text(f"{_COLUMNS} FROM orders o WHERE number = ANY(:numbers)").bindparams(
    sa.bindparam("numbers", type_=pg.ARRAY(sa.Text))
)
# Facts lie in the order in which they were learned, which is what the index over blocks lives on.
_MOMENTS = sa.text("""
    SELECT f.order_id, f.learned_at, o.number, o.shop_id, o.channel
    FROM order_facts f JOIN orders o ON o.id = f.order_id
    WHERE f.learned_at >= :since AND f.learned_at < :until
      AND (CAST(:shops AS integer[]) IS NULL OR o.shop_id = ANY(:shops))
    GROUP BY 1, 2, 3, 4, 5 ORDER BY f.learned_at DESC, f.order_id LIMIT :limit
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))


async def last_orders(tx: Tx, search: Search, limit: int) -> Sequence[Row]:
    """The newest orders of a search, newest first."""
    if search.shops == ():
        return ()
    ids: list[Any] = [row.id for row in await tx.execute(plans.ids(search, limit))]
    return named(await tx.execute(_ASKED, {"ids": ids}))


async def numbered(tx: Tx, numbers: Sequence[str]) -> Sequence[Row]:
    """The same of these orders, in no order."""
    return named(await tx.execute(_NUMBERED, {"numbers": list(numbers)}))


async def moments(
    tx: Tx, shops: Sequence[int] | None, between: tuple[datetime, datetime], limit: int
) -> Sequence[Row]:
    """When the hub learned something of an order, newest first, with the order's names."""
    given = {
        "since": between[0],
        "until": between[1],
        "shops": None if shops is None else list(shops),
        "limit": limit,
    }
    return named(await tx.execute(_MOMENTS, given))
