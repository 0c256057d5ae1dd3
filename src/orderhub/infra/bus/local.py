"""The bus without a broker: a queue per consumer in PostgreSQL, for any number of processes."""

import asyncio
from collections.abc import Sequence

import psycopg
from sqlalchemy import text

from orderhub.infra.bus import Carrier, InTransaction, Message, Subscription
from orderhub.infra.bus.delivery import (
    deliver_in_transaction,
    deliver_outside,
    waiting_consumers,
    waiting_shards,
)
from orderhub.infra.bus.records import MESSAGES, records_of
from orderhub.infra.db import Database, Tx
from orderhub.infra.notices import notify
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import InfraError

CHANNEL = "orderhub_bus"
LOOK_EVERY_S = 1.0
RECOVER_S = 1.0
PUBLISH = text(f"""
INSERT INTO bus_messages (consumer, shard, event_id, topic, key, version, occurred_at, data)
SELECT c.consumer, m.shard, m.id, m.topic, m.key, m.version, m.occurred_at, m.data
FROM {MESSAGES}
JOIN unnest(cast(:consumers AS text[]), cast(:topics AS text[])) WITH ORDINALITY
    AS c (consumer, topic, place) ON c.topic = m.topic
WHERE NOT EXISTS (
    SELECT 1 FROM dead_letters d WHERE d.consumer = c.consumer AND d.event_id = m.id)
ORDER BY m.place, c.place
ON CONFLICT (consumer, event_id) DO NOTHING
""")


class LocalBus:
    """Every process is wired with the same subscriptions: the publisher fans out to all."""

    carrier: Carrier = "local"

    def __init__(self, db: Database, subscriptions: Sequence[Subscription]) -> None:
        self._db = db
        self._subscriptions = tuple(subscriptions)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Queue `messages` for every consumer of their topics, in one transaction; not for those
        on whom no message can have an effect now."""
        topics = {message.topic for message in messages}
        concerned = [s for s in self._subscriptions if not topics.isdisjoint(s.topics)]
        async with self._db.transaction() as tx:
            awake = [s for s in concerned if not await _is_idle(s, tx)]
            if not awake:
                return
            takes = [(s.consumer, topic) for s in awake for topic in topics & s.topics]
            wanted = {topic for _, topic in takes}
            await tx.execute(
                PUBLISH,
                {
                    "messages": records_of([m for m in messages if m.topic in wanted]),
                    "consumers": [consumer for consumer, _ in takes],
                    "topics": [topic for _, topic in takes],
                },
            )
            for subscription in awake:
                notify(tx, CHANNEL, subscription.consumer)

    async def backlog(self) -> dict[str, int]:
        """Empty: what waits lies in `bus_messages`."""
        return {}

    async def close(self) -> None:
        """Nothing to let go of."""

    async def run(self, stop: asyncio.Event) -> None:
        """Consume all subscriptions until `stop`."""
        async with (
            Bell(self._db, CHANNEL).listening(stop) as bell,
            asyncio.TaskGroup() as consumers,
        ):
            consumers.create_task(self._look(bell, stop))
            for subscription in self._subscriptions:
                consumers.create_task(self._consume(subscription, bell, stop))

    async def _look(self, bell: Bell, stop: asyncio.Event) -> None:
        """Ring for what nobody rang for: tries whose time has come, what a process that died left
        behind. One look for all consumers: an idle hub must not be busy."""
        consumers = [subscription.consumer for subscription in self._subscriptions]
        while not stop.is_set():
            try:
                for consumer in await waiting_consumers(self._db, consumers):
                    bell.ring(consumer)
            except InfraError as error:
                log.warning("bus.does_not_look", error=type(error).__name__)
            await pause(stop, LOOK_EVERY_S)

    async def _consume(self, subscription: Subscription, bell: Bell, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if not await self._pass(subscription):
                    await bell.wait(name=subscription.consumer)
            except (InfraError, psycopg.Error) as error:
                log.warning("bus.waits", consumer=subscription.consumer, error=type(error).__name__)
                await pause(stop, RECOVER_S)

    async def _pass(self, subscription: Subscription) -> bool:
        if isinstance(subscription, InTransaction):
            return await deliver_in_transaction(self._db, subscription)
        shards = await waiting_shards(self._db, subscription.consumer)
        if not shards:
            return False
        async with self._db.psycopg() as session:
            return await deliver_outside(self._db, session, subscription, shards)


async def _is_idle(subscription: Subscription, tx: Tx) -> bool:
    return isinstance(subscription, InTransaction) and await subscription.is_idle(tx)
