"""What other slices may ask of orders."""

from orderhub.orders.decide.desk import Action, Command
from orderhub.orders.decide.gifts import GIFT_LINE
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
    late_among,
    parcels,
    snapshot,
    standings,
    to_ship,
    to_ship_by,
    totals,
    versions,
    waiting,
)
from orderhub.orders.service.absorb import absorb, learn
from orderhub.orders.service.asked import Asked, asked_of
from orderhub.orders.service.deputy import Deputy, act
from orderhub.orders.service.past_events import PastEvent, Replayed, past_events
from orderhub.orders.service.reports import Report, clear_exceptions, raise_exceptions
from orderhub.orders.store.counts import fold_changes
from orderhub.orders.store.exceptions import open_causes

__all__ = [
    "GIFT_LINE",
    "Absorbed",
    "Action",
    "Arrival",
    "Asked",
    "Batch",
    "Command",
    "Deputy",
    "ExceptionKind",
    "Fact",
    "Flags",
    "Learned",
    "Outcome",
    "PastEvent",
    "Replayed",
    "Report",
    "Standing",
    "StandingLine",
    "absorb",
    "act",
    "asked_of",
    "clear_exceptions",
    "fold_changes",
    "late_among",
    "learn",
    "open_causes",
    "parcels",
    "past_events",
    "raise_exceptions",
    "snapshot",
    "standings",
    "to_ship",
    "to_ship_by",
    "totals",
    "versions",
    "waiting",
]
