"""What other slices and apps may ask of fulfilment."""

from orderhub.fulfilment.accepting import Taker
from orderhub.fulfilment.asking import Foreman
from orderhub.fulfilment.handlers import (
    NO_BUYER_HEARS,
    ORDERS,
    SHIPPED,
    SHOPS,
    TEXTED,
    push_orders,
    push_shop,
    text_buyers,
    track_parcel,
)
from orderhub.fulfilment.model.disagreements import Places
from orderhub.fulfilment.model.parcels import Scan, ScanState, Source
from orderhub.fulfilment.service.disagreements import look
from orderhub.fulfilment.service.following import TRACK_ALL, track_all
from orderhub.fulfilment.service.gathering import MERGE, merge_waiting
from orderhub.fulfilment.service.hidden import GATHERED
from orderhub.fulfilment.service.pushing import CATCH_UP, catch_up, look_again
from orderhub.fulfilment.service.scans import Taken, refold, take_handed
from orderhub.fulfilment.service.silent import ask_for_silent
from orderhub.fulfilment.service.tasks import TELL, resume
from orderhub.fulfilment.service.told import ParcelEvent, Told, take_told
from orderhub.fulfilment.service.warehouses import waiting_for_peer
from orderhub.fulfilment.store.accepted import oldest as oldest_accepted
from orderhub.fulfilment.store.tracking import NONE_SET_UP
from orderhub.fulfilment.store.warehouses import NONE_SERVES
from orderhub.fulfilment.telling import Teller
from orderhub.fulfilment.tracking import Tracker

__all__ = [
    "CATCH_UP",
    "GATHERED",
    "MERGE",
    "NONE_SERVES",
    "NONE_SET_UP",
    "NO_BUYER_HEARS",
    "ORDERS",
    "SHIPPED",
    "SHOPS",
    "TELL",
    "TEXTED",
    "TRACK_ALL",
    "Foreman",
    "ParcelEvent",
    "Places",
    "Scan",
    "ScanState",
    "Source",
    "Taken",
    "Taker",
    "Teller",
    "Told",
    "Tracker",
    "ask_for_silent",
    "catch_up",
    "look",
    "look_again",
    "merge_waiting",
    "oldest_accepted",
    "push_orders",
    "push_shop",
    "refold",
    "resume",
    "take_handed",
    "take_told",
    "text_buyers",
    "track_all",
    "track_parcel",
    "waiting_for_peer",
]
