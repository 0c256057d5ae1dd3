"""Exact counts for any shop scope, from the counters, never from the orders."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from orderhub.infra.db import Tx


@dataclass(frozen=True, slots=True)
class Counts:
    """Orders by stage and by flag word; absent words count nothing."""

    stages: dict[str, int]
    flags: dict[str, int]


Counted = tuple[str, str, int]
_COUNTS = sa.text("""
    SELECT dimension, word, sum(n)::bigint FROM (
        SELECT shop_id, dimension, word, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, word, n FROM order_count_changes
    ) AS counted
    WHERE dimension = ANY(:dimensions)
        AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    GROUP BY dimension, word
""").bindparams(
    sa.bindparam("dimensions", type_=pg.ARRAY(sa.Text)),
    sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)),
)
STAGE, FLAG = "stage", "flag"


async def counted(tx: Tx, dimensions: Sequence[str], shops: Sequence[int] | None) -> list[Counted]:
    """Dimension, word and number of these counters over `shops`, None = every shop."""
    asked = {"dimensions": list(dimensions), "shops": None if shops is None else list(shops)}
    rows = await tx.execute(_COUNTS, asked)
    return [(dimension, word, n) for dimension, word, n in rows]


async def read(tx: Tx, shops: Sequence[int] | None) -> Counts:
    """Counts over `shops`, None = every shop."""
    found: dict[str, dict[str, int]] = {STAGE: {}, FLAG: {}}
    for dimension, word, n in await counted(tx, (STAGE, FLAG), shops):
        found.setdefault(dimension, {})[word] = n
    return Counts(found[STAGE], found[FLAG])


async def stages(tx: Tx, shops: Sequence[int] | None) -> dict[str, int]:
    return (await read(tx, shops)).stages
