"""What a listener is: the events it wants, its condition, what it does, and a run of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

CAP_WINDOW = timedelta(hours=1)
SKIPS_KEPT = 200  # an hour and listener; what is beyond is counted only


class EventKind(StrEnum):
    """What a listener can listen to."""

    ORDER_RECEIVED = "order_received"
    ORDER_CHANGED = "order_changed"
    ADDRESS_CHANGED = "address_changed"
    EXCEPTION_RAISED = "exception_raised"
    EXCEPTION_CLEARED = "exception_cleared"
    EXCEPTION_ESCALATED = "exception_escalated"


class ListenerState(StrEnum):
    """Only a live listener hears."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


class ActionKind(StrEnum):
    """What a listener can do."""

    NOTIFY = "notify"
    WEBHOOK = "webhook"
    TAG = "tag"
    UNTAG = "untag"
    HOLD = "hold"
    RELEASE = "release"
    NOTE = "note"


class RunState(StrEnum):
    """What became of a match: it acted, or was kept from it by the debounce or the rate cap."""

    ACTED = "acted"
    DEBOUNCED = "debounced"
    CAPPED = "capped"


class Done(StrEnum):
    """What became of one action of a run."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action. `notify` tells `people` and `endpoints` with `text`; `webhook` posts to the
    `endpoints`; `tag` and `untag` name a `tag`; `hold` and `note` have a `text`."""

    kind: ActionKind
    people: tuple[str, ...] = ()
    endpoints: tuple[int, ...] = ()
    severity: str = "warning"
    tag: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What people configure. Empty stages: any change of the order; empty `shops`: all of them;
    `when` is CEL, empty: always. Not again on the same order within `debounce_minutes`, and
    `runs_per_hour` at most."""

    name: str
    events: tuple[EventKind, ...]
    from_stages: tuple[str, ...] = ()
    to_stages: tuple[str, ...] = ()
    shops: tuple[int, ...] = ()
    when: str = ""
    actions: tuple[ActionSpec, ...] = ()
    debounce_minutes: int = 60
    runs_per_hour: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A listener at its newest version."""

    id: int
    version: int
    state: ListenerState
    spec: Spec
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One entry of a listener's history."""

    version: int
    state: ListenerState
    spec: Spec
    restored_from: int | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as listeners look at it; what its kind does not have is empty."""

    kind: EventKind
    number: str
    shop_id: int
    at: datetime
    stage_before: str = ""
    stage: str = ""
    exception: str = ""
    resolution: str = ""
    level: int = 0
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a listener did before: last on this order, and how often within the hour; `skips` are
    its matches within the hour that did not act and were written down."""

    last_at: datetime | None
    acted: int
    skips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One match, explained: the condition's values without personal data, and what each action
    did or why not; `until` is when the debounce or the cap lets it act again."""

    id: int
    listener_id: int
    listener: str
    version: int
    event: EventKind
    number: str
    shop_id: int
    state: RunState
    until: datetime | None
    values: Mapping[str, Any]
    outcomes: Sequence[Mapping[str, Any]]
    occurred_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """A listener's last 24 hours; what did not match is counted, not kept."""

    acted: int = 0
    skipped: int = 0
    unmatched: int = 0
    failed: int = 0
    error: str = ""


@dataclass(slots=True)
class Count:
    """What one process counted of a listener since it was last written down."""

    unmatched: int = 0
    failed: int = 0
    capped: int = 0
    error: str = ""
