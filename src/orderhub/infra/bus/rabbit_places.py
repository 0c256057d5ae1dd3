"""What the hub has on RabbitMQ: one exchange of events, a queue per consumer, one of dead letters.

Reliability reference §5.1: quorum queues, a delivery limit, at-least-once dead-lettering (which
needs reject-publish). One process at a time takes from a queue, so that each key stays in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from aio_pika.exceptions import ChannelNotFoundEntity

from orderhub.infra.bus import Subscription

DELIVERY_LIMIT = 20
# RabbitMQ before 3.13.4 writes a new quorum queue's name down when half a second went by without
# another. Killed before that it makes the queue anew: empty, whatever it had confirmed.
WRITTEN_DOWN_S = 2.0


@dataclass(frozen=True, slots=True)
class Places:
    """Names under `name`, and how often a queue tries a message that kills its takers."""

    name: str
    delivery_limit: int = DELIVERY_LIMIT

    @property
    def events(self) -> str:
        """The topic exchange; outside readers bind queues of their own to it."""
        return f"{self.name}.events"

    @property
    def dead(self) -> str:
        """The exchange and the queue of dead letters."""
        return f"{self.name}.dead-letters"

    def queue(self, consumer: str) -> str:
        return f"{self.name}.{consumer}"

    async def find(self, connection: AbstractConnection, queue: str) -> AbstractQueue | None:
        """The queue as it is, on a channel of its own; None when there is none."""
        channel = await connection.channel()
        try:
            return await channel.get_queue(queue)
        except ChannelNotFoundEntity:
            return None

    async def make(
        self, connection: AbstractConnection, subscriptions: Sequence[Subscription]
    ) -> bool:
        """Make what is missing; whether a queue was, and is not to be trusted before
        `WRITTEN_DOWN_S` have passed."""
        queues = [self.dead, *(self.queue(s.consumer) for s in subscriptions)]
        found = [await self.find(connection, queue) for queue in queues]
        await self.declare(await connection.channel(), subscriptions)
        return None in found

    async def declare(
        self, channel: AbstractChannel, subscriptions: Sequence[Subscription]
    ) -> AbstractExchange:
        """Make what is missing: exchanges, the queues of all consumers, their bindings."""
        exchange = await channel.declare_exchange(self.events, ExchangeType.TOPIC, durable=True)
        await self.declare_dead(channel)
        for subscription in subscriptions:
            queue = await self.declare_queue(channel, subscription)
            for topic in sorted(subscription.topics):
                await queue.bind(exchange, topic)
        return exchange

    async def declare_dead(self, channel: AbstractChannel) -> AbstractQueue:
        """The queue where the broker puts what it gives up."""
        exchange = await channel.declare_exchange(self.dead, ExchangeType.FANOUT, durable=True)
        queue = await channel.declare_queue(
            self.dead, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(exchange)
        return queue

    async def declare_queue(
        self, channel: AbstractChannel, subscription: Subscription
    ) -> AbstractQueue:
        """One consumer's queue."""
        arguments: dict[str, Any] = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": self.delivery_limit,
            "x-dead-letter-exchange": self.dead,
            "x-dead-letter-routing-key": subscription.consumer,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        return await channel.declare_queue(
            self.queue(subscription.consumer), durable=True, arguments=arguments
        )
