"""What other slices may ask of orders."""

from orderhub.orders.model import (
    Absorbed,
    Arrival,
    Batch,
    Fact,
    Flags,
    Learned,
    Outcome,
    Standing,
    StandingLine,
)
from orderhub.orders.queries.outside import snapshot, standings, totals, versions, waiting
from orderhub.orders.service.absorb import absorb, learn
from orderhub.orders.store.counts import fold_changes

__all__ = [
    "Absorbed",
    "Arrival",
    "Batch",
    "Fact",
    "Flags",
    "Learned",
    "Outcome",
    "Standing",
    "StandingLine",
    "absorb",
    "fold_changes",
    "learn",
    "snapshot",
    "standings",
    "totals",
    "versions",
    "waiting",
]
