"""The last orders of a scope with all that a rule may ask about them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx
from orderhub.orders.queries import plans
from orderhub.orders.queries.filters import Search
from orderhub.orders.queries.tables import Row, named

_ASKED = sa.text("""
    SELECT id, number, channel, shop_id, currency, total_minor, goods_minor, freight_minor,
           discount_minor, quantity, line_count, province, city, district, seller_flag, presale,
           placed_at, paid_at, people, attributes,
           ARRAY(SELECT sku_code FROM order_lines WHERE order_id = o.id ORDER BY position) AS skus,
           ARRAY(SELECT title FROM order_lines WHERE order_id = o.id ORDER BY position) AS titles
    FROM orders o WHERE id = ANY(:ids) ORDER BY placed_at DESC, id DESC
""").bindparams(sa.bindparam("ids", type_=pg.ARRAY(sa.BigInteger)))


async def last_orders(tx: Tx, search: Search, limit: int) -> Sequence[Row]:
    """The newest orders of a search, newest first."""
    if search.shops == ():
        return ()
    ids: list[Any] = [row.id for row in await tx.execute(plans.ids(search, limit))]
    return named(await tx.execute(_ASKED, {"ids": ids}))
