"""The bus on RabbitMQ: publisher confirms, mandatory messages, acks after the commit."""

import asyncio
from collections.abc import Sequence
from functools import partial

import psycopg
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import DeliveryError
from aiormq import Channel, spec
from aiormq.abc import DeliveredMessage

from orderhub.infra.bus import HUB, Carrier, Message, Subscription
from orderhub.infra.bus.address import AmqpAddress
from orderhub.infra.bus.burying import Corpse, bury
from orderhub.infra.bus.envelope import CONTENT_TYPE, sealed
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.bus.publishing import Handover, Send
from orderhub.infra.bus.rabbit_lines import (
    ANSWER_S,
    FAILURES,
    Take,
    connect,
    connected,
    hang_up,
    plain,
    take_from,
    told,
    wide_channel,
)
from orderhub.infra.bus.rabbit_places import DELIVERY_LIMIT, WRITTEN_DOWN_S, Places
from orderhub.infra.bus.receiving import receive_bodies
from orderhub.infra.db import Database
from orderhub.infra.shards import shard_awaited
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import BrokerRefused, InfraError

RECOVER_S = 1.0
PERSISTENT = 2


class RabbitBus:
    """Every process is wired with the same subscriptions: whoever comes first makes the queue."""

    carrier: Carrier = "rabbitmq"

    def __init__(
        self,
        at: AmqpAddress,
        db: Database,
        subscriptions: Sequence[Subscription],
        delivery_limit: int = DELIVERY_LIMIT,
    ) -> None:
        self._at = at
        self._db = db
        self._subscriptions = tuple(subscriptions)
        self._wanted = frozenset(topic for s in subscriptions for topic in s.topics)
        self._places = Places(at.name, delivery_limit)
        self._queues = LocalBus(db, subscriptions)
        self._connection: AbstractConnection | None = None
        self._channel: Channel | None = None
        self._handover = Handover(self._sender, self.close, FAILURES)
        self._making = asyncio.Lock()

    async def publish(self, messages: Sequence[Message]) -> None:
        """Publish persistently and wait for every confirm; BrokerDown within 10 s otherwise."""
        await self._handover.publish(messages)

    async def run(self, stop: asyncio.Event) -> None:
        """Take what is on the broker, serve all subscriptions, and bury what the broker gave up,
        until `stop`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._queues.run(stop))
            tasks.create_task(self._stay(self._places.dead, self._bury, stop))
            tasks.create_task(self._stay(self._places.hub, self._receiver(stop), stop))

    async def backlog(self) -> dict[str, int]:
        """Messages ready in the hub's queue; those just being taken are not counted."""
        self._handover.vouch()
        async with told(), connected(self._at) as connection:
            queue = await self._places.find(connection, self._places.hub)
        if queue is None:
            return {}
        return {HUB: queue.declaration_result.message_count or 0}

    async def close(self) -> None:
        """Let go of the publisher's connection, however it is."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            await hang_up(connection)

    async def _open(self) -> Channel:
        async with told():
            async with self._making:
                await self._make()
            self._connection = await connect(self._at)
            self._channel = await wide_channel(self._connection)
        return self._channel

    async def _make(self) -> None:
        """Make what is missing, one process at a time: whoever finds a queue that another has just
        made would publish into it before the broker has written it down."""
        async with (
            self._db.psycopg() as session,
            shard_awaited(session, f"rabbitmq:{self._at.name}", 0),
            connected(self._at) as connection,
        ):
            if await self._places.make(connection, self._wanted):
                await asyncio.sleep(WRITTEN_DOWN_S)

    async def _make_sure(self, connection: AbstractConnection, queue: str) -> None:
        async with self._making:
            if await self._places.find(connection, queue) is None:
                await self._make()

    async def _sender(self) -> Send:
        return partial(self._send, self._channel or await self._open())

    async def _send(self, channel: Channel, message: Message) -> None:
        about = spec.Basic.Properties(
            content_type=CONTENT_TYPE, delivery_mode=PERSISTENT, message_id=message.id
        )
        try:
            with plain():
                await channel.basic_publish(
                    sealed(message, self._at.name),
                    exchange=self._places.events,
                    routing_key=message.topic,
                    properties=about,
                    mandatory=message.topic in self._wanted,
                    wait=False,  # for the socket: each would stand behind the one before
                )
        except DeliveryError:
            why = f"no queue of {self._at.name} took {message.topic}; the relay tries again"
            raise BrokerRefused(why) from None

    def _receiver(self, stop: asyncio.Event) -> Take:
        async def take(batch: list[DeliveredMessage]) -> list[DeliveredMessage] | None:
            places = await receive_bodies(self._queues, [one.body for one in batch], stop)
            return None if places is None else [batch[place] for place in places]

        return take

    async def _bury(self, batch: list[DeliveredMessage]) -> list[DeliveredMessage]:
        await bury(self._db, [_corpse(one) for one in batch], self._subscriptions)
        return []

    async def _stay(self, name: str, take: Take, stop: asyncio.Event) -> None:
        """Take from the queue `name`, through every trouble."""
        while not stop.is_set():
            try:
                with plain():
                    async with connected(self._at) as connection:
                        async with asyncio.timeout(ANSWER_S):
                            await self._make_sure(connection, name)
                            channel = await wide_channel(connection)
                        await take_from(channel, name, take, stop)
            except (*FAILURES, TimeoutError, InfraError, psycopg.Error) as error:
                log.warning("bus.waits", bus="rabbitmq", queue=name, error=type(error).__name__)
                await pause(stop, RECOVER_S)


def _corpse(given_up: DeliveredMessage) -> Corpse:
    headers = given_up.header.properties.headers or {}
    reason, count = headers.get("x-first-death-reason", "dead"), headers.get("x-delivery-count", 0)
    return Corpse(
        body=given_up.body,
        attempts=count if isinstance(count, int) else 0,
        reason=f"{reason}: the broker gave it up, its takers died of it or sent it back",
    )
