"""What an order is: facts, the state they fold into, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntFlag, StrEnum
from typing import Any

from orderhub.connector_kit.contract import ChannelOrder
from orderhub.kernel.records import record
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.kernel.words import Stage


@record
class Arrival:
    """An order read from its channel, with the extra attributes that people mapped (B2);
    `raw_ref` is the kept body it stands in."""

    order: ChannelOrder
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    searchable: Mapping[str, str] = field(default_factory=dict[str, str])
    raw_ref: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Up to 1,000 arrivals of one shop. `read_at` is when the channel was asked; `source` says by
    which way they came; `ship_within` is the shop's time to ship where the channel names none."""

    shop_id: ShopId
    channel: ChannelCode
    region: str
    arrivals: Sequence[Arrival]
    read_at: datetime
    source: str = "channel"
    ship_within: timedelta = timedelta(hours=48)


@record
class Outcome:
    """What became of one arrival: `new`, `changed` or `unchanged`."""

    external_no: str
    number: str
    result: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of an order told facts: `changed`, or `unchanged` when all were known."""

    number: str
    result: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Outcomes in the order of the arrivals; `reread` names orders whose snapshots share a
    modified second but differ; `stated` is how many snapshots were written as facts."""

    outcomes: tuple[Outcome, ...] = ()
    reread: tuple[str, ...] = ()
    stated: int = 0

    def __add__(self, more: "Absorbed") -> "Absorbed":
        return Absorbed(
            self.outcomes + more.outcomes, self.reread + more.reread, self.stated + more.stated
        )

    @property
    def taught(self) -> bool:
        """Whether an order is new or another one now."""
        return self.count("unchanged") < len(self.outcomes)

    def count(self, result: str) -> int:
        return sum(1 for outcome in self.outcomes if outcome.result == result)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing one source stated about one order (事实): kept for ever, unique by (order, source,
    kind, key).

    `key` is the source's own id or version; `data` is JSON without personal data; `actor` is who
    said it, for people.
    """

    order_id: int
    source: str
    kind: str
    key: str
    occurred_at: datetime
    learned_at: datetime
    data: Mapping[str, Any]
    actor: str = ""
    raw_ref: int | None = None


Data = Mapping[str, Any]
OPEN_STAGES = frozenset({Stage.AWAITING_REVIEW, Stage.TO_SHIP, Stage.PARTIALLY_SHIPPED})
SOON = timedelta(hours=4)


class Flags(IntFlag):
    """Bits of `orders.flags`."""

    EXCEPTION = 1
    HELD = 2
    REFUNDING = 4
    CHANNEL_HELD = 8
    SHORT = 16
    LATE = 32
    LATE_SOON = 64
    AT_WAREHOUSE = 128
    UNTOLD = 256
    PRESALE_HELD = 512


FLAG_WORDS = {flag: flag.name.lower() for flag in Flags if flag.name}


@dataclass(frozen=True, slots=True)
class Parcel:
    """The latest word about one parcel: its step and what is in it (sku → units), the same by line
    number where that was said. `left_at` by the earliest word of it, None while it is here."""

    step: str
    units: Mapping[str, int]
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    left_at: datetime | None = None


@record
class History:
    """`former`: lines that the channel names no more, by number, as it told them last; `unsure`:
    by line number the units before it closed, lowered or removed the line at a time when, by its
    word, some of the order had left, though not all; `gone_by`: by when that had left of which this
    word was, None where nothing is unsure; `altered`: whether open lines ever changed."""

    former: Mapping[str, Data] = field(default_factory=dict[str, Data])
    unsure: Mapping[str, int] = field(default_factory=dict[str, int])
    gone_by: datetime | None = None
    altered: bool = False


UNCHANGED = History()


@record
class State:
    """What the facts say, axis by axis; `snapshot` is None until the channel spoke."""

    snapshot: Data | None = None
    verdict: Data | None = None
    people: Mapping[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    decisions: Mapping[str, Data] = field(default_factory=dict[str, Data])
    parcels: Mapping[str, Parcel] = field(default_factory=dict[str, Parcel])
    cases: Mapping[str, str] = field(default_factory=dict[str, str])
    history: History = field(default_factory=lambda: UNCHANGED)


@record
class Tag:
    """A tag on an order and why: the rule (`rule:<id>@<book>`) or person who put it."""

    tag: str
    rule: str
    reason: str


class ExceptionKind(StrEnum):
    """What can stop an order until somebody, or the facts, take it away (异常类型)."""

    BAD_ADDRESS = "bad_address"
    NO_STOCK = "no_stock"
    UNKNOWN_GOODS = "unknown_goods"
    AMOUNT_MISMATCH = "amount_mismatch"
    RISK = "risk"
    REFUND_OPEN = "refund_open"
    MANUAL = "manual"
    UNKNOWN_STATUS = "unknown_status"
    ADDRESS_CHANGED = "address_changed"
    PARCEL_TROUBLE = "parcel_trouble"
    SPLIT_STALE = "split_stale"
    RECIPIENT_HIDDEN = "recipient_hidden"
    LINES_CHANGED = "lines_changed"


@record
class Trouble:
    """Why an exception stands: a code or words for people, and a token of the very cause, so that
    a person's "let it go" does not cover the next one."""

    reason: str = ""
    cause: str = ""


Troubles = Mapping[ExceptionKind, Trouble]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open exception as decisions look at it; `standing` are names of the people's words on
    the order that are on (`exception`, `hold:manual` …)."""

    id: int
    order_id: int
    number: str
    shop_id: int
    kind: ExceptionKind
    cause: str
    owner: str | None
    due_at: datetime
    standing: tuple[str, ...] = ()


@record
class Derived:
    """Everything the canonical row holds beyond the snapshot itself; `ship_from` and `waits_for` of
    a presale (`decide.presale`)."""

    stage: Stage
    flags: int
    fulfilment_status: str
    after_sale_status: str
    tags: tuple[Tag, ...]
    priority: int
    seller_flag: int | None
    reviewed: bool
    ship_by: str | None = None
    ship_from: datetime | None = None
    waits_for: str = ""
    troubles: Troubles = field(default_factory=dict[ExceptionKind, Trouble])


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """One line of a standing order, as its channel numbers it; a `closed` one ships no more."""

    line_no: str
    sku: str
    title: str
    quantity: int
    price_minor: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An order as other slices look at it; `people` are masks with their place in the vault."""

    id: int
    shop_id: int
    channel: str
    number: str
    external_no: str
    stage: str
    flags: int
    channel_status: str
    fulfilment_status: str
    after_sale_status: str
    tags: Sequence[str]
    placed_at: datetime
    paid_at: datetime | None
    ship_by: datetime | None
    currency: str
    total_minor: int
    freight_minor: int
    discount_minor: int
    people: Mapping[str, Any]
    province: str
    city: str
    district: str
    lines: Sequence[StandingLine]
