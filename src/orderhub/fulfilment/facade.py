"""What other slices and apps may ask of fulfilment."""

from orderhub.fulfilment.asking import Foreman
from orderhub.fulfilment.handlers import (
    ORDERS,
    SHIPPED,
    nobody_to_push_to,
    push_order,
    ship_back,
)
from orderhub.fulfilment.service.disagreements import look
from orderhub.fulfilment.service.scans import refold
from orderhub.fulfilment.service.tasks import TELL
from orderhub.fulfilment.telling import Teller

__all__ = [
    "ORDERS",
    "SHIPPED",
    "TELL",
    "Foreman",
    "Teller",
    "look",
    "nobody_to_push_to",
    "push_order",
    "refold",
    "ship_back",
]
