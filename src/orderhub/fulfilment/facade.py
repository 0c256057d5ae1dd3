"""What other slices and apps may ask of fulfilment."""

from orderhub.fulfilment.asking import Foreman
from orderhub.fulfilment.handlers import (
    ORDERS,
    SHIPPED,
    push_order,
    ship_back,
)
from orderhub.fulfilment.service.disagreements import look
from orderhub.fulfilment.service.scans import refold
from orderhub.fulfilment.service.tasks import TELL
from orderhub.fulfilment.store.warehouses import none_serves
from orderhub.fulfilment.telling import Teller

__all__ = [
    "ORDERS",
    "SHIPPED",
    "TELL",
    "Foreman",
    "Teller",
    "look",
    "none_serves",
    "push_order",
    "refold",
    "ship_back",
]
