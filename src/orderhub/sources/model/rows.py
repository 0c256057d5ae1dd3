"""Rows of a source: what they say in our words, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ReceiptWay(StrEnum):
    """Who began: the source, or the hub."""

    PUSH = "push"
    PULL = "pull"


class CallOutcome(StrEnum):
    """How a call ended; `unknown`: no clear answer came."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class RowState(StrEnum):
    """`waiting`: its order is not known yet, it is applied when that comes; `excepted`: a person
    must look at the order; `set_aside`: kept as it came, to be replayed."""

    TAKEN = "taken"
    REPEATED = "repeated"
    WAITING = "waiting"
    EXCEPTED = "excepted"
    SET_ASIDE = "set_aside"


class AsideState(StrEnum):
    """Of a row set aside."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A parcel's event; `units` sku → units, empty for the rest of the order."""

    key: str
    event: str
    order: str
    carrier: str
    waybill_no: str
    at: datetime | None
    units: Mapping[str, int] = field(default_factory=dict[str, int])
    replaces: str = ""
    weight_g: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """What a warehouse has of a SKU; `warehouse` "" is the source's own."""

    key: str
    sku: str
    units: int
    warehouse: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a row cannot be taken: a code, the target it is about, and words for people."""

    reason: str
    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it came, in our form as far as it could be read, and what it says or why not."""

    raw: Any
    mapped: Mapping[str, Any]
    said: Shipment | StockCount | Trouble


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row; `number` is its order's, "" where there is none."""

    key: str
    state: RowState
    reason: str = ""
    detail: str = ""
    field: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A batch that came in, and what became of its rows."""

    source_id: int
    rows: Sequence[RowOutcome]

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many rows became what."""
        return {state: self.count(state) for state in RowState}

    def count(self, *states: RowState) -> int:
        """How many are in one of `states`."""
        return sum(row.state in states for row in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a call to a source ended; `received` when it brought an answer that could be read."""

    outcome: CallOutcome
    code: str
    ms: int
    received: Received | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A push or a pull as it is kept: how it ended, and how many rows became what."""

    id: int
    way: ReceiptWay
    outcome: CallOutcome
    code: str
    ms: int
    at: datetime
    rows: int
    taken: int
    repeated: int
    waiting: int
    excepted: int
    set_aside: int
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A row set aside, or (`whole`) a document that no rows were found in; `label` is the number of
    its order or its SKU, where that could be read."""

    id: int
    source_id: int
    key: str
    label: str
    whole: bool
    reason: str
    field: str
    detail: str
    raw_ref: int
    received_at: datetime
    state: AsideState
    tries: int
    closed_at: datetime | None
    closed_by: str | None
