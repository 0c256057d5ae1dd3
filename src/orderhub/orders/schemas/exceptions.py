"""Exceptions on the wire."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from orderhub.infra.http import Body
from orderhub.orders.decide.exceptions import POLICIES, Asked, Step
from orderhub.orders.model import ExceptionKind
from orderhub.orders.queries.cursors import Cursor, encode
from orderhub.orders.queries.exceptions import SORT, Groups
from orderhub.orders.service.batch import RowResult

BATCH_MAX = 1_000
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class ExceptionOut(BaseModel):
    """One exception with what its row says of the order. `level` 0 is not escalated; `remedies`
    are steps that take it away."""

    id: int
    number: str
    external_no: str
    shop_id: int
    channel: str
    stage: str
    summary: str
    currency: str
    total_minor: int
    priority: int
    ship_by: datetime | None
    kind: ExceptionKind
    reason: str
    owner_role: str
    owner: str | None
    raised_at: datetime
    due_at: datetime
    overdue: bool
    level: int
    escalated_at: datetime | None
    closed_at: datetime | None
    resolution: str | None
    remedies: list[Step]

    @classmethod
    def of(cls, row: Mapping[str, Any], now: datetime) -> Self:
        closed = row["closed_at"] is not None
        remedies = () if closed else POLICIES[ExceptionKind(row["kind"])].remedies
        told = {name: row[name] for name in cls.model_fields if name in row}
        overdue = not closed and (row["due_at"] <= now or row["level"] > 0)
        return cls(**told, overdue=overdue, remedies=list(remedies))


class ExceptionList(BaseModel):
    items: list[ExceptionOut]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], limit: int, now: datetime) -> Self:
        shown = rows[:limit]
        more = len(rows) > limit
        cursor = Cursor(SORT, shown[-1]["due_at"], shown[-1]["id"]) if more else None
        return cls(
            items=[ExceptionOut.of(row, now) for row in shown],
            next=encode(cursor) if cursor else None,
        )


class ExceptionGroups(BaseModel):
    """Open exceptions: `kinds` exact; `owners` ("" is nobody) and `overdue` among the first 10,000
    (`bounded` says there are more)."""

    kinds: dict[str, int]
    owners: dict[str, int]
    overdue: int
    bounded: bool

    @classmethod
    def of(cls, found: Groups) -> Self:
        return cls(
            kinds=dict(found.kinds),
            owners=dict(found.owners),
            overdue=found.overdue,
            bounded=found.bounded,
        )


class ExceptionBatchIn(Body):
    """One step for many exceptions: assign needs `owner`, postpone needs `until`."""

    ids: list[Annotated[int, Field(ge=1, lt=2**63)]] = Field(min_length=1, max_length=BATCH_MAX)
    step: Step
    owner: PersonName | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.step is Step.ASSIGN and self.owner is None:
            raise ValueError("The step assign needs an owner.")
        if self.step is Step.POSTPONE and self.until is None:
            raise ValueError("The step postpone needs until.")
        return self

    def to_asked(self) -> Asked:
        return Asked(self.step, self.owner, self.until)


class ExceptionResultOut(BaseModel):
    """What became of one exception; `code` says why not."""

    id: int
    number: str
    ok: bool
    code: str | None
    detail: str | None


class ExceptionBatchOut(BaseModel):
    results: list[ExceptionResultOut]

    @classmethod
    def of(cls, results: Sequence[tuple[int, RowResult]]) -> Self:
        return cls(
            results=[
                ExceptionResultOut(
                    id=exception_id, number=r.number, ok=r.ok, code=r.code, detail=r.detail
                )
                for exception_id, r in results
            ]
        )
