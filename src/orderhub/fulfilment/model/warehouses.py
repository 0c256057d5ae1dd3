"""Warehouses, what they were asked to ship, and what their messages say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orderhub.fulfilment.model.parcels import Scan

GOOD = "ZP"  # only units of this inventory type can be sold (channels reference §9.3)


class DeliveryState(StrEnum):
    """How far a delivery order (仓库发货单) came; `planned`: a part not asked for yet."""

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    TOO_LATE = "too_late"


class WaitsFor(StrEnum):
    """What has to happen before a warehouse is asked."""

    PAYMENT = "payment"
    REVIEW = "review"
    HOLD = "hold"
    REFUND = "refund"
    PLATFORM = "platform"
    PRESALE = "presale"
    EXCEPTION = "exception"
    GOODS = "goods"
    SPLIT = "split"
    WAREHOUSE = "warehouse"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """`sender` is what stands on its labels; `shop_ids` whose orders it ships. An order waits
    `gather_minutes` for others of its buyer before it is given; `merges`: without a person. Orders
    of `alone_shop_ids` take no part; those that travel as one are to be shipped by times that lie
    at most `within_hours` apart, 0: however far."""

    id: int
    code: str
    name: str
    base_url: str
    customer_no: str
    owner_code: str
    app_key: str
    method_prefix: str
    sender: Mapping[str, str]
    shop_ids: Sequence[int]
    gather_minutes: int = 0
    merges: bool = False
    within_hours: int = 0
    alone_shop_ids: Sequence[int] = ()

    @property
    def peer(self) -> str:
        """Its name in the record of calls."""
        return peer_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """How a warehouse lets orders travel as one; the words are those of `Warehouse`."""

    gather_minutes: int
    merges: bool
    within_hours: int = 0
    alone_shop_ids: Sequence[int] = ()


def peer_of(warehouse_id: int) -> str:
    """What a warehouse is called where calls are recorded and counted."""
    return f"warehouse:{warehouse_id}"


@dataclass(frozen=True, slots=True)
class NewWarehouse:
    """A warehouse as a person connects it; `secret` is never shown again."""

    code: str
    name: str
    base_url: str
    customer_no: str
    owner_code: str
    app_key: str
    method_prefix: str
    sender: Mapping[str, str]
    shop_ids: Sequence[int]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOrder:
    """An order as a warehouse was asked to ship it, under the code `asked_as`; `step` is the
    warehouse's own last word. `recipient` is a keyed digest of the address it was told, `late_for`
    of the one that came too late for it. `lines` are what a part of a split order
    (拆单) holds, units by line number; part 0 is a whole order and names none: of it `told` are the
    units by SKU that the warehouse heard of. `late_lines`: people heard that other lines came too
    late for it, "" when they did not. Orders that travel
    as one (合单) have a row each, with one code; `lead_id` is the order that it is named after."""

    order_id: int
    shop_id: int
    number: str
    warehouse_id: int
    asked_as: str
    remote_no: str
    state: DeliveryState
    step: str
    changed_at: datetime
    part: int = 0
    lines: Mapping[str, int] | None = None
    told: Mapping[str, int] | None = None
    late_lines: str = ""
    lead_id: int | None = None
    recipient: bytes | None = field(default=None, repr=False)
    late_for: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Parcels of an order left; `status` is the warehouse's word for the order."""

    key: str
    number: str
    status: str
    at: datetime
    scans: Sequence[Scan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """An order is at another step inside the warehouse."""

    key: str
    number: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """Units of a SKU of one inventory type: the signed change, or the `total` that was counted.
    `for_orders`: the warehouse sent them for orders, which tell of it themselves."""

    sku: str
    change: int
    total: int | None
    inventory_type: str
    for_orders: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved:
    """Units booked in or out, or counted."""

    key: str
    at: datetime
    items: Sequence[StockItem]


@dataclass(frozen=True, slots=True)
class ReturnedUnits:
    """Units of a SKU that came back, of one inventory type."""

    sku: str
    units: int
    inventory_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A return parcel arrived and was looked through; `order_refs` are numbers by which an order
    may be meant."""

    key: str
    return_no: str
    waybill_no: str
    at: datetime
    items: Sequence[ReturnedUnits]
    order_refs: Sequence[str] = ()


WmsMessage = Confirmed | Progressed | StockMoved | Returned
