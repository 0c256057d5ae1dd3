"""What other slices may ask of stock."""

from orderhub.stock.model import (
    CameBack,
    Ending,
    Missing,
    Reported,
    ReservationState,
    Taken,
    Want,
    WantLine,
)
from orderhub.stock.service.expiry import give_back_unpaid
from orderhub.stock.service.mapping import renew_offers, reserve_left
from orderhub.stock.service.queue import serve_waiting
from orderhub.stock.service.reports import check_drift, take_report
from orderhub.stock.service.reserve import reserve_many
from orderhub.stock.service.returns import take_returned
from orderhub.stock.service.verify import Finding, verify
from orderhub.stock.store.reservations import short_of, unmapped_of
from orderhub.stock.store.shops import managed, ships_short
from orderhub.stock.store.skus import known_codes

__all__ = [
    "CameBack",
    "Ending",
    "Finding",
    "Missing",
    "Reported",
    "ReservationState",
    "Taken",
    "Want",
    "WantLine",
    "check_drift",
    "give_back_unpaid",
    "known_codes",
    "managed",
    "renew_offers",
    "reserve_left",
    "reserve_many",
    "serve_waiting",
    "ships_short",
    "short_of",
    "take_report",
    "take_returned",
    "unmapped_of",
    "verify",
]
