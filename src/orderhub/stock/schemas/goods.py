"""Wire shapes of SKUs."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.infra.http import Body
from orderhub.stock.service.goods import NewSku
from orderhub.stock.service.plans import Why

Code = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Units = Annotated[int, Field(ge=0, le=1_000_000_000)]


class SkuOut(BaseModel):
    """A SKU with its figures; `on_hand` = available + reserved; `short` is what orders wait for.
    A bundle's `available` is what its parts make."""

    id: int
    code: str
    title: str
    spec: str
    barcode: str
    bundle: bool
    safety: int
    on_hand: int
    available: int
    reserved: int
    shipped: int
    short: int
    version: int

    @classmethod
    def of(cls, row: dict[str, Any], made: int | None = None) -> Self:
        available = row["available"] if made is None else made
        on_hand = 0 if row["bundle"] else row["available"] + row["reserved"]
        figures: dict[str, Any] = {**row, "available": available, "on_hand": on_hand}
        return cls(**figures)


class SkuList(BaseModel):
    items: list[SkuOut]
    next: str | None


class PartOut(BaseModel):
    """What is in a bundle, and how often."""

    sku_id: int
    code: str
    title: str
    quantity: int


class WarehouseOut(BaseModel):
    """Units in one warehouse, and what it reported last itself."""

    warehouse: str
    quantity: int
    updated_at: datetime
    reported: int | None
    cause: str | None
    reported_at: datetime | None


class OfferOut(BaseModel):
    """What one shop offers: `told` as its channel heard it last, of which at most `on_sale` are
    left there by now. `planned` is what it is to be told next where that is another number, or may
    offer where it is told nothing: why (`changed`, `quiet`: once no order took any for a while,
    `cuts`: once others were told to sell less, `silent`), and when as far as that is known."""

    listing_id: int
    shop_id: int
    listing_no: str
    sku_code: str
    mode: str
    amount: int
    safety: int
    own: bool
    publish: bool
    on_sale: int | None
    planned: int | None
    planned_why: Why | None
    planned_at: datetime | None
    told: int | None
    told_at: datetime | None
    state: str | None
    trouble_code: str | None
    trouble: str | None


class MovementOut(BaseModel):
    """One change of the balance."""

    id: int
    kind: str
    available: int
    reserved: int
    shipped: int
    warehouse: str
    reason: str
    actor: str
    at: datetime


class SkuDetail(BaseModel):
    sku: SkuOut
    parts: list[PartOut]
    warehouses: list[WarehouseOut]
    offers: list[OfferOut]
    movements: list[MovementOut]


class PartIn(Body):
    """Units of a SKU, by its code."""

    code: Code
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]


class SkuIn(Body):
    """A new SKU, or new words for the one of this code; `parts` make it a bundle."""

    code: Code
    title: Title
    spec: Short = ""
    barcode: Short = ""
    safety: Units = 0
    parts: Annotated[tuple[PartIn, ...], Field(max_length=50)] = ()

    def to_command(self) -> NewSku:
        return NewSku(
            code=self.code, title=self.title, spec=self.spec, barcode=self.barcode,
            safety=self.safety, parts={part.code: part.quantity for part in self.parts},
        )  # fmt: skip


class CountIn(Body):
    """Goods counted: all there are (`quantity`), or a `change` (more or less), with the reason."""

    warehouse: Code
    quantity: Units | None = None
    change: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)] | None = None
    reason: Title
