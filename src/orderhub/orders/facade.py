"""What other slices may ask of orders."""

from orderhub.orders.model import (
    Absorbed,
    Arrival,
    Batch,
    ExceptionKind,
    Fact,
    Flags,
    Learned,
    Outcome,
    Standing,
    StandingLine,
)
from orderhub.orders.queries.outside import (
    parcels,
    snapshot,
    standings,
    to_ship,
    totals,
    versions,
    waiting,
)
from orderhub.orders.service.absorb import absorb, learn
from orderhub.orders.service.reports import Report, clear_exceptions, raise_exceptions
from orderhub.orders.store.counts import fold_changes

__all__ = [
    "Absorbed",
    "Arrival",
    "Batch",
    "ExceptionKind",
    "Fact",
    "Flags",
    "Learned",
    "Outcome",
    "Report",
    "Standing",
    "StandingLine",
    "absorb",
    "clear_exceptions",
    "fold_changes",
    "learn",
    "parcels",
    "raise_exceptions",
    "snapshot",
    "standings",
    "to_ship",
    "totals",
    "versions",
    "waiting",
]
