"""Exact counts of stages and flags for any shop scope, from the counters, never from the orders."""

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


_COUNTS = sa.text("""
    SELECT dimension, word, sum(n)::bigint FROM (
        SELECT shop_id, dimension, word, n FROM order_counts
        UNION ALL
        SELECT shop_id, dimension, word, n FROM order_count_changes
    ) AS counted
    WHERE dimension IN ('stage', 'flag')
        AND (CAST(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
    GROUP BY dimension, word
""").bindparams(sa.bindparam("shops", type_=pg.ARRAY(sa.Integer)))
STAGE, FLAG = "stage", "flag"


async def read(tx: Tx, shops: Sequence[int] | None) -> Counts:
    """Counts over `shops`, None = every shop."""
    rows = await tx.execute(_COUNTS, {"shops": None if shops is None else list(shops)})
    found: dict[str, dict[str, int]] = {STAGE: {}, FLAG: {}}
    for dimension, word, n in rows:
        found.setdefault(dimension, {})[word] = n
    return Counts(found[STAGE], found[FLAG])


async def stages(tx: Tx, shops: Sequence[int] | None) -> dict[str, int]:
    return (await read(tx, shops)).stages
