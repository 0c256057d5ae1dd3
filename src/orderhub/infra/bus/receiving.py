"""Messages off a broker: each consumer's queue in PostgreSQL has them before the broker may forget.

From there `LocalBus` delivers them: the same retries, order and dead letters on every bus.
"""

import asyncio
from collections.abc import Sequence

import psycopg

from orderhub.infra.bus import Message
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError

RECOVER_S = 1.0


async def receive(queues: LocalBus, messages: Sequence[Message], stop: asyncio.Event) -> bool:
    """Queue `messages`, waiting for the database as long as needed; False when stopped."""
    while not stop.is_set():
        try:
            await queues.publish(messages)
        except (InfraError, psycopg.Error) as error:
            log.warning("bus.waits", error=type(error).__name__)
            await pause(stop, RECOVER_S)
        else:
            return True
    return False
