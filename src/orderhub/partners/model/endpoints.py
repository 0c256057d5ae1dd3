"""Endpoints: where events go, how they are signed, whether they go at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from orderhub.connector_kit.signing_secrets import Secret


class EndpointState(StrEnum):
    """`broken`: the breaker is open, probes alone go out. `paused`: nothing does, what comes
    waits."""

    ACTIVE = "active"
    PAUSED = "paused"
    BROKEN = "broken"


class EndpointReason(StrEnum):
    """Why it is not active: a person, failures in a row, a 410 answer, days of silence."""

    PERSON = "person"
    FAILURES = "failures"
    GONE = "gone"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an endpoint stands; `failures` in a row."""

    state: EndpointState = EndpointState.ACTIVE
    reason: EndpointReason | None = None
    failures: int = 0
    broken_since: datetime | None = None
    probe_at: datetime | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Standing":
        """As the columns of its row say."""
        return cls(
            EndpointState(row["state"]),
            None if row["reason"] is None else EndpointReason(row["reason"]),
            row["failures"],
            row["broken_since"],
            row["probe_at"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What people say of an endpoint: empty `shop_ids` are all shops."""

    name: str
    url: str = field(repr=False)
    topics: Sequence[str]
    shop_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint in clear, for one call. Secrets newest first."""

    url: str = field(repr=False)
    secrets: Sequence[Secret] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """As people see it: of the address only the host; `waiting` and `dead` count deliveries."""

    id: int
    name: str
    host: str
    topics: Sequence[str]
    shop_ids: Sequence[int]
    standing: Standing
    created_at: datetime
    waiting: int = 0
    dead: int = 0
