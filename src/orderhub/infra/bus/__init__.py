"""The bus port: messages in, subscriptions out; an adapter decides what carries them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy import TextClause

from orderhub.infra.db import Tx

DbHandler = Callable[[Sequence["Message"], Tx], Awaitable[None]]
Carrier = Literal["local", "rabbitmq", "kafka"]
HUB = "hub"
"""The hub as its broker's reader: its queue or group, and who could not take what is unreadable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An event on its way; `id` is the same at every delivery, `key` orders by `version`."""

    id: str
    topic: str
    key: str
    version: int
    occurred_at: datetime
    data: dict[str, Any]


def each(handler: Callable[[Message, Tx], Awaitable[None]]) -> DbHandler:
    """For messages that are rare, or have nothing to do together."""

    async def handle(messages: Sequence[Message], tx: Tx) -> None:
        for message in messages:
            await handler(message, tx)

    return handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a consumer takes. `handler` takes a batch and only touches the database: effects and
    inbox marks commit together, exactly once. When a batch fails, its messages come again one by
    one. `idle` is a query without values, true while no message can have an effect: none is queued
    then."""

    consumer: str
    topics: frozenset[str]
    handler: DbHandler
    idle: TextClause | None = None


class Bus(Protocol):
    """What carries messages from the relay to the consumers."""

    carrier: Carrier

    async def publish(self, messages: Sequence[Message]) -> None:
        """Hand over `messages` in this order; returns when they are safe. Repeats are allowed.

        BrokerDown tells within 10 s that some are not, or that nobody knows, and which are.
        """
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver to the subscriptions until `stop`, at least once, each key by version."""
        ...

    async def backlog(self) -> dict[str, int]:
        """Messages that the broker holds, under `HUB`; empty where there is no broker."""
        ...

    async def close(self) -> None:
        """Let go of the broker; `publish` may open it again."""
        ...
