"""Deliveries: one event for one endpoint, its tries and what they ended in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class DeliveryState(StrEnum):
    """`dead`: the last try is over; replaying brings it back."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    DEAD = "dead"


class TryOutcome(StrEnum):
    """`unknown`: it left, and no clear answer came back."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one try. `code` is `http:503` or why no answer came; `excerpt` is the
    beginning of the answer without anything secret; `wait_s`: the receiver asks for a rest."""

    outcome: TryOutcome
    code: str
    ms: int
    excerpt: str = ""
    wait_s: float = 0.0

    @property
    def gone(self) -> bool:
        """The receiver wants no more: 410."""
        return self.code == "http:410"


@dataclass(frozen=True, slots=True)
class Claimed:
    """An endpoint that one worker serves under the name `mine`, as it was then; what is called
    there is sealed still."""

    endpoint_id: int
    mine: UUID
    state: str
    wrapped_key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A delivery in hand; `tries` counts this one, `try_id` is its row."""

    id: int
    try_id: int
    endpoint_id: int
    event_id: str
    topic: str
    key: str
    version: int
    occurred_at: datetime
    tries: int
    data: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """A try that is over; `again`: when the next one is due, None after the last."""

    begun: Begun
    answered: Answered
    again: datetime | None

    @property
    def state(self) -> DeliveryState:
        """Of the delivery from now on."""
        if self.answered.outcome is TryOutcome.OK:
            return DeliveryState.DELIVERED
        return DeliveryState.DEAD if self.again is None else DeliveryState.QUEUED


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """As screens list it."""

    id: int
    endpoint_id: int
    endpoint: str
    event_id: str
    topic: str
    key: str
    state: DeliveryState
    outcome: str
    code: str
    tries: int
    replays: int
    occurred_at: datetime
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try of a delivery; `ms` is None when the process died in it, or is still at it."""

    number: int
    at: datetime
    outcome: TryOutcome
    code: str
    ms: int | None
    excerpt: str
