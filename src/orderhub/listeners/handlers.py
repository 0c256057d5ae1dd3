"""What listeners hear on the bus: everything that orders announce."""

from collections.abc import Callable
from datetime import datetime

from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.listeners.service.hearing import hear
from orderhub.listeners.service.naming import KINDS, happening_of

TOPICS = frozenset(KINDS)


async def listen(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """Let the live listeners act on it; a repeat does nothing."""
    happening = happening_of(message.topic, message.data, message.occurred_at)
    if happening is not None:
        await hear(tx, message.id, happening, now())
