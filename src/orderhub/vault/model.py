"""What the vault keeps: data keys by region and month, and what a reveal asks and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MASKED = 1  # strength of a value of which the platform gave only a mask
CIPHERTEXT = 2  # strength of a value that only the platform can open


class Purpose(StrEnum):
    """What a data key is for; an index key has no month, since people search across months."""

    PEOPLE = "people"
    RAW = "raw"
    INDEX = "index"


class KeyState(StrEnum):
    """`decrypt_only`: replaced by a rotation; `destroyed` (销毁): what it sealed is gone."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt_only"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, order=True)
class KeyPlace:
    """What a data key covers; `month` ("2026-01") is the order's, or that of keeping a payload."""

    region: str
    purpose: Purpose
    month: str


@dataclass(frozen=True, slots=True)
class DataKey:
    """One stored data key; `wrapped` is None once it is destroyed."""

    id: int
    place: KeyPlace
    wrapped: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PeopleRecord:
    """One sealed record of an order's people; `sealed` is None after an erasure."""

    id: int
    order_id: int
    key_id: int
    sealed: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """Where a field's strongest value lies (隐私引用), and how strong it is (`People.strength`)."""

    ref: int
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealRequest:
    """Who may ask is the caller's check; `order` is the business number for the audit log."""

    order: str
    shop_id: int
    held: Mapping[str, Held]
    fields: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """`values` in clear. `masked` fields: the platform gave only a mask or its own ciphertext.
    `gone` fields: erased, past retention, or never given."""

    values: Mapping[str, str] = field(repr=False)
    masked: tuple[str, ...]
    gone: tuple[str, ...]
    quota_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Reveals of one actor on one day (Asia/Shanghai)."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A change of data keys; the one unfinished rotation is resumed by the next call."""

    id: int
    started_at: datetime
    resealed: int
