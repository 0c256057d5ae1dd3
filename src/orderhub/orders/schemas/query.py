"""Filters on the wire: the same names in a query string, a saved view and a batch."""

from typing import Annotated, Any, Literal, Self, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from orderhub.kernel.words import Flag, Lane, Stage
from orderhub.orders.queries.filters import SELLER_FLAGS, OrderFilter

ATTRIBUTE = "attr."
LIMIT_MAX = 200
Term = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Amount = Annotated[int, Field(ge=0, le=10**15)]
ShopNo = Annotated[int, Field(ge=1, le=2**31 - 1)]
SellerFlag = Literal["gray", "red", "yellow", "green", "blue", "purple"]
DateName = Literal["placed", "paid", "modified", "shipped", "ship_by"]
SortToken = Literal[
    "placed_at", "-placed_at", "ship_by", "-ship_by",
    "total", "-total", "modified_at", "-modified_at",
]  # fmt: skip


class FilterIn(BaseModel):
    """Several values of a field mean any of them; several tags mean all of them.

    `attr.NAME=value` finds searchable attributes. Amounts are minor units, ends included.
    `from` and `to` bound the instant named by `date`; `to` is excluded.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    stage: list[Stage] = Field(default=[], max_length=20)
    lane: Lane | None = None
    shop_id: list[ShopNo] = Field(default=[], max_length=500)
    channel: list[Term] = Field(default=[], max_length=50)
    tag: list[Term] = Field(default=[], max_length=20)
    without_tag: list[Term] = Field(default=[], max_length=20)
    flag: list[Flag | Literal["late_soon"]] = Field(default=[], max_length=20)
    priority: list[Annotated[int, Field(ge=0, le=3)]] = Field(default=[], max_length=4)
    seller_flag: list[SellerFlag] = Field(default=[], max_length=6)
    number: list[Term] = Field(default=[], max_length=500)
    q: Term = ""
    phone: Term = ""
    last4: Annotated[str, StringConstraints(pattern=r"^(\d{4})?$")] = ""
    sku: Term = ""
    buyer: Term = ""
    province: list[Term] = Field(default=[], max_length=40)
    amount_from: Amount | None = None
    amount_to: Amount | None = None
    date: DateName = "placed"
    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, alias="to")
    has_note: bool | None = None
    presale: bool | None = None

    @model_validator(mode="after")
    def _knows_its_fields(self) -> Self:
        unknown = sorted(name for name in self._extra() if not name.startswith(ATTRIBUTE))
        if unknown:
            raise ValueError(f"There is no filter {unknown[0]!r}.")
        return self

    def _extra(self) -> dict[str, Any]:
        return self.model_extra or {}

    def to_filter(self) -> OrderFilter:
        """The filter in the words of the queries."""
        return OrderFilter(
            stages=tuple(stage.value for stage in self.stage),
            lane=self.lane,
            shops=tuple(self.shop_id),
            channels=tuple(self.channel),
            tags=tuple(dict.fromkeys(self.tag)),
            without_tags=tuple(self.without_tag),
            flags=tuple(str(flag) for flag in self.flag),
            priorities=tuple(self.priority),
            seller_flags=tuple(SELLER_FLAGS.index(color) for color in self.seller_flag),
            numbers=tuple(dict.fromkeys(self.number)),
            q=self.q,
            phone=self.phone,
            last4=self.last4,
            sku=self.sku,
            buyer=self.buyer,
            provinces=tuple(self.province),
            amount_from=self.amount_from,
            amount_to=self.amount_to,
            date=self.date,
            since=self.since,
            until=self.until,
            attributes=self._attributes(),
            has_note=self.has_note,
            presale=self.presale,
        )

    def _attributes(self) -> tuple[tuple[str, str], ...]:
        extra = sorted(self._extra().items())
        return tuple((name.removeprefix(ATTRIBUTE), _text(value)) for name, value in extra)


class ListIn(FilterIn):
    """A filter, and which page of it."""

    sort: SortToken = "-placed_at"
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = None
    limit: int = Field(default=50, ge=1, le=LIMIT_MAX)


def _text(value: object) -> str:
    if isinstance(value, list):  # A repeated query parameter: the last one counts.
        said = cast(list[object], value)
        return str(said[-1]) if said else ""
    return str(value)
