"""What orders want of stock, what they get, and how much each shop may sell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orderhub.kernel.records import record


class ReservationState(StrEnum):
    """Of one SKU for one order line: `held` until `shipped` or `released`; `short` and `unmapped`
    wait."""

    HELD = "held"
    SHORT = "short"
    UNMAPPED = "unmapped"
    SHIPPED = "shipped"
    RELEASED = "released"


class AllocationMode(StrEnum):
    """How much of what is available a shop offers: all of it, a share in percent, a fixed number
    set apart."""

    POOL = "pool"
    SHARE = "share"
    FIXED = "fixed"


class Cause(StrEnum):
    """Why a warehouse reports another number than the hub's book."""

    AGREES = "agrees"
    MOVED_SINCE = "moved_since"
    IN_FLIGHT = "in_flight"
    SHIPPED_UNRESERVED = "shipped_unreserved"
    UNEXPLAINED = "unexplained"


@record
class WantLine:
    """One order line: what the channel calls it, and units."""

    line_no: str
    listing_no: str
    sku_code: str
    title: str
    spec: str
    quantity: int


@record
class Want:
    """An open order that wants stock; `known` ones may hold some already, and `lines` is then all
    they want. `unpaid` ones hold it for the shop's minutes only; those `at_warehouse` keep the SKUs
    they hold, whatever their listings are mapped to since."""

    order_id: int
    number: str
    shop_id: int
    priority: int
    unpaid: bool
    known: bool
    lines: tuple[WantLine, ...]
    at_warehouse: bool = False


@record
class Ending:
    """An order that wants nothing more: its goods left (`shipped`), or it gives them back
    (`released`, with the reason). `left`: units of its lines that left, where the rest stays; None:
    all it holds."""

    order_id: int
    state: ReservationState
    reason: str
    shop_id: int = 0
    left: tuple[WantLine, ...] | None = None


@record
class Piece:
    """`quantity` units of one SKU for one order line, waiting or held."""

    order_id: int
    line_no: str
    sku_id: int
    quantity: int
    priority: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Units of one SKU that orders take, give back and ship in one go."""

    take: int = 0
    free: int = 0
    ship: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """What one order waits for: SKU code → units."""

    number: str
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of wants: `short` orders with what they miss, orders with `unmapped` lines, and
    known orders that miss nothing (`whole`)."""

    short: Mapping[int, Missing] = field(default_factory=dict[int, Missing])
    unmapped: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopStock:
    """How a shop takes part while it is `active`.

    `by_code` maps a listing whose merchant code is a SKU code by itself; `publish` tells the
    channel; unpaid orders hold goods for `unpaid_minutes` (0: not at all); short orders go to the
    warehouse all the same with `ship_short`; `mode`, `amount` and `safety` are its allocation where
    a SKU has none of its own."""

    shop_id: int
    active: bool = True
    by_code: bool = True
    publish: bool = False
    unpaid_minutes: int = 30
    ship_short: bool = False
    mode: AllocationMode = AllocationMode.POOL
    amount: int = 0
    safety: int = 0


@dataclass(frozen=True, slots=True)
class Allocation:
    """Part of what is available that a shop offers; `amount` is percent or units by `mode`."""

    mode: AllocationMode
    amount: int
    safety: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """What we stock (规格). A bundle (套装) has parts and no balance of its own."""

    id: int
    code: str
    title: str
    spec: str
    barcode: str
    bundle: bool
    safety: int
    updated_at: datetime
    version: int


@record
class Reported:
    """What a warehouse said at `at`, by SKU code: `totals` that are there, `changes` (signed), and
    of those what it sent for orders (`shipped`). `report_no` is its own number for the report."""

    warehouse: str
    report_no: str
    source: str
    at: datetime
    totals: Mapping[str, int] = field(default_factory=dict[str, int])
    changes: Mapping[str, int] = field(default_factory=dict[str, int])
    shipped: Mapping[str, int] = field(default_factory=dict[str, int])


@record
class CameBack:
    """Goods that buyers sent back and a warehouse took in: `good` units by SKU code may be sold
    again, `poor` ones, by SKU code and what the warehouse calls them, may not. `message` is its
    own number for what it told, `number` and `shop_id` are of the order where it is known."""

    warehouse: str
    message: str
    return_no: str
    number: str
    at: datetime
    shop_id: int | None = None
    good: Mapping[str, int] = field(default_factory=dict[str, int])
    poor: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A SKU in a warehouse: what is `booked` now, what was `reported`, and what may explain it.

    Since the report was made, units `left` the book (shipped or counted away) and `came` into it.
    Orders hold `reserved` units; `unreserved` ones were shipped without having been held.
    """

    booked: int
    reported: int
    left: int = 0
    came: int = 0
    reserved: int = 0
    unreserved: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference (reported - booked) as the sum of its parts, each signed like it."""

    since: int = 0
    in_flight: int = 0
    unreserved: int = 0
    unexplained: int = 0

    @property
    def to_take(self) -> int:
        """Units the book must change by: the other parts are in it already, or will be when their
        orders are shipped."""
        return self.unreserved + self.unexplained

    @property
    def cause(self) -> Cause:
        """What is unexplained first, then the nearest of the others."""
        named = (
            (self.unexplained, Cause.UNEXPLAINED),
            (self.unreserved, Cause.SHIPPED_UNRESERVED),
            (self.in_flight, Cause.IN_FLIGHT),
            (self.since, Cause.MOVED_SINCE),
        )
        return next((cause for units, cause in named if units), Cause.AGREES)
