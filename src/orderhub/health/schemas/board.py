"""Wire shapes of connection health: board, series, comparison, error book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from orderhub.channels.facade import Quota, Shop, ShopState
from orderhub.connector_kit.causes import Cause, Words
from orderhub.connector_kit.contract import Connector
from orderhub.health.decide.book import explain
from orderhub.health.model.calls import SEPARATOR, Direction, is_news
from orderhub.health.model.causes import Explained
from orderhub.health.model.latency import percentile
from orderhub.health.queries.board import Api, ChannelCalls, Point

Breaker = Literal["closed", "throttled", "open"]


class WordsOut(BaseModel):
    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> "WordsOut":
        return cls(zh=words.zh, en=words.en)


class CauseOut(BaseModel):
    """What is behind a code, and what to do; `heals`: it may go without a person."""

    cause: str
    what: WordsOut
    remedy: WordsOut
    heals: bool

    @classmethod
    def of(cls, told: Explained) -> "CauseOut":
        return cls(
            cause=told.name,
            what=WordsOut.of(told.what),
            remedy=WordsOut.of(told.remedy),
            heals=told.heals,
        )


class CodeOut(BaseModel):
    """A code as counted (ours, then the channel's own) with what it means."""

    code: str
    n: int
    means: CauseOut

    @classmethod
    def of(
        cls, book: Mapping[str, Cause], code: str, n: int, direction: Direction = Direction.OUT
    ) -> "CodeOut":
        ours, _, theirs = code.partition(SEPARATOR)
        return cls(code=code, n=n, means=CauseOut.of(explain(book, ours, theirs, direction)))


class FiguresOut(BaseModel):
    """Calls of a span. `refused` of those that failed are answers that say no: the API works, the
    business does not let it. `ok_rate` 0..1, the share that was answered, refusals too, and the
    percentiles (milliseconds, from fixed buckets) are null without calls."""

    calls: int
    ok: int
    failed: int
    refused: int
    unknown: int
    ok_rate: float | None
    p50_ms: int | None
    p95_ms: int | None
    p99_ms: int | None


class ApiOut(FiguresOut):
    """One API of a shop or peer: the span's figures, and how it stands now. `failures` in a row."""

    method: str
    direction: Direction
    codes: list[CodeOut]
    failures: int
    failing_since: datetime | None
    last_good_at: datetime | None
    last_failed_at: datetime | None
    last_error: CodeOut | None
    breaker: Breaker
    quota_share: float | None
    closed_until: datetime | None

    @classmethod
    def of(
        cls,
        api: Api,
        breaker: Breaker,
        book: Mapping[str, Cause],
        quota: Quota | None,
        now: datetime,
    ) -> "ApiOut":
        direction = Direction(api.direction)
        last = SEPARATOR.join(filter(None, (api.code, api.channel_code)))
        return cls(
            **figures(api),
            method=api.method,
            direction=direction,
            codes=_codes(book, api.codes, direction),
            failures=api.failures,
            failing_since=api.failing_since,
            last_good_at=api.last_good_at,
            last_failed_at=api.last_failed_at,
            last_error=CodeOut.of(book, last, 1, direction) if last else None,
            breaker=breaker,
            quota_share=None if quota is None else round(quota.share, 3),
            closed_until=quota.closed_until if _closed(quota, now) and quota else None,
        )


class ShopHealthOut(BaseModel):
    shop_id: int
    name: str
    channel: str
    label: str
    state: ShopState
    incidents: list[int] = Field(description="Open incidents that concern the shop.")
    apis: list[ApiOut]


class PeerHealthOut(BaseModel):
    """A warehouse, a carrier, a gateway: `shop_ids` in the reader's scope, of those its silence
    hits."""

    peer: str
    kind: str
    name: str
    shop_ids: list[int]
    incidents: list[int] = Field(description="Open incidents of the peer.")
    apis: list[ApiOut]


class BoardOut(BaseModel):
    window: str
    since: datetime
    shops: list[ShopHealthOut]
    peers: list[PeerHealthOut]


class PointOut(FiguresOut):
    at: datetime
    codes: dict[str, int]

    @classmethod
    def of(cls, point: Point) -> "PointOut":
        return cls(**figures(point), at=point.at, codes=dict(point.codes))


class SeriesOut(BaseModel):
    """Steps without calls are absent."""

    since: datetime
    until: datetime
    step_s: int
    points: list[PointOut]


class ChannelFiguresOut(FiguresOut):
    """One channel by the calls made: `availability` is the share of minutes with calls in which
    one was answered; `down_s` sums its incidents; `fields` our fields it fills."""

    channel: str
    label: str
    availability: float | None
    incidents: int
    down_s: int
    codes: list[CodeOut]
    poll_every_s: float | None
    fields: int
    capabilities: int

    @classmethod
    def of(cls, found: ChannelCalls, connector: Connector) -> "ChannelFiguresOut":
        every = connector.poll_every
        return cls(
            **figures(found),
            channel=connector.channel,
            label=connector.label,
            availability=found.good_minutes / found.minutes if found.minutes else None,
            incidents=found.incidents,
            down_s=found.down_s,
            codes=_codes(connector.causes, found.codes)[:5],
            poll_every_s=None if every is None else every.total_seconds(),
            fields=len(connector.paths),
            capabilities=len(connector.capabilities),
        )


class ComparisonOut(BaseModel):
    days: int
    since: datetime
    channels: list[ChannelFiguresOut]


class BookEntryOut(CauseOut):
    """`codes` of the channel or kind of peers; of every one when `channel` is empty."""

    channel: str
    codes: list[str]


class ErrorBookOut(BaseModel):
    items: list[BookEntryOut]


def figures(found: Api | Point | ChannelCalls) -> dict[str, Any]:
    """What sums say, as `FiguresOut` has it."""
    calls = found.ok + found.failed + found.unknown
    refused = sum(n for code, n in found.codes.items() if is_news(code))
    return {
        "calls": calls,
        "ok": found.ok,
        "failed": found.failed,
        "refused": refused,
        "unknown": found.unknown,
        "ok_rate": round((found.ok + refused) / calls, 4) if calls else None,
        "p50_ms": percentile(found.latency, 0.5),
        "p95_ms": percentile(found.latency, 0.95),
        "p99_ms": percentile(found.latency, 0.99),
    }


def _codes(
    book: Mapping[str, Cause], codes: Mapping[str, int], direction: Direction = Direction.OUT
) -> list[CodeOut]:
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return [CodeOut.of(book, code, n, direction) for code, n in ordered]


def _closed(quota: Quota | None, now: datetime) -> bool:
    return quota is not None and quota.closed_until is not None and quota.closed_until > now


def breaker_of_shop(shop: Shop, quota: Quota | None, now: datetime) -> Breaker:
    """Open while the whole shop is kept out; an API may be slowed down or closed for a while."""
    if shop.state in (ShopState.BLOCKED, ShopState.REAUTHORISE):
        return "open"
    slowed = quota is not None and quota.share < 1
    return "throttled" if slowed or _closed(quota, now) else "closed"


def breaker_of_peer(api: Api, quota: Quota | None, now: datetime) -> Breaker:
    """A peer has no state of its own: an API that fails and is closed to calls is open."""
    if not _closed(quota, now):
        return "closed"
    return "open" if api.failures else "throttled"
