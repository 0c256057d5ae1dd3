"""The bus on Kafka: an idempotent producer, a group whose offsets move after the commit.

Waits for a retry lie in PostgreSQL (`receiving`), not in a retry topic, so that no later event of
an order overtakes the one that waits and nothing behind a failing message stands still.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import psycopg
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka import Message as Record

from orderhub.infra.bus import HUB, Carrier, Message, Subscription
from orderhub.infra.bus.address import KafkaAddress
from orderhub.infra.bus.burying import Corpse, bury
from orderhub.infra.bus.envelope import sealed
from orderhub.infra.bus.kafka_lines import Line, Reader
from orderhub.infra.bus.kafka_places import Places
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.bus.publishing import Handover, Send
from orderhub.infra.bus.receiving import receive_bodies
from orderhub.infra.db import Database
from orderhub.infra.installation import recall, remember
from orderhub.infra.outbox import shard_of
from orderhub.infra.shards import shard_awaited
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import BrokerDown, InfraError

BATCH = 200
RECOVER_S = 1.0
DESK = "dead-letters"
Take = Callable[[list[Record]], Awaitable[bool]]
FAILURES = (KafkaException, OSError, BufferError)


class KafkaBus:
    """Every process is wired with the same subscriptions: whoever comes first founds the group."""

    carrier: Carrier = "kafka"

    def __init__(
        self, at: KafkaAddress, db: Database, subscriptions: Sequence[Subscription]
    ) -> None:
        self._at = at
        self._db = db
        self._subscriptions = tuple(subscriptions)
        self._places = Places(at.options, at.name)
        self._queues = LocalBus(db, subscriptions)
        self._line: Line | None = None
        self._partitions = 0
        self._handover = Handover(self._sender, self.close, FAILURES)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Produce and wait until all replicas in sync have each; BrokerDown within 10 s else."""
        await self._handover.publish(messages)

    async def run(self, stop: asyncio.Event) -> None:
        """Take what is on the broker, serve all subscriptions, and bury what was unreadable, until
        `stop`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._queues.run(stop))
            tasks.create_task(self._stay(self._places.dead, DESK, self._bury, stop))
            tasks.create_task(self._stay(self._places.events, HUB, self._receiver(stop), stop))

    async def backlog(self) -> dict[str, int]:
        """Records between the group's offsets and the end of the topic."""
        self._handover.vouch()
        async with self._handover.turn:
            await self._open()
        try:
            return {HUB: await asyncio.to_thread(self._places.backlog, HUB, self._partitions)}
        except FAILURES as error:
            raise BrokerDown(_told(error)) from error

    async def close(self) -> None:
        """Let go of the producer; what it has not sent the relay sends again."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    async def _open(self) -> Line:
        if self._line is not None:
            return self._line
        line = Line(self._at.options)
        try:
            await asyncio.to_thread(self._places.make_topics)
            self._partitions = await asyncio.to_thread(line.partitions, self._places.events)
            await self._found_group()
        except FAILURES as error:
            line.close()
            raise BrokerDown(_told(error)) from error
        self._line = line
        return line

    async def _found_group(self) -> None:
        """Once ever, before anything is published. Processes that come first together take turns:
        the slower one would put the group behind what was published."""
        known_as = f"kafka:{self._at.name}"
        async with self._db.psycopg() as session, shard_awaited(session, known_as, 0):
            async with self._db.transaction() as tx:
                if await recall(tx, known_as) == HUB:
                    return
            await asyncio.to_thread(self._places.found, HUB, self._partitions)
            async with self._db.transaction() as tx:
                await remember(tx, known_as, HUB)

    async def _sender(self) -> Send:
        return partial(self._send, await self._open())

    async def _send(self, line: Line, message: Message) -> None:
        await line.send(
            self._places.events,
            sealed(message, self._at.name),
            key=message.key,
            partition=shard_of(message.key) % self._partitions,
        )

    async def _stay(self, topic: str, group: str, take: Take, stop: asyncio.Event) -> None:
        """Take from `topic` as a member of `group`, through every trouble."""
        while not stop.is_set():
            try:
                async with self._handover.turn:
                    await self._open()
                await self._read(topic, group, take, stop)
            except (*FAILURES, InfraError, psycopg.Error) as error:
                log.warning("bus.waits", bus="kafka", error=type(error).__name__)
                await pause(stop, RECOVER_S)

    async def _read(self, topic: str, group: str, take: Take, stop: asyncio.Event) -> None:
        reader = Reader({**self._at.options, **self._at.reading}, self._places.group(group), topic)
        try:
            while not stop.is_set():
                records = await reader.take(BATCH)
                if records and await take(records):
                    await reader.done(records)
        finally:
            await reader.close()

    def _receiver(self, stop: asyncio.Event) -> Take:
        async def take(records: list[Record]) -> bool:
            bodies = [record.value() or b"" for record in records]
            places = await receive_bodies(self._queues, bodies, stop)
            if places is None:
                return False
            await self._give_up([bodies[place] for place in places])
            return True

        return take

    async def _give_up(self, bodies: list[bytes]) -> None:
        for body in bodies:
            async with self._handover.turn:
                line = await self._open()
            await line.send(self._places.dead, body, key=HUB)

    async def _bury(self, records: list[Record]) -> bool:
        await bury(self._db, [_corpse(record) for record in records], self._subscriptions)
        return True


def _corpse(record: Record) -> Corpse:
    reason = "put into the topic of dead letters"
    return Corpse(body=record.value() or b"", attempts=1, reason=reason)


def _told(error: Exception) -> str:
    code = error.args[0] if error.args else None
    name = code.name() if isinstance(code, KafkaError) else type(error).__name__
    return f"the broker cannot be used: {name}"
