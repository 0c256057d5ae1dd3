"""Wire shapes of shops as they fare, runs, quarantine and pushes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from orderhub.infra.http import Body
from orderhub.sync.model import Entry, Run, Taken
from orderhub.sync.queries.desk import Board, Group
from orderhub.sync.service.replay import Replayed

OrderNo = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
EntryIds = Annotated[
    list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=500)
]


class TroubleOut(BaseModel):
    code: str
    message: str
    since: datetime


class PulseOut(BaseModel):
    """The last 15 minutes of calls."""

    calls: int
    ok_rate: float | None
    p95_ms: int | None


class AuthorisationOut(BaseModel):
    """When the tokens were had anew; when only the seller's consent helps on (null: not known)."""

    renewed_at: datetime
    ends_at: datetime | None


class ShopOut(BaseModel):
    """A shop and how it fares; credentials are never told. `silent_since`: its channel is not asked
    because it does not answer, but for one probe at a time."""

    id: int
    channel: str
    name: str
    state: str
    region: str
    base_url: str | None
    oauth_url: str | None
    settings: dict[str, Any]
    poll_every_s: float | None
    last_good_at: datetime | None
    next_run_at: datetime | None
    lag_s: int | None
    last_error: TroubleOut | None
    orders_total: int
    quarantined: int
    searchable: dict[str, str]
    pulse: PulseOut
    authorisation: AuthorisationOut | None
    silent_since: datetime | None
    version: int

    @classmethod
    def of(cls, board: Board) -> "ShopOut":
        shop, trouble, pulse, term = board.shop, board.shop.trouble, board.pulse, board.term
        return cls(
            id=shop.id,
            channel=shop.channel,
            name=shop.name,
            state=shop.state,
            region=shop.region,
            base_url=shop.base_url,
            oauth_url=shop.oauth_url,
            settings=dict(shop.settings),
            poll_every_s=board.poll_every_s,
            last_good_at=shop.last_good_at,
            next_run_at=board.next_run_at,
            lag_s=board.lag_s,
            last_error=None
            if trouble is None
            else TroubleOut(code=trouble.code, message=trouble.message, since=trouble.since),
            orders_total=board.orders_total,
            quarantined=board.quarantined,
            searchable=board.searchable,
            pulse=PulseOut(
                calls=pulse.calls if pulse else 0,
                ok_rate=pulse.ok_rate if pulse else None,
                p95_ms=pulse.p95_ms if pulse else None,
            ),
            authorisation=None
            if term is None
            else AuthorisationOut(renewed_at=term.renewed_at, ends_at=term.ends_at),
            silent_since=board.silent_since,
            version=shop.version,
        )


class ShopsOut(BaseModel):
    items: list[ShopOut]


class SyncIn(Body):
    """Nothing: up to now. A span, or one order of the channel, otherwise."""

    since: AwareDatetime | None = Field(None, alias="from")
    until: AwareDatetime | None = Field(None, alias="to")
    external_no: OrderNo | None = None

    @model_validator(mode="after")
    def _one_wish(self) -> "SyncIn":
        if (self.since is None) != (self.until is None):
            raise ValueError("`from` and `to` belong together")
        if self.external_no is not None and self.since is not None:
            raise ValueError("either a span or one order")
        return self

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return None if self.since is None or self.until is None else (self.since, self.until)


class RunRequestedOut(BaseModel):
    run_id: int


class RunOut(BaseModel):
    """A run; `difference` lists what an on-demand run changed."""

    id: int
    shop_id: int
    kind: str
    state: str
    since: datetime | None = Field(serialization_alias="from")
    until: datetime | None = Field(serialization_alias="to")
    external_no: str | None
    requested_by: str
    pages: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: dict[str, str] | None
    difference: list[dict[str, Any]] | None

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        error = None
        if run.error_code is not None:
            error = {"code": run.error_code, "message": run.error_message or ""}
        return cls(
            id=run.id,
            shop_id=run.shop_id,
            kind=run.kind,
            state=run.state,
            since=run.window_from,
            until=run.window_to,
            external_no=run.external_no,
            requested_by=run.requested_by,
            pages=run.tally.pages,
            new=run.tally.new,
            changed=run.tally.changed,
            unchanged=run.tally.unchanged,
            quarantined=run.tally.quarantined,
            requested_at=run.requested_at,
            started_at=run.started_at,
            ended_at=run.ended_at,
            error=error,
            difference=run.difference,
        )


class RunsOut(BaseModel):
    items: list[RunOut]
    next: str | None


class EntryOut(BaseModel):
    id: int
    shop_id: int
    external_no: str | None
    source: str
    reason: str
    field: str
    detail: str
    received_at: datetime
    state: str
    tries: int
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class EntryDetailOut(EntryOut):
    """`payload` is the row as it came, personal fields hidden; null when it is past its time."""

    payload: Any | None = None


class EntriesOut(BaseModel):
    items: list[EntryOut]
    next: str | None


class GroupOut(BaseModel):
    """Open entries of one shop that fail for one reason in one field."""

    shop_id: int
    reason: str
    field: str
    n: int
    oldest_at: datetime

    @classmethod
    def of(cls, group: Group) -> "GroupOut":
        return cls(**{name: getattr(group, name) for name in cls.model_fields})


class GroupsOut(BaseModel):
    items: list[GroupOut]


class ReplayIn(Body):
    """Either `ids`, or a shop and a reason."""

    ids: EntryIds | None = None
    shop_id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z_]+$")] | None = None

    @model_validator(mode="after")
    def _one_wish(self) -> "ReplayIn":
        by_reason = self.shop_id is not None and self.reason is not None
        if (self.ids is None) != by_reason or (self.ids and (self.shop_id or self.reason)):
            raise ValueError("give `ids`, or `shop_id` and `reason`")
        return self


class ReplayedOut(BaseModel):
    id: int
    ok: bool
    number: str | None
    code: str | None
    field: str | None
    detail: str | None

    @classmethod
    def of(cls, result: Replayed) -> "ReplayedOut":
        return cls(**{name: getattr(result, name) for name in cls.model_fields})


class ReplayOut(BaseModel):
    results: list[ReplayedOut]


class DismissIn(Body):
    ids: EntryIds
    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]


class DismissedOut(BaseModel):
    dismissed: list[int]


class PushedOrderOut(BaseModel):
    """One order of a push: `number` when it is in; `code`, `field`, `detail` when it is not."""

    order_no: str | None
    ok: bool
    number: str | None = None
    result: Literal["new", "changed", "unchanged"] | None = None
    code: str | None = None
    field: str | None = None
    detail: str | None = None


class PushOut(BaseModel):
    """The push is committed; `results` stand in the order of the orders sent."""

    accepted: int
    quarantined: int
    results: list[PushedOrderOut]

    @classmethod
    def of(cls, taken: Taken) -> "PushOut":
        placed = {
            one.row: PushedOrderOut(
                order_no=one.external_no, ok=True, number=one.number, result=_word(one.result)
            )
            for one in taken.entered
        }
        for problem in taken.problems:
            placed[problem.row] = PushedOrderOut(
                order_no=problem.external_no,
                ok=False,
                code=problem.reason,
                field=problem.field,
                detail=problem.detail,
            )
        return cls(
            accepted=len(taken.entered),
            quarantined=len(taken.problems),
            results=[placed[row] for row in sorted(placed)],
        )


def _word(result: str) -> Literal["new", "changed", "unchanged"]:
    return "new" if result == "new" else "changed" if result == "changed" else "unchanged"
