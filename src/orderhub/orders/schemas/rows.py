"""One order as a list shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel

from orderhub.orders.model import OPEN_STAGES, SOON
from orderhub.orders.queries.filters import SELLER_FLAGS, flag_names
from orderhub.orders.queries.listing import Listed
from orderhub.orders.queries.lookup import Match

PEOPLE = ("recipient_name", "recipient_phone", "recipient_address", "buyer_name")


class TagOut(BaseModel):
    """A tag with the words and colour its rule gave it; a person's tag is its own label."""

    tag: str
    label: str
    color: str | None

    @classmethod
    def of(cls, tag: str, styles: "Styles") -> Self:
        label, color = styles.get(tag, (tag, None))
        return cls(tag=tag, label=label, color=color)


Styles = Mapping[str, tuple[str, str | None]]


class PeopleOut(BaseModel):
    """Masks only; clear values are revealed one order at a time."""

    recipient_name: str | None = None
    recipient_phone: str | None = None
    recipient_address: str | None = None
    buyer_name: str | None = None

    @classmethod
    def of(cls, people: Mapping[str, Any]) -> Self:
        return cls(**{name: people[name]["mask"] for name in PEOPLE if name in people})


class OrderRow(BaseModel):
    """An order in a list. Amounts are minor units of `currency`. `ship_from` is when a presale may
    ship."""

    number: str
    external_no: str
    shop_id: int
    channel: str
    stage: str
    channel_status: str
    channel_status_raw: str
    fulfilment_status: str
    after_sale_status: str
    flags: list[str]
    priority: int
    tags: list[TagOut]
    currency: str
    total_minor: int
    line_count: int
    quantity: int
    summary: str
    placed_at: datetime
    paid_at: datetime | None
    modified_at: datetime
    shipped_at: datetime | None
    ship_by: datetime | None
    ship_from: datetime | None
    ship_by_state: Literal["ok", "soon", "late"] | None
    people: PeopleOut
    province: str
    city: str
    seller_flag: str | None
    has_note: bool
    version: int

    @classmethod
    def of(cls, row: Mapping[str, Any], styles: Styles, now: datetime) -> Self:
        return cls(**row_fields(row, styles, now))


def row_fields(row: Mapping[str, Any], styles: Styles, now: datetime) -> dict[str, Any]:
    """A database row as the fields of OrderRow."""
    color: int | None = row["seller_flag"]
    shown = {name: row[name] for name in OrderRow.model_fields if name in row}
    return shown | {
        "flags": flag_names(row["flags"]),
        "tags": [TagOut.of(tag, styles) for tag in row["tags"]],
        "people": PeopleOut.of(row["people"]),
        "seller_flag": None if color is None else SELLER_FLAGS[color],
        "ship_by_state": ship_by_state(row["stage"], row["ship_by"], now),
    }


def ship_by_state(
    stage: str, ship_by: datetime | None, now: datetime
) -> Literal["ok", "soon", "late"] | None:
    """How the ship-by clock stands; None when it does not run."""
    if ship_by is None or stage not in OPEN_STAGES:
        return None
    if ship_by <= now:
        return "late"
    return "soon" if ship_by - now <= SOON else "ok"


class OrderList(BaseModel):
    """A page of orders; `narrow_by` names filters to add when the list would take too long."""

    items: list[OrderRow]
    next: str | None
    previous: str | None
    narrow_by: list[str] | None

    @classmethod
    def of(cls, listed: Listed, styles: Styles, now: datetime) -> Self:
        return cls(
            items=[OrderRow.of(row, styles, now) for row in listed.rows],
            next=listed.next,
            previous=listed.previous,
            narrow_by=None if listed.narrow_by is None else list(listed.narrow_by),
        )


class CountsOut(BaseModel):
    """Exact numbers of orders by stage and by flag, of the shops the caller sees."""

    stages: dict[str, int]
    flags: dict[str, int]


class LookupOut(BaseModel):
    """What pasted terms found, in the order they were pasted."""

    class Found(BaseModel):
        term: str
        number: str

    found: list[Found]
    not_found: list[str]

    @classmethod
    def of(cls, terms: Sequence[str], matches: Sequence[Match]) -> Self:
        hit = {match.term for match in matches}
        return cls(
            found=[cls.Found(term=match.term, number=match.number) for match in matches],
            not_found=[term for term in terms if term not in hit],
        )
