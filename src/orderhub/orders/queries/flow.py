"""The flow of orders through the lanes, from the counters: what it costs grows with shops and
hours, never with orders."""

from collections.abc import Sequence

from orderhub.infra.db import Tx
from orderhub.orders.queries.counts import Counted, counted

DIMENSIONS = ("lane", "late", "late_soon", "entered", "left")


async def read(tx: Tx, shops: Sequence[int] | None) -> list[Counted]:
    """Dimension, word and number of the lanes' counters over `shops`, None = every shop."""
    return [one for one in await counted(tx, DIMENSIONS, shops) if one[2]]
