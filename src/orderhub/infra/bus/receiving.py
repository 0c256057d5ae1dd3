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
UNKEEPABLE = (psycopg.DataError, TypeError, ValueError)


async def receive(
    queues: LocalBus, messages: Sequence[Message], stop: asyncio.Event
) -> list[Message] | None:
    """Queue `messages`, waiting for the database as long as needed. Returns those that it does not
    take whatever happens; None when stopped."""
    while not stop.is_set():
        try:
            await queues.publish(messages)
        except UNKEEPABLE as error:
            if len(messages) > 1:
                return await _receive_each(queues, messages, stop)
            log.warning("bus.refused", error=type(error).__name__)
            return list(messages)
        except (InfraError, psycopg.Error) as error:
            log.warning("bus.waits", error=type(error).__name__)
            await pause(stop, RECOVER_S)
        else:
            return []
    return None


async def _receive_each(
    queues: LocalBus, messages: Sequence[Message], stop: asyncio.Event
) -> list[Message] | None:
    refused: list[Message] = []
    for message in messages:
        alone = await receive(queues, [message], stop)
        if alone is None:
            return None
        refused += alone
    return refused
