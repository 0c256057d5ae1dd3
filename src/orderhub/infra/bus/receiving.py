"""Messages off a broker: each consumer's queue in PostgreSQL has them before the broker may forget.

From there `LocalBus` delivers them: the same retries, order and dead letters on every bus.
"""

import asyncio
from collections.abc import Sequence

import psycopg

from orderhub.infra.bus import Message
from orderhub.infra.bus.envelope import opened
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import ContractViolation, InfraError

RECOVER_S = 1.0
UNKEEPABLE = (psycopg.DataError, TypeError, ValueError)


async def receive_bodies(
    queues: LocalBus, bodies: Sequence[bytes], stop: asyncio.Event
) -> list[int] | None:
    """As `receive`, of what lay on the broker: returns the places in `bodies` of those that are no
    events or not taken, which the broker is to give up; None when stopped."""
    readable: list[Message] = []
    place: dict[str, int] = {}
    given_up: list[int] = []
    for number, body in enumerate(bodies):
        try:
            message = opened(body)
        except ContractViolation:
            given_up.append(number)
            continue
        readable.append(message)
        place[message.id] = number
    refused = await receive(queues, readable, stop)
    return None if refused is None else [*given_up, *(place[one.id] for one in refused)]


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
