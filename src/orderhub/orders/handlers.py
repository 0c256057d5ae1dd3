"""What orders hear of stock: goods came, or a listing became a SKU. Safe to hear twice."""

from collections.abc import Callable
from datetime import datetime

from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.orders.service.absorb import look_at_stock
from orderhub.stock import events

TOPICS = frozenset({events.FILLED, events.MAPPED})


async def stock_moved(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Flag the orders it names as short, or no more, as stock stands now."""
    await look_at_stock(tx, message.data["order_ids"], now())
