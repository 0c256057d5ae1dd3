"""Pushes of one website shop: what waits, what is on its way, what the hub refused."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """Where the hub listens; an API key wins over the webhook secret."""

    url: str
    secret: str
    api_key: str | None


@dataclass(slots=True)
class Batch:
    """One push: body and key stay the same however often it is repeated."""

    key: str
    body: bytes
    numbers: tuple[str, ...]
    attempts: int = 0
    last_answer: str = ""


@dataclass(slots=True)
class PushDesk:
    """`waiting` keeps one entry for an order however often it changed; nothing is ever dropped."""

    secret: str
    target: Target | None = None
    waiting: dict[str, None] = field(default_factory=dict[str, None])
    unanswered: deque[Batch] = field(default_factory=deque[Batch])
    refused: list[Batch] = field(default_factory=list[Batch])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, external_no: str) -> None:
        """This order is news for the hub."""
        self.waiting[external_no] = None
        self.stirred.set()

    def clear(self) -> None:
        """No target, nothing waits."""
        self.target = None
        self.waiting.clear()
        self.unanswered.clear()
        self.refused.clear()

    def take(self, most: int) -> tuple[str, ...]:
        """The oldest waiting order numbers; they leave the queue."""
        numbers = tuple(self.waiting)[:most]
        for number in numbers:
            del self.waiting[number]
        return numbers


def new_key() -> str:
    """A message id that is also the idempotency key."""
    return f"msg_{secrets.token_hex(12)}"
