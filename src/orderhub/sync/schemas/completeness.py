"""Wire shapes of completeness: days, checks, certificates."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from orderhub.sync.model import Check
from orderhub.sync.queries.completeness import Day
from orderhub.sync.store.certificates import Issued


class DayOut(BaseModel):
    """A shop's day. `state`: `complete`, `filled` (gaps were found and pulled), `open` (an order
    waits in quarantine), `waiting` (not checked yet); `hours` planned, `waiting` of them open."""

    shop_id: int
    day: date
    state: str
    hours: int
    waiting: int
    channel_count: int
    hub_count: int
    gaps: int
    unread: int
    findings: int
    certificate: int | None

    @classmethod
    def of(cls, day: Day) -> "DayOut":
        return cls(**{name: getattr(day, name) for name in cls.model_fields})


class DaysOut(BaseModel):
    items: list[DayOut]


class HourCheckOut(BaseModel):
    """One hour in one round; `gaps` and `unread` name orders of the channel."""

    id: int
    round: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    state: str
    channel_count: int
    hub_count: int
    gaps: list[str]
    unread: list[str]
    findings: list[str]
    due_at: datetime
    checked_at: datetime | None
    error: dict[str, str] | None

    @classmethod
    def of(cls, check: Check) -> "HourCheckOut":
        error = None
        if check.error_code is not None:
            error = {"code": check.error_code, "message": check.error_message or ""}
        return cls(
            id=check.id,
            round=check.round,
            since=check.window_from,
            until=check.window_to,
            state=check.state,
            channel_count=check.channel_count,
            hub_count=check.hub_count,
            gaps=list(check.gaps),
            unread=list(check.unread),
            findings=list(check.findings),
            due_at=check.due_at,
            checked_at=check.ended_at,
            error=error,
        )


class HourChecksOut(BaseModel):
    items: list[HourCheckOut]


class AgainOut(BaseModel):
    """How many hours will be checked once more."""

    checks: int


class CertificateOut(BaseModel):
    shop_id: int
    day: date
    version: int
    outcome: str
    made_at: datetime

    @classmethod
    def of(cls, issued: Issued) -> "CertificateOut":
        return cls(**{name: getattr(issued, name) for name in cls.model_fields})


class CertificatesOut(BaseModel):
    items: list[CertificateOut]
