"""The audit log's entries (审计日志) and what a check of their chain finds."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orderhub.access.model.actor import Actor

GENESIS = bytes(32)  # stands before the first link of the chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done to what: `action` "orders.review", `object` "order:ORD-…"; no personal data."""

    actor: Actor
    action: str
    object: str
    shop_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed as stored; `seq` and `hash` are there once the sealer has chained it."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    action: str
    object: str
    shop_id: int | None
    detail: dict[str, Any]
    seq: int | None = None
    hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    entry_id: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Outcome of walking the chain; `unsealed` entries wait for the sealer."""

    sealed: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    head: str
    broken: Break | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What to look for; `action` and `object` match from their beginning."""

    actor: str | None = None
    action: str | None = None
    object: str | None = None
    start: datetime | None = None
    end: datetime | None = None
