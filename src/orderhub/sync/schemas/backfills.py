"""Wire shapes of backfills."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from orderhub.infra.http import Body
from orderhub.sync.model import Backfill


class BackfillIn(Body):
    """The past period to read again."""

    since: AwareDatetime = Field(alias="from")
    until: AwareDatetime = Field(alias="to")


class BackfillOut(BaseModel):
    """A backfill; `progress` is the share (0..1) of the period that is read."""

    id: int
    shop_id: int
    state: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    read_to: datetime
    progress: float
    pages: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    requested_by: str
    requested_at: datetime
    next_at: datetime
    ended_at: datetime | None
    error: dict[str, str] | None

    @classmethod
    def of(cls, job: Backfill) -> "BackfillOut":
        error = None
        if job.error_code is not None:
            error = {"code": job.error_code, "message": job.error_message or ""}
        return cls(
            id=job.id,
            shop_id=job.shop_id,
            state=job.state,
            since=job.window_from,
            until=job.window_to,
            read_to=job.read_to,
            progress=round(job.progress, 4),
            pages=job.tally.pages,
            new=job.tally.new,
            changed=job.tally.changed,
            unchanged=job.tally.unchanged,
            quarantined=job.tally.quarantined,
            requested_by=job.requested_by,
            requested_at=job.requested_at,
            next_at=job.due_at,
            ended_at=job.ended_at,
            error=error,
        )


class BackfillsOut(BaseModel):
    items: list[BackfillOut]
    next: str | None
