"""What other slices and apps may ask of fulfilment."""

from orderhub.fulfilment.asking import Foreman
from orderhub.fulfilment.handlers import (
    ORDERS,
    SHIPPED,
    SHOPS,
    push_order,
    push_shop,
    ship_back,
    text_buyer,
)
from orderhub.fulfilment.service.disagreements import look
from orderhub.fulfilment.service.pushing import CATCH_UP, catch_up
from orderhub.fulfilment.service.scans import refold
from orderhub.fulfilment.service.tasks import TELL, resume
from orderhub.fulfilment.service.warehouses import waiting_for_peer
from orderhub.fulfilment.store.warehouses import none_serves
from orderhub.fulfilment.telling import Teller

__all__ = [
    "CATCH_UP",
    "ORDERS",
    "SHIPPED",
    "SHOPS",
    "TELL",
    "Foreman",
    "Teller",
    "catch_up",
    "look",
    "none_serves",
    "push_order",
    "push_shop",
    "refold",
    "resume",
    "ship_back",
    "text_buyer",
    "waiting_for_peer",
]
