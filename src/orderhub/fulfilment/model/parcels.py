"""Scans, packages, and what is known of their orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Who says that a parcel left: the warehouse's own system, or a person at the scan page."""

    WMS = "wms"
    PAGE = "page"


class ScanState(StrEnum):
    """`parked`: its order or SKU is not known yet; `excepted`: a person must look."""

    APPLIED = "applied"
    REPEATED = "repeated"
    PARKED = "parked"
    EXCEPTED = "excepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A parcel left the warehouse. `key` is the sender's own for it; `units` sku → units, empty
    for the rest of the order; `replaces` the waybill that this one takes the place of; `part` the
    part of a split order that it is of, 0 where that is not said; `shops` those whose orders its
    sender sees, None all."""

    source: Source
    sender: str
    key: str
    order_ref: str
    carrier: str
    waybill_no: str
    occurred_at: datetime
    units: Mapping[str, int] = field(default_factory=dict[str, int])
    replaces: str = ""
    weight_g: int | None = None
    part: int = 0
    shops: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One physical parcel (包裹) with its current waybill. `units` are never empty; `lines` are
    the same by line number, empty of a parcel that became known before they were kept."""

    id: int
    order_id: int
    shop_id: int
    number: str
    external_no: str
    source: Source
    carrier: str
    waybill_no: str
    step: str
    units: Mapping[str, int]
    weight_g: int | None
    shipped_at: datetime
    step_at: datetime
    agreed_at: datetime | None
    version: int
    part: int = 0
    lines: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as its channel numbers it; `quantity`: what is to leave, 0 of a closed one."""

    line_no: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order as fulfilment looks at it; `closed`: nothing of it may leave any more. `parts` of a
    split one: units by line number."""

    id: int
    shop_id: int
    channel: str
    number: str
    external_no: str
    closed: bool
    lines: Sequence[Line]
    parts: Mapping[int, Mapping[str, int]] = field(default_factory=dict[int, Mapping[str, int]])


@dataclass(slots=True)
class Sent:
    """What left of an order: its packages, oldest first; every waybill it ever had → the package;
    (package, its waybill) → the waybill that this one took the place of; `parts` as in
    `Ordered`."""

    packages: list[Package] = field(default_factory=list[Package])
    waybills: dict[str, int] = field(default_factory=dict[str, int])
    replaced: dict[tuple[int, str], str] = field(default_factory=dict[tuple[int, str], str])
    parts: dict[int, Mapping[str, int]] = field(default_factory=dict[int, Mapping[str, int]])

    def put(self, package: Package, replaces: str = "") -> None:
        """A package that is new, or another now; where it has another waybill, which it had."""
        self.packages = [one for one in self.packages if one.id != package.id] + [package]
        self.packages.sort(key=lambda one: one.id)
        self.waybills[package.waybill_no] = package.id
        if replaces:
            self.replaced[package.id, package.waybill_no] = replaces


@dataclass(frozen=True, slots=True)
class New:
    """A parcel not known before, with what is in it, by SKU and by line number."""

    units: Mapping[str, int]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class More:
    """More units of a known parcel (a partial confirm); `units` and `lines` are the whole
    afterwards."""

    package: Package
    units: Mapping[str, int]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rewaybilled:
    """A known parcel goes on with another waybill."""

    package: Package


@dataclass(frozen=True, slots=True)
class Repeated:
    """Known already: nothing changes."""

    package: Package


@dataclass(frozen=True, slots=True)
class Parked:
    """Cannot be said yet: `unknown_order`, `unknown_sku`, `no_such_waybill`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Excepted:
    """No rule lets it pass: `too_many_units`, `after_cancel`, `no_such_waybill`,
    `ambiguous_order`, `never_matched`, `which_part`, `not_taken`."""

    reason: str


Verdict = New | More | Rewaybilled | Repeated | Parked | Excepted
