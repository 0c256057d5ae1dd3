"""What other slices and apps may ask of fulfilment."""

from orderhub.fulfilment.handlers import SHIPPED, ship_back
from orderhub.fulfilment.service.scans import refold
from orderhub.fulfilment.service.tasks import TELL
from orderhub.fulfilment.telling import Teller

__all__ = ["SHIPPED", "TELL", "Teller", "refold", "ship_back"]
