"""One order as its page shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from orderhub.orders.queries.detail import OrderPage
from orderhub.orders.schemas.rows import OrderRow, Styles, TagOut, row_fields


class Why(BaseModel):
    """Which rule (of which published book) put a tag on, or `person`; `reason` in words."""

    rule: str
    version: str | None
    reason: str


class TagWhy(TagOut):
    why: Why

    @classmethod
    def explained(cls, row: Mapping[str, Any], styles: Styles) -> Self:
        rule, _, version = row["rule"].partition("@")
        why = Why(rule=rule, version=version or None, reason=row["reason"])
        label, color = styles.get(row["tag"], (row["tag"], None))
        return cls(tag=row["tag"], label=label, color=color, why=why)


class LineOut(BaseModel):
    """An order line; amounts are minor units of the order's currency."""

    line_no: str
    sku_code: str
    listing_no: str
    title: str
    spec: str
    quantity: int
    price_minor: int
    total_minor: int
    status_raw: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{name: row[name] for name in cls.model_fields})


class AmountsOut(BaseModel):
    """Minor units: goods + freight − discount = total, unless the channel says otherwise."""

    goods_minor: int
    freight_minor: int
    discount_minor: int
    total_minor: int
    currency: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{name: row[name] for name in cls.model_fields})


class PersonOut(BaseModel):
    """A mask, and what stands behind it: 1 the channel's own mask, 2 its ciphertext, 3 plain text."""

    mask: str
    strength: int
    revealable: bool

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Self:
        revealable = entry.get("ref") is not None and entry["strength"] == _PLAIN
        return cls(mask=entry["mask"], strength=entry["strength"], revealable=revealable)


_PLAIN = 3


class OrderDetail(OrderRow):
    """An order with all that hangs on it, now or as of a past moment.

    `moments` are the instants at which the hub learned something about it, oldest first.
    """

    tags: list[TagWhy]  # pyright: ignore[reportIncompatibleVariableOverride]
    completed_at: datetime | None
    district: str
    presale: bool
    lines: list[LineOut]
    amounts: AmountsOut
    people_masked: dict[str, PersonOut]
    attributes: dict[str, Any]
    facts_count: int
    moments: list[datetime]
    as_of: datetime | None

    @classmethod
    def present(
        cls, page: OrderPage, styles: Styles, now: datetime, as_of: datetime | None
    ) -> Self:
        row = page.row
        return cls(
            **row_fields(row, styles, as_of or now)
            | {"tags": [TagWhy.explained(tag, styles) for tag in page.tags]},
            completed_at=row["completed_at"],
            district=row["district"],
            presale=row["presale"],
            lines=[LineOut.of(line) for line in page.lines],
            amounts=AmountsOut.of(row),
            people_masked={name: PersonOut.of(entry) for name, entry in row["people"].items()},
            attributes=row["attributes"] or {},
            facts_count=page.facts_count,
            moments=list(page.moments),
            as_of=as_of,
        )


class Change(BaseModel):
    """One field before and after."""

    field: str
    before: Any
    after: Any


class TimelineItem(BaseModel):
    """Something that happened to an order; `kind` is fact, person, rule or call."""

    at: datetime
    learned_at: datetime
    kind: str
    source: str
    title_code: str
    actor: str
    changes: list[Change]
    detail: dict[str, Any]


class TimelineOut(BaseModel):
    """Newest first."""

    items: list[TimelineItem]
    next: str | None
    previous: str | None = None


class MappedField(BaseModel):
    """One of our fields, the place in the payload it came from, and its (masked) value."""

    path: str
    field: str
    value: Any


class RawOut(BaseModel):
    """What the channel sent, personal data masked, beside what we read from it."""

    payload: Any
    mapped: list[MappedField]
    fact: str
    learned_at: datetime


def rows_of(items: Sequence[Mapping[str, Any]]) -> list[TimelineItem]:
    """Timeline items of plain mappings."""
    return [TimelineItem(**item) for item in items]
