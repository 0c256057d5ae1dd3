"""The bus without a broker: a queue per consumer in PostgreSQL, for any number of processes."""

import asyncio
from collections.abc import Mapping, Sequence

import psycopg
from sqlalchemy import TextClause

from orderhub.infra.bus import Carrier, Message, Subscription
from orderhub.infra.bus.delivery import deliver, waiting_consumers
from orderhub.infra.bus.records import MESSAGES, records_of
from orderhub.infra.bus.singly import Singly
from orderhub.infra.db import Database
from orderhub.infra.outbox import RELAY, SHARDS, WAITING
from orderhub.infra.shards import lock_class
from orderhub.infra.telemetry import log
from orderhub.infra.tx import text
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import InfraError

CHANNEL = "orderhub_bus"
LOOK_EVERY_S = 1.0
RECOVER_S = 1.0
GIVEN = f"m AS (SELECT * FROM {MESSAGES})"
# Whoever held a shard a moment ago may have moved what is still seen here: only what this statement
# takes away itself is queued by it.
TAKEN = f"""
waiting AS MATERIALIZED ({WAITING}), held AS MATERIALIZED (
    SELECT shard FROM waiting WHERE pg_try_advisory_xact_lock(:class, shard)
), taken AS (
    DELETE FROM outbox WHERE id = ANY(ARRAY(
        SELECT o.id FROM held, LATERAL (
            SELECT id FROM outbox WHERE outbox.shard = held.shard ORDER BY id LIMIT :batch) AS o))
    RETURNING id, shard, topic, key, version, occurred_at, data
), m AS (
    SELECT shard, cast(id AS text) AS id, topic, key, version, occurred_at, data,
        row_number() OVER (ORDER BY key, version, taken.id) AS place FROM taken
)
"""
# The consumers hear of it at its commit; a statement that stands alone takes one round trip.
QUEUE = """
WITH {messages}, queued AS (
    INSERT INTO bus_messages (consumer, shard, event_id, topic, key, version, occurred_at, data)
    SELECT c.consumer, m.shard, m.id, m.topic, m.key, m.version, m.occurred_at, m.data
    FROM m JOIN unnest(cast(:consumers AS text[]), cast(:topics AS text[])) WITH ORDINALITY
        AS c (consumer, topic, place) ON c.topic = m.topic
    WHERE NOT EXISTS (
        SELECT 1 FROM dead_letters d WHERE d.consumer = c.consumer AND d.event_id = m.id) {awake}
    ORDER BY m.place, c.place
    ON CONFLICT (consumer, event_id) DO NOTHING RETURNING consumer
)
SELECT (SELECT count(*) FROM m) AS messages, (
    SELECT count(pg_notify(:channel, consumer)) FROM (SELECT DISTINCT consumer FROM queued) AS heard
) AS consumers
"""
ASLEEP = "AND NOT (c.consumer = '{consumer}' AND ({idle}))"


class LocalBus:
    """Every process is wired with the same subscriptions: the publisher fans out to all, but for
    those on whom no message can have an effect now."""

    carrier: Carrier = "local"

    def __init__(self, db: Database, subscriptions: Sequence[Subscription]) -> None:
        self._db = db
        self._subscriptions = tuple(subscriptions)
        self._singly = Singly(db)
        takes = [(s.consumer, topic) for s in subscriptions for topic in sorted(s.topics)]
        self._takes = {
            "channel": CHANNEL,
            "consumers": [consumer for consumer, _ in takes],
            "topics": [topic for _, topic in takes],
        }
        self._topics = frozenset(topic for _, topic in takes)
        awake = "".join(
            ASLEEP.format(consumer=s.consumer, idle=s.idle.text)
            for s in subscriptions
            if s.idle is not None
        )
        self._queue_given = text(QUEUE.format(messages=GIVEN, awake=awake))
        self._queue_taken = text(QUEUE.format(messages=TAKEN, awake=awake))

    async def publish(self, messages: Sequence[Message]) -> None:
        """Queue `messages` for every consumer of their topics, all or none."""
        wanted = [message for message in messages if message.topic in self._topics]
        if wanted:
            await self._queue(self._queue_given, {"messages": records_of(wanted)})

    async def take_over(self, most: int) -> int:
        """Move up to `most` events of each shard from the outbox into the queues; returns how many.
        Shards that another process holds are left to it."""
        which = {"class": lock_class(RELAY), "shards": SHARDS, "batch": most}
        return await self._queue(self._queue_taken, which)

    async def _queue(self, statement: TextClause, which: Mapping[str, object]) -> int:
        async with self._db.autocommit() as tx:
            return (await tx.execute(statement, {**self._takes, **which})).scalar_one()

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
        more, suspected = await deliver(self._db, subscription)
        return (bool(suspected) and await self._singly.deliver(subscription, suspected)) or more
