"""One order as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from orderhub.orders.schemas.rows import OrderRow, Styles, TagOut, row_fields
from orderhub.orders.service.attributes import Attribute
from orderhub.orders.service.page import OrderPage


class Why(BaseModel):
    """Which rule of which published book put a tag on (`person`: somebody did), in words."""

    rule: str
    version: int | None
    reason: str


class TagWhy(TagOut):
    why: Why

    @classmethod
    def explained(cls, tag: Mapping[str, Any], styles: Styles) -> Self:
        rule, _, version = tag["rule"].partition("@")
        why = Why(
            rule=rule, version=int(version) if version.isdigit() else None, reason=tag["reason"]
        )
        label, color = styles.get(tag["tag"], (tag["tag"], None))
        return cls(tag=tag["tag"], label=label, color=color, why=why)


class LineOut(BaseModel):
    """An order line; amounts are minor units of the order's currency; a `closed` one was refunded
    or cancelled at its channel and ships no more."""

    line_no: str
    sku_no: str
    listing_no: str
    title: str
    spec: str
    quantity: int
    shipped_quantity: int
    unit_minor: int
    total_minor: int
    status: str
    closed: bool

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        return cls(
            **{name: line[name] for name in cls.model_fields if name in line},
            sku_no=line["sku_code"],
            unit_minor=line["price_minor"],
            status=line["status_raw"],
        )


class AmountsOut(BaseModel):
    """Minor units: goods + freight − discount = total, unless the channel says otherwise."""

    goods_minor: int
    freight_minor: int
    discount_minor: int
    total_minor: int
    paid_minor: int | None
    refunded_minor: int | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            goods_minor=row["goods_minor"],
            freight_minor=row["freight_minor"],
            discount_minor=row["discount_minor"],
            total_minor=row["total_minor"],
            paid_minor=row["total_minor"] if row["paid_at"] else None,
        )


class AttributeOut(BaseModel):
    """An extra field that people mapped from the channel's payload."""

    name: str
    label: str
    type: str
    value: str | int | float | bool | None


class NoteOut(BaseModel):
    """A note of our people, long numbers masked."""

    id: str
    text: str
    by: str
    at: datetime


class FlagReasonOut(BaseModel):
    """Why a flag stands, who set it, since when."""

    reason: str | None
    by: str | None
    since: datetime | None


class OrderDetail(OrderRow):
    """An order with all that hangs on it, now or as of a past moment.

    `waits_for` is why a presale may not ship yet (`balance`, `date`, `by_hand`), else "".
    `moments` are the instants at which the hub learned something about it, oldest first.
    """

    tags: list[TagWhy]  # pyright: ignore[reportIncompatibleVariableOverride]
    completed_at: datetime | None
    district: str
    presale: bool
    waits_for: str
    lines: list[LineOut]
    amounts: AmountsOut
    people_masked: dict[str, str]
    attributes: list[AttributeOut]
    notes: list[NoteOut]
    flag_reasons: dict[str, FlagReasonOut]
    facts_count: int
    moments: list[datetime]
    as_of: datetime | None

    @classmethod
    def present(
        cls,
        page: OrderPage,
        styles: Styles,
        attributes: Sequence[Attribute],
        at: datetime,
    ) -> Self:
        """The page as of `at`."""
        row = page.row
        more = {
            "tags": [TagWhy.explained(tag, styles) for tag in row["tags_why"]],
            "completed_at": row["completed_at"],
            "district": row["district"],
            "presale": row["presale"],
            "waits_for": row["waits_for"],
            "lines": [LineOut.of(line) for line in row["lines"]],
            "amounts": AmountsOut.of(row),
            "people_masked": {name: said["mask"] for name, said in row["people"].items()},
            "attributes": [asdict(attribute) for attribute in attributes],
            "notes": [asdict(note) for note in page.notes],
            "flag_reasons": {flag: asdict(why) for flag, why in page.flag_reasons.items()},
            "facts_count": page.facts_count,
            "moments": list(page.moments),
            "as_of": page.as_of,
        }
        return cls.model_validate(row_fields(row, styles, at) | more)


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
    detail: str | None
    fact_id: str | None


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
    """What the channel sent, personal data masked, beside what was read from it.

    `payload` is null where it is not kept (any more).
    """

    payload: Any
    mapped: list[MappedField]
    received_at: datetime | None
