"""What partners are told of: events of the storeys below become deliveries."""

from collections.abc import Callable, Sequence
from datetime import datetime

from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.orders import events as orders
from orderhub.partners.store.queue import queue
from orderhub.stock import events as stock

TOPICS = frozenset(
    {
        orders.RECEIVED,
        orders.CHANGED,
        orders.ADDRESS_CHANGED,
        orders.RAISED,
        orders.CLEARED,
        stock.SHORTAGE,
        stock.UNMAPPED,
    }
)


async def queue_events(messages: Sequence[Message], tx: Tx, now: Callable[[], datetime]) -> None:
    """A delivery for every endpoint that subscribed; the same event twice changes nothing."""
    await queue(tx, messages, now())
