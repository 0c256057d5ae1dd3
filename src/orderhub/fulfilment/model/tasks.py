"""What a channel or a warehouse is to be told, stored before the call, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class TaskKind(StrEnum):
    """Ship-back and note go to the channel, create and cancel to the warehouse, track and query
    to the tracking service."""

    SHIP_BACK = "ship_back"
    NOTE = "note"
    CREATE = "create"
    CANCEL = "cancel"
    TRACK = "track"
    QUERY = "query"


class TaskState(StrEnum):
    """`unknown`: it left and no clear answer came; `refused`: the answer was no; `stopped`: tries
    used up."""

    WAITING = "waiting"
    CALLING = "calling"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """`subject` names for ever what is told: one task each. `body` holds no personal data."""

    kind: TaskKind
    subject: str
    order_id: int
    shop_id: int
    number: str
    external_no: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(NewTask):
    """A stored task; `attempts` counts the call in hand, `code` and `detail` the last failure."""

    id: int
    request_no: str
    state: TaskState
    attempts: int
    code: str
    detail: str
    due_at: datetime
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A task in hand; `ask_first`: the call may have been made, so the other side is asked."""

    task: Task
    ask_first: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """What a try leads to; `due_at` is when the next one comes, `counts` whether it used one."""

    state: TaskState
    code: str = ""
    detail: str = ""
    due_at: datetime | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """A task that was in hand, and what its try leads to."""

    task: Task
    ended: Ended


@dataclass(frozen=True, slots=True)
class Times:
    """Of a begin: until when the calls are in hand, and when those that are not to be made yet for
    others' sake are looked at again."""

    now: datetime
    until: datetime
    later: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One parcel in the words of the channel: what `ship_order` is called with."""

    package_id: int
    carrier: str
    waybill_no: str
    lines: tuple[tuple[str, int], ...] = field(default=())
    replaces: str = ""
