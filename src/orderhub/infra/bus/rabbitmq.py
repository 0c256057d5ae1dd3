"""The bus on RabbitMQ: publisher confirms, mandatory messages, acks after the commit."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from functools import partial

import aio_pika
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
    DeliveryMode,
)
from aio_pika.exceptions import AMQPError, DeliveryError

from orderhub.infra.bus import Carrier, Message, Subscription
from orderhub.infra.bus.address import AmqpAddress
from orderhub.infra.bus.burying import Corpse, bury
from orderhub.infra.bus.envelope import CONTENT_TYPE, opened, sealed
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.bus.publishing import Handover, Send
from orderhub.infra.bus.rabbit_places import DELIVERY_LIMIT, Places
from orderhub.infra.bus.receiving import receive_until_done
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import BrokerDown, BrokerRefused, ContractViolation, InfraError

BATCH = 200
CONNECT_S = 5.0
CLOSE_S = 2.0
RECOVER_S = 1.0
HEARTBEAT_S = 15
# aiormq tells a closed channel by a RuntimeError of its own.
FAILURES = (AMQPError, OSError, RuntimeError)
Take = Callable[[list[AbstractIncomingMessage]], Awaitable[bool]]


class RabbitBus:
    """Every process is wired with the same subscriptions: whoever comes first makes the queues."""

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
        self._waiting_room = LocalBus(db, subscriptions)
        self._connection: AbstractConnection | None = None
        self._exchange: AbstractExchange | None = None
        self._handover = Handover(self._sender, self.close, FAILURES)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Publish persistently and wait for every confirm; BrokerDown within 10 s otherwise."""
        await self._handover.publish(messages)

    async def run(self, stop: asyncio.Event) -> None:
        """Consume all subscriptions, and bury what the broker gave up, until `stop`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._waiting_room.run(stop))
            tasks.create_task(self._stay(self._bury, stop))
            for subscription in self._subscriptions:
                tasks.create_task(self._stay(self._consumer(subscription), stop))

    async def backlog(self) -> dict[str, int]:
        """Messages ready in each consumer's queue; those just being handled are not counted."""
        found: dict[str, int] = {}
        async with _told(), _connected(self._at) as connection:
            channel = await connection.channel()
            await self._places.declare(channel, self._subscriptions)
            for subscription in self._subscriptions:
                queue = await self._places.declare_queue(channel, subscription)
                found[subscription.consumer] = queue.declaration_result.message_count or 0
        return found

    async def close(self) -> None:
        """Let go of the publisher's connection, however it is."""
        connection, self._connection, self._exchange = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(TimeoutError, *FAILURES):
                async with asyncio.timeout(CLOSE_S):
                    await connection.close()

    async def _open(self) -> AbstractExchange:
        async with _told():
            self._connection = await aio_pika.connect(
                self._at.url, timeout=CONNECT_S, heartbeat=HEARTBEAT_S
            )
            channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
            self._exchange = await self._places.declare(channel, self._subscriptions)
        return self._exchange

    async def _sender(self) -> Send:
        return partial(self._send, self._exchange or await self._open())

    async def _send(self, exchange: AbstractExchange, message: Message) -> None:
        body = aio_pika.Message(
            sealed(message, self._at.name),
            content_type=CONTENT_TYPE,
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=message.id,
        )
        try:
            await exchange.publish(
                body, routing_key=message.topic, mandatory=message.topic in self._wanted
            )
        except DeliveryError:
            told = f"no queue of {self._at.name} took {message.topic}; the relay tries again"
            raise BrokerRefused(told) from None

    def _consumer(
        self, subscription: Subscription
    ) -> Callable[[AbstractChannel, asyncio.Event], Awaitable[None]]:
        async def consume(channel: AbstractChannel, stop: asyncio.Event) -> None:
            await self._places.declare(channel, [subscription])
            queue = await self._places.declare_queue(channel, subscription)

            async def take(batch: list[AbstractIncomingMessage]) -> bool:
                readable: list[Message] = []
                for one in batch:
                    try:
                        readable.append(opened(one.body))
                    except ContractViolation:
                        await one.reject(requeue=False)
                return await receive_until_done(self._db, subscription, readable, stop)

            await _take_from(queue, take, stop)

        return consume

    async def _bury(self, channel: AbstractChannel, stop: asyncio.Event) -> None:
        queue = await self._places.declare_dead(channel)

        async def take(batch: list[AbstractIncomingMessage]) -> bool:
            await bury(self._db, [_corpse(one) for one in batch])
            return True

        await _take_from(queue, take, stop)

    async def _stay(
        self,
        consume: Callable[[AbstractChannel, asyncio.Event], Awaitable[None]],
        stop: asyncio.Event,
    ) -> None:
        while not stop.is_set():
            try:
                async with _connected(self._at) as connection:
                    channel = await connection.channel()
                    await channel.set_qos(prefetch_count=BATCH)
                    await consume(channel, stop)
            except (*FAILURES, TimeoutError, InfraError) as error:
                log.warning("bus.waits", bus="rabbitmq", error=type(error).__name__)
                await pause(stop, RECOVER_S)


@contextlib.asynccontextmanager
async def _connected(at: AmqpAddress) -> AsyncGenerator[AbstractConnection]:
    connection = await aio_pika.connect(at.url, timeout=CONNECT_S, heartbeat=HEARTBEAT_S)
    try:
        yield connection
    finally:
        with contextlib.suppress(TimeoutError, *FAILURES):
            async with asyncio.timeout(CLOSE_S):
                await connection.close()


@contextlib.asynccontextmanager
async def _told() -> AsyncGenerator[None]:
    """Say it in our words when the broker cannot be used."""
    try:
        async with asyncio.timeout(CONNECT_S * 2):
            yield
    except (*FAILURES, TimeoutError) as error:
        raise BrokerDown(f"the broker cannot be reached: {type(error).__name__}") from error


async def _take_from(queue: AbstractQueue, take: Take, stop: asyncio.Event) -> None:
    """Give batches to `take` and acknowledge what it has done; ends with `stop` or the channel."""
    arrived: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()

    def ring(*_: object) -> None:
        arrived.put_nowait(None)

    channel = await queue.channel.get_underlay_channel()
    channel.on_consumer_cancel_callbacks.add(ring)  # the queue was deleted
    queue.channel.close_callbacks.add(ring)
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(ring)
    try:
        await queue.consume(arrived.put)
        while (first := await arrived.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not arrived.empty():
                if (more := arrived.get_nowait()) is None:
                    return
                batch.append(more)
            if not await take(batch):
                return
            if done := [one for one in batch if not one.processed]:  # else: all were rejected
                await done[-1].ack(multiple=True)
    finally:
        stopping.cancel()


def _corpse(given_up: AbstractIncomingMessage) -> Corpse:
    reason = str(given_up.headers.get("x-first-death-reason", "dead"))
    return Corpse(
        consumer=given_up.routing_key or "",
        body=given_up.body,
        attempts=_attempts(given_up),
        reason=f"{reason}: the broker gave it up, its takers died of it or sent it back",
    )


def _attempts(given_up: AbstractIncomingMessage) -> int:
    count = given_up.headers.get("x-delivery-count", 0)
    return int(count) if isinstance(count, int) else 0
