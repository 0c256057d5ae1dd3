"""Runs, cursors and quarantined rows."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from orderhub.connector_kit.contract import Row, Window
from orderhub.kernel.types import ShopId

ORDERS = "orders"  # the stream


class RunKind(StrEnum):
    """`scheduled` by the clock; `recent` the same, by a person; `window`, `order` on demand."""

    SCHEDULED = "scheduled"
    RECENT = "recent"
    WINDOW = "window"
    ORDER = "order"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Round(StrEnum):
    """Of checks: soon after the hour, and again the night after."""

    HOURLY = "hourly"
    DAILY = "daily"


class CheckState(StrEnum):
    """`filled`: gaps were found and pulled; `open`: an order waits in quarantine."""

    WAITING = "waiting"
    COMPLETE = "complete"
    FILLED = "filled"
    OPEN = "open"


class FindingKind(StrEnum):
    """A sudden fall against the shop's own past."""

    VOLUME_FELL = "volume_fell"
    PEOPLE_VANISHED = "people_vanished"
    AMOUNTS_VANISHED = "amounts_vanished"


class BackfillState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class EntryState(StrEnum):
    """Of a quarantined row."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run brought."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One bounded pull (同步任务). `difference` tells what an on-demand run changed."""

    id: int
    shop_id: ShopId
    kind: RunKind
    state: RunState
    window_from: datetime | None
    window_to: datetime | None
    external_no: str | None
    requested_by: str
    tally: Tally
    error_code: str | None
    error_message: str | None
    difference: list[dict[str, Any]] | None
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a shop's stream stands (游标), in the channel's time.

    Everything modified up to `read_to` is in. `rest` is what is unread of the window that ends at
    `window_end`; its page token is not kept, since pages shift while nobody reads.
    """

    shop_id: ShopId
    due_at: datetime
    read_to: datetime | None = None
    window_end: datetime | None = None
    rest: Window | None = None
    interval_s: float | None = None
    attempts: int = 0
    clock_offset: timedelta = timedelta(0)
    clock_read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What asks for an order: when it changed and which account was spoken of, where told."""

    changed_at: datetime | None = None
    account_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An order to be read again: notices named it, its channel was told of it, or its snapshots
    share a second. `happened_at` is when it changed, `account_no` the account of the notices, where
    told; `asked` counts those who know of a change, `looks` the readings that did not show it yet,
    `attempts` the failed ones."""

    shop_id: ShopId
    external_no: str
    due_at: datetime
    happened_at: datetime | None
    account_no: str = ""
    asked: int = 1
    looks: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a reading led to: answered, or to be read again at `again_at` with these counts."""

    read: Read
    again_at: datetime | None = None
    looks: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One closed hour of a shop compared with the channel's list (完整性核对).

    `channel_count` orders are listed, `hub_count` of them are in the hub; `gaps` were missing or
    older and have been pulled, `unread` lie in quarantine; shares are 0..1 of the listed orders.
    """

    id: int
    shop_id: ShopId
    round: Round
    window_from: datetime
    window_to: datetime
    state: CheckState
    due_at: datetime
    attempts: int = 0
    channel_count: int = 0
    hub_count: int = 0
    ids: Sequence[str] = ()
    ids_hash: bytes | None = None
    gaps: Sequence[str] = ()
    unread: Sequence[str] = ()
    people_share: float | None = None
    amount_share: float | None = None
    findings: Sequence[str] = ()
    error_code: str | None = None
    error_message: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """A reading of a past period (补拉), window by window, oldest first. All up to `read_to` is in;
    `rest` is what is unread of the window that ends at `window_end`."""

    id: int
    shop_id: ShopId
    state: BackfillState
    window_from: datetime
    window_to: datetime
    read_to: datetime
    window_end: datetime | None
    rest: Window | None
    due_at: datetime
    attempts: int
    tally: Tally
    requested_by: str
    requested_at: datetime
    ended_at: datetime | None
    error_code: str | None
    error_message: str | None

    @property
    def progress(self) -> float:
        """0..1 of the period that is read."""
        return (self.read_to - self.window_from) / (self.window_to - self.window_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows with the body they came in: a page of a list, or a push."""

    rows: Sequence[Row]
    body: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Sheets as they came, from the channel (`source` "channel") or pushed ("push"); `read_at` is
    when the first of them was asked for, `by` who brings them."""

    sheets: Sequence[Sheet]
    read_at: datetime
    source: str
    by: str = "sync"

    @property
    def rows(self) -> list[Row]:
        """All of them, in order."""
        return [row for sheet in self.sheets for row in sheet.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row that could not be taken in: why, where in the payload, what to do about it."""

    row: int
    external_no: str | None
    reason: str
    field: str
    detail: str
    payload: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A row that was taken in: `result` is `new`, `changed` or `unchanged`."""

    row: int
    external_no: str
    number: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the rows of one page or push; `reread` names orders to be read again soon,
    `set_aside` counts the problems that were not known before."""

    entered: tuple[Entered, ...] = ()
    problems: tuple[Problem, ...] = ()
    reread: tuple[str, ...] = ()
    set_aside: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            entered=self.entered + other.entered,
            problems=self.problems + other.problems,
            reread=self.reread + other.reread,
            set_aside=self.set_aside + other.set_aside,
        )

    @property
    def tally(self) -> Tally:
        """Counted as one page."""
        counts = Counter(one.result for one in self.entered)
        return Tally(
            pages=1,
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            quarantined=self.set_aside,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A quarantined row (隔离区); the payload lies sealed under `raw_ref`."""

    id: int
    shop_id: ShopId
    external_no: str | None
    source: str
    reason: str
    field: str
    detail: str
    raw_ref: int
    state: EntryState
    tries: int
    received_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str | None

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> "Entry":
        """Of a database row with `ENTRY_COLUMNS`."""
        values: dict[str, Any] = {**row, "state": EntryState(row["state"])}
        return cls(**values)


CHECK_COLUMNS = ", ".join(column.name for column in dataclasses.fields(Check))
ENTRY_COLUMNS = ", ".join(column.name for column in dataclasses.fields(Entry))
