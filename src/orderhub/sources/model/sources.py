"""Sources: what they tell of, how they are believed, how they are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from orderhub.connector_kit.signing_secrets import Secret


class SourceKind(StrEnum):
    """What a source tells of."""

    SHIPMENTS = "shipments"
    STOCK_COUNTS = "stock_counts"


class SourceState(StrEnum):
    """A paused source is neither asked nor listened to."""

    ACTIVE = "active"
    PAUSED = "paused"


class SinceStyle(StrEnum):
    """How a source writes the time it is asked from; `local`: `yyyy-MM-dd HH:mm:ss` at GMT+8."""

    ISO = "iso"
    UNIX_S = "unix_s"
    UNIX_MS = "unix_ms"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPlan:
    """How a source is asked, every `every_s` seconds: since when, in the parameter `since_param`,
    and after which place, in `cursor_param`; `cursor_path` finds the next place in an answer."""

    every_s: int
    since_param: str = ""
    since_style: SinceStyle = SinceStyle.ISO
    cursor_param: str = ""
    cursor_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What of a source stays secret: what signs its pushes, where it is asked and by what right."""

    secrets: Sequence[Secret] = field(repr=False)
    url: str = field(default="", repr=False)
    header: str = ""
    credential: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source as a person adds it."""

    name: str
    kind: SourceKind
    warehouse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as it stands; `warehouse` is whose stock it counts where rows do not say. Of the
    address only the host is known here."""

    id: int
    name: str
    kind: SourceKind
    state: SourceState
    warehouse: str
    pull: PullPlan | None
    pull_host: str
    pull_cursor: str
    pull_since: datetime | None
    pull_failures: int
    pull_due_at: datetime | None
    created_at: datetime

    @property
    def sender(self) -> str:
        """What it is called where its rows are kept."""
        return f"source:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMapping:
    """One version of a mapping: `targets` and `words`."""

    version: int
    spec: Mapping[str, Any]
    restored_from: int | None
    published_at: datetime
    published_by: str
