"""What the hub has on RabbitMQ: one exchange of events, a queue of its own, one of dead letters.

Reliability reference §5.1: quorum queues, a delivery limit, at-least-once dead-lettering (which
needs reject-publish). One process at a time takes from the queue, so that each key stays in order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractQueue
from aio_pika.exceptions import ChannelNotFoundEntity

from orderhub.infra.bus import HUB

DELIVERY_LIMIT = 20
# RabbitMQ before 3.13.4 writes a new quorum queue's name down when half a second went by without
# another. Killed before that it makes the queue anew: empty, whatever it had confirmed.
WRITTEN_DOWN_S = 2.0


@dataclass(frozen=True, slots=True)
class Places:
    """Names under `name`, and how often the queue tries a message that kills its takers."""

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

    @property
    def hub(self) -> str:
        """The queue that the hub reads."""
        return f"{self.name}.{HUB}"

    async def find(self, connection: AbstractConnection, queue: str) -> AbstractQueue | None:
        """The queue as it is, on a channel of its own; None when there is none."""
        channel = await connection.channel()
        try:
            return await channel.get_queue(queue)
        except ChannelNotFoundEntity:
            return None

    async def make(self, connection: AbstractConnection, topics: Iterable[str]) -> bool:
        """Make what is missing; whether a queue was, and is not to be trusted before
        `WRITTEN_DOWN_S` have passed."""
        found = [await self.find(connection, queue) for queue in (self.dead, self.hub)]
        channel = await connection.channel()
        exchange = await channel.declare_exchange(self.events, ExchangeType.TOPIC, durable=True)
        await self._declare_dead(channel)
        queue = await self._declare_hub(channel)
        for topic in sorted(topics):
            await queue.bind(exchange, topic)
        return None in found

    async def _declare_dead(self, channel: AbstractChannel) -> None:
        """The queue where the broker puts what it gives up."""
        exchange = await channel.declare_exchange(self.dead, ExchangeType.FANOUT, durable=True)
        queue = await channel.declare_queue(
            self.dead, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(exchange)

    async def _declare_hub(self, channel: AbstractChannel) -> AbstractQueue:
        arguments: dict[str, Any] = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": self.delivery_limit,
            "x-dead-letter-exchange": self.dead,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        return await channel.declare_queue(self.hub, durable=True, arguments=arguments)
