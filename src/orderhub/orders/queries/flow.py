"""The flow of orders through the lanes, from the counters: what it costs grows with shops and
hours, never with orders."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx

Counted = tuple[str, str, int]
_FLOW = sa.text("""
    SELECT dimension, word, sum(n)::bigint FROM (
        SELECT shop_id, dimension, word, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, word, n FROM order_count_changes
    ) AS counted
    WHERE dimension IN ('lane', 'late', 'late_soon', 'entered', 'left')
        AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    GROUP BY dimension, word HAVING sum(n) <> 0
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))


async def read(tx: Tx, shops: Sequence[int] | None) -> list[Counted]:
    """Dimension, word and number of the lanes' counters over `shops`, None = every shop."""
    rows = await tx.execute(_FLOW, {"shops": None if shops is None else list(shops)})
    return [(dimension, word, n) for dimension, word, n in rows]
