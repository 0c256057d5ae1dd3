"""Wire shapes of listings, shortages, shops, reports and imports."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.infra.http import Body
from orderhub.stock.schemas.goods import Code, Units

Mode = Literal["pool", "share", "fixed"]


class SummaryOut(BaseModel):
    """Figures of the whole: SKUs, those at or below safety, orders that wait, listings without a
    SKU, listings whose channel could not be told, differences nobody can explain, returned goods
    whose SKU nobody knows."""

    skus: int
    low: int
    short_orders: int
    unmapped: int
    untold: int
    unexplained: int
    unknown_returns: int


class SuggestionOut(BaseModel):
    """A SKU that may be meant; `by` code or name."""

    sku_id: int
    code: str
    title: str
    percent: int
    by: str


class ListingOut(BaseModel):
    """A listing of a shop; `orders` wait until it is mapped."""

    id: int
    shop_id: int
    listing_no: str
    sku_no: str
    sku_code: str
    title: str
    spec: str
    sku_id: int | None
    code: str | None
    sku_title: str | None
    mapped_by: str
    orders: int
    seen_at: datetime
    version: int
    suggestions: list[SuggestionOut]


class ListingList(BaseModel):
    items: list[ListingOut]
    next: str | None


class MapIn(Body):
    """Which SKU the listing is; None takes the mapping away."""

    sku_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class MappedOut(BaseModel):
    """How many order lines that waited reserve now."""

    lines: int


class ShortageOut(BaseModel):
    """An order line that waits; `place` is where it stands in the SKU's queue, `free` what is left
    now."""

    order_id: int
    line_no: str
    number: str
    shop_id: int
    sku_id: int
    code: str
    title: str
    quantity: int
    priority: int
    place: int
    free: int
    on_hand: int
    since: datetime


class ShortageList(BaseModel):
    items: list[ShortageOut]


class ShopStockIn(Body):
    """How a shop takes part in stock."""

    active: bool
    by_code: bool = True
    publish: bool = False
    unpaid_minutes: Annotated[int, Field(ge=0, le=100_000)] = 30
    ship_short: bool = False
    mode: Mode = "pool"
    amount: Units = 0
    safety: Units = 0


class ShopStockOut(ShopStockIn):
    """`can_publish` tells whether the channel takes quantities at all."""

    shop_id: int
    name: str
    can_publish: bool


class ShopStockList(BaseModel):
    items: list[ShopStockOut]


class AllocationIn(Body):
    """A SKU's own part at one shop: `amount` is percent for share, units for fixed."""

    mode: Mode
    amount: Units = 0
    safety: Units = 0


class ReportIn(Body):
    """What a warehouse says it has, by SKU code, at `at` (now by default). The same `report_no`
    twice counts once."""

    warehouse: Code
    units: Annotated[dict[Code, Units], Field(min_length=1, max_length=5000)]
    report_no: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    at: AwareDatetime | None = None


class TakeOverIn(Body):
    """The part of a difference that is to be booked, as it was seen (`to_take`)."""

    warehouse: Code
    sku_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    units: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]


class ReportedOut(BaseModel):
    """Codes of the report that are no SKU with a balance of its own."""

    unknown: list[str]


class ReportOut(BaseModel):
    """A SKU in a warehouse beside the book; `unbooked` = reported - booked is the sum of its parts:
    booked since the report, in flight, sent unreserved, unexplained. `to_take` of it is what a
    person may take over."""

    warehouse: str
    sku_id: int
    code: str
    title: str
    reported: int
    booked: int
    reserved: int
    unbooked: int
    since: int
    in_flight: int
    unreserved: int
    unexplained: int
    to_take: int
    cause: str
    source: str
    reported_at: datetime
    checked_at: datetime


class ReportList(BaseModel):
    items: list[ReportOut]


class FindingOut(BaseModel):
    """A balance that does not agree with something else."""

    check: str
    code: str
    book: int
    found: int


class VerificationOut(BaseModel):
    ok: bool
    findings: list[FindingOut]


class GoodsErrorOut(BaseModel):
    """What is wrong with one cell of an import; the header is row 1."""

    row: int
    column: str
    code: str
    detail: str


class GoodsPreviewOut(BaseModel):
    """`ok` rows can come in; the first 500 errors say what keeps the others out."""

    id: int
    rows: int
    ok: int
    errors: list[GoodsErrorOut]
    sample: list[dict[str, Any]]


class GoodsImportedOut(BaseModel):
    """SKUs written, listings mapped, counts booked."""

    id: int
    skus: int
    mapped: int
    counted: int
