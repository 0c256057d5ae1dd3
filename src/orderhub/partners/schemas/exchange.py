"""Wire shapes of what partners state and read."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from orderhub.infra.http import Body
from orderhub.partners.model.statements import Result, Stated, Statement, StatementKind

ExternalId = Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]
Number = Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]
Version = Annotated[int, Field(ge=0, lt=2**63)]
Code = Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]
Tag = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*$"
    ),
]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")
]
ROWS_MAX = 1000


class _StatementShape(Body):
    """`external_id` is the partner's own; `version` rises with every change (a number, or
    milliseconds). `number`: the hub's number of the order, or its channel's."""

    external_id: ExternalId
    version: Version
    number: Number

    def _said(self, kind: StatementKind, data: dict[str, Any], words: str = "") -> Statement:
        return Statement(
            kind=kind,
            external_id=self.external_id,
            version=self.version,
            number=self.number,
            data=data,
            words=words,
        )


class StatedDocumentIn(_StatementShape):
    """The partner's paper for the order: its number there, and a word for how it stands."""

    kind: Literal["document"]
    reference: Code
    status: Code

    def to_statement(self) -> Statement:
        data = {"reference": self.reference, "status": self.status}
        return self._said(StatementKind.DOCUMENT, data)


class StatedTagIn(_StatementShape):
    """A tag put on the order, or taken off."""

    kind: Literal["tag"]
    tag: Tag
    on: bool = True

    def to_statement(self) -> Statement:
        return self._said(StatementKind.TAG, {"tag": self.tag, "on": self.on})


class StatedNoteIn(_StatementShape):
    """A note on the order, sealed; another version is another note beside it."""

    kind: Literal["note"]
    text: Annotated[Words, Field(min_length=1, repr=False)]

    def to_statement(self) -> Statement:
        return self._said(StatementKind.NOTE, {}, self.text)


class StatedFeedbackIn(_StatementShape):
    """What the buyer thinks: 1 (bad) to 5; the text is sealed."""

    kind: Literal["feedback"]
    rating: int = Field(ge=1, le=5)
    text: Words = Field(default="", repr=False)

    def to_statement(self) -> Statement:
        return self._said(StatementKind.FEEDBACK, {"rating": self.rating}, self.text)


StatementIn = Annotated[
    StatedDocumentIn | StatedTagIn | StatedNoteIn | StatedFeedbackIn, Field(discriminator="kind")
]


class StatementsIn(Body):
    """A row of a wrong shape refuses the whole with `errors` that name it."""

    items: list[StatementIn] = Field(min_length=1, max_length=ROWS_MAX)


class StatedOut(BaseModel):
    """`code` says why a row was refused."""

    kind: StatementKind
    external_id: str
    result: Result
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, one: Stated) -> Self:
        return cls(
            kind=one.kind,
            external_id=one.external_id,
            result=one.result,
            code=one.code or None,
            detail=one.detail or None,
        )


class StatementsOut(BaseModel):
    """A result for every row, in their order."""

    results: list[StatedOut]


class PartnerLineOut(BaseModel):
    """A `closed` line was refunded or cancelled at the channel: nothing of it ships."""

    line_no: str
    sku: str
    title: str
    quantity: int
    price_minor: int
    closed: bool


class PartnerParcelOut(BaseModel):
    """`units`: SKU → units in it; empty when the whole order is."""

    parcel: str
    step: str
    carrier: str | None
    waybill_no: str | None
    units: dict[str, int]


class KeptStatementOut(BaseModel):
    """`data` without free text; `partner` is the name of the key that stated it."""

    partner: str
    kind: StatementKind
    external_id: str
    version: int
    data: dict[str, Any]
    changed_at: datetime


class PartnerOrderOut(BaseModel):
    """No personal data. What the channel forbids to pass on is null and named in `withheld`;
    amounts in minor units of `currency`."""

    number: str
    shop_id: int
    channel: str
    stage: str
    fulfilment_status: str
    after_sale_status: str
    tags: list[str]
    parcels: list[PartnerParcelOut]
    statements: list[KeptStatementOut]
    withheld: list[str]
    external_no: str | None
    channel_status: str | None
    placed_at: datetime | None
    paid_at: datetime | None
    currency: str | None
    total_minor: int | None
    freight_minor: int | None
    discount_minor: int | None
    province: str | None
    city: str | None
    lines: list[PartnerLineOut] | None

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        return cls.model_validate(view, from_attributes=True)
