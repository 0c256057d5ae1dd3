"""Reactions to events: a parcel that left is told to its channel, an order to its warehouse."""

from collections.abc import Callable
from datetime import datetime

from orderhub.fulfilment.events import PARCEL_SHIPPED
from orderhub.fulfilment.service.pushing import follow_order
from orderhub.fulfilment.service.tasks import want_ship_back
from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.orders.events import CHANGED, RECEIVED

SHIPPED = frozenset({PARCEL_SHIPPED})
ORDERS = frozenset({RECEIVED, CHANGED})


async def ship_back(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Store what the channel is to be told; telling it is the ticker's work."""
    await want_ship_back(tx, int(message.data["order_id"]), now())


async def push_order(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Store what the order's warehouse is to be asked."""
    await follow_order(tx, message.data, now())
