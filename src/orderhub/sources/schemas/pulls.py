"""Wire shapes of how a source is asked."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from orderhub.infra.http import Body
from orderhub.sources.model.rows import Asked, CallOutcome, RowState
from orderhub.sources.model.sources import PullPlan, SinceStyle, Source
from orderhub.sources.service.pulls import PullWish

Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[!-~]+$")]
Header = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,59}$")]
Credential = Annotated[str, Field(max_length=2000, pattern=r"^[ -~]+$")]
Parameter = Annotated[str, Field(max_length=60, pattern=r"^[!-~]*$")]


class SourcePullIn(Body):
    """How it is asked: by GET, every `every_s` seconds. Without `url` the address stays, without
    `credential` what is sent in `header` stays, as long as the address does."""

    url: Url | None = Field(default=None, repr=False)
    header: Header | None = None
    credential: Credential | None = Field(default=None, repr=False)
    every_s: int = Field(ge=10, le=86_400)
    since_param: Parameter = ""
    since_style: SinceStyle = SinceStyle.ISO
    cursor_param: Parameter = ""
    cursor_path: str = Field(default="", max_length=500, pattern=r"^[^\x00]*$")

    def to_wish(self, *, private: bool) -> PullWish:
        said = self.model_dump(exclude={"url", "header", "credential"})
        return PullWish(
            plan=PullPlan(**said),
            url=self.url or "",
            header=self.header or "",
            credential=self.credential or "",
            private=private,
        )


class SourcePullOut(BaseModel):
    """Of the address only the host; `failures` in a row; `cursor` and `since`: how far it was
    read."""

    host: str
    every_s: int
    since_param: str
    since_style: SinceStyle
    cursor_param: str
    cursor_path: str
    cursor: str
    since: datetime | None
    failures: int
    due_at: datetime | None

    @classmethod
    def of(cls, source: Source) -> "SourcePullOut | None":
        if source.pull is None:
            return None
        return cls(
            host=source.pull_host,
            cursor=source.pull_cursor,
            since=source.pull_since,
            failures=source.pull_failures,
            due_at=source.pull_due_at,
            **asdict(source.pull),
        )


class SourceAskedOut(BaseModel):
    """How a call ended that was made at once; counts of rows where it brought an answer."""

    outcome: CallOutcome
    code: str
    ms: int
    counts: dict[RowState, int] | None

    @classmethod
    def of(cls, asked: Asked) -> Self:
        counts = None if asked.received is None else dict(asked.received.counts)
        return cls(outcome=asked.outcome, code=asked.code, ms=asked.ms, counts=counts)
