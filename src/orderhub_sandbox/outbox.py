"""Messages of a shop to whoever listens: what waits, what was handed out, what was answered."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

_AGAIN_AFTER_SECONDS = 600
_MOST_ANSWERS = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `event` is the sandbox's word (`order.to_ship`, `case.requested`,
    `shop.revoked`), `topic` the platform's, `at` epoch seconds."""

    message_no: str
    event: str
    topic: str
    external_no: str
    case_no: str
    at: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where the hub listens; a `secret` of its own where the platform lets the hub choose one."""

    url: str
    secret: str = ""


@dataclass(slots=True)
class Outbox:
    """Closed until somebody subscribes: then every change leaves a message. One that was handed out
    and not confirmed comes again: after ten minutes, or when the control API says so."""

    listening: bool = False
    target: Target | None = None
    waiting: deque[Message] = field(default_factory=deque[Message])
    given: dict[str, tuple[Message, float]] = field(
        default_factory=dict[str, tuple[Message, float]]
    )
    confirmed: int = 0
    answers: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    def put(self, message: Message) -> None:
        if self.listening:
            self.waiting.append(message)
            self.stirred.set()

    def take(self, most: int) -> list[Message]:
        """The oldest that wait; they are given until they are confirmed."""
        now = time.monotonic()
        self.back([m for m, at in self.given.values() if at + _AGAIN_AFTER_SECONDS <= now])
        taken = [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]
        self.given.update((message.message_no, (message, now)) for message in taken)
        return taken

    def confirm(self, numbers: Iterable[str]) -> int:
        """Done with; returns how many of them were known."""
        gone = [number for number in numbers if self.given.pop(number, None)]
        self.confirmed += len(gone)
        return len(gone)

    def back(self, messages: Iterable[Message]) -> None:
        """Given ones wait again, before the others."""
        known = [m for m in messages if self.given.pop(m.message_no, None)]
        self.waiting.extendleft(reversed(known))
        if known:
            self.stirred.set()

    def answered(self, answer: dict[str, object]) -> None:
        """Keeps what a listener answered to a push."""
        del self.answers[: len(self.answers) + 1 - _MOST_ANSWERS]
        self.answers.append(answer)

    def clear(self) -> None:
        """Nobody listens, nothing waits."""
        self.listening, self.target, self.confirmed = False, None, 0
        self.waiting.clear()
        self.given.clear()
        self.answers.clear()
