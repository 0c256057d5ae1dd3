"""Reactions to events: a parcel that left is told to its channel."""

from collections.abc import Callable
from datetime import datetime

from orderhub.fulfilment.events import PARCEL_SHIPPED
from orderhub.fulfilment.service.tasks import want_ship_back
from orderhub.infra.bus import Message
from orderhub.infra.db import Tx

SHIPPED = frozenset({PARCEL_SHIPPED})


async def ship_back(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Store what the channel is to be told; telling it is the ticker's work."""
    await want_ship_back(tx, int(message.data["order_id"]), now())
