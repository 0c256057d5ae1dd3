"""The board of connections, their series, channels side by side, the error book."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Query

from orderhub.access.facade import Actor, CurrentActor, policy, shop_ids
from orderhub.channels.facade import Shop, connector_of, get_shops, quotas_of
from orderhub.connectors import CONNECTORS
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.queries import board, incidents
from orderhub.health.schemas.board import (
    ApiOut,
    BoardOut,
    BookEntryOut,
    CauseOut,
    ChannelFiguresOut,
    ComparisonOut,
    ErrorBookOut,
    PointOut,
    SeriesOut,
    ShopHealthOut,
    WordsOut,
)
from orderhub.infra.db import Tx
from orderhub.infra.http import Now, Router, Transaction
from orderhub.kernel.types import ChannelCode

router = Router(prefix="/health", tags=["health"])
READ = policy("health.read")
Window = Literal["15m", "1h", "6h", "24h", "7d"]
SPANS: dict[str, tuple[timedelta, timedelta]] = {
    "15m": (timedelta(minutes=15), timedelta(minutes=1)),
    "1h": (timedelta(hours=1), timedelta(minutes=1)),
    "6h": (timedelta(hours=6), timedelta(minutes=5)),
    "24h": (timedelta(hours=24), timedelta(minutes=15)),
    "7d": (timedelta(days=7), timedelta(hours=2)),
}


@router.get("/board", summary="Read the board of connections", dependencies=[READ])
async def read_board(
    actor: CurrentActor, tx: Transaction, now: Now, window: Window = "1h"
) -> BoardOut:
    """Every API of every shop that was used in the last days: the window's figures, and how it
    stands now."""
    since = now - SPANS[window][0]
    shops = await get_shops(tx, shop_ids(actor))
    found = await board.apis(tx, [int(shop.id) for shop in shops], since, now)
    current = await incidents.listed(
        tx, shop_ids(actor), current=True, cause=None, before=None, limit=500
    )
    hit = {shop_id: list[int]() for one in current for shop_id in one.shop_ids}
    for one in current:
        for shop_id in one.shop_ids:
            hit[shop_id].append(one.id)
    told = [await _shop(tx, shop, found, hit.get(int(shop.id), []), now) for shop in shops]
    return BoardOut(window=window, since=since, shops=told)


@router.get("/series", summary="Read calls over time", dependencies=[READ])
async def read_series(
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    window: Window = "1h",
    shop_id: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    method: Annotated[str | None, Query(max_length=100, pattern=r"^[\w./:-]+$")] = None,
) -> SeriesOut:
    """The calls of one shop, one API, or of all that the caller sees."""
    span, step = SPANS[window]
    points = await board.series(tx, _shops(actor, shop_id), method, now - span, step)
    return SeriesOut(
        since=now - span,
        until=now,
        step_s=int(step.total_seconds()),
        points=[PointOut.of(point) for point in points],
    )


@router.get("/comparison", summary="Compare channels", dependencies=[READ])
async def compare_channels(
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    days: Annotated[int, Query(ge=1, le=90)] = 7,
) -> ComparisonOut:
    """By the calls made in the last days (B10); channels without a call are absent."""
    since = now - timedelta(days=days)
    found = await board.channels(tx, shop_ids(actor), since, now)
    known = [one for one in found if one.channel in CONNECTORS]
    return ComparisonOut(
        days=days,
        since=since,
        channels=[
            ChannelFiguresOut.of(one, connector_of(ChannelCode(one.channel))) for one in known
        ],
    )


@router.get("/errors", summary="Read the error book", dependencies=[READ])
async def read_error_book() -> ErrorBookOut:
    """What each channel's codes mean and what to do, then what holds for every channel."""
    return ErrorBookOut(items=[*_of_channels(), *_of_all()])


def _of_channels() -> list[BookEntryOut]:
    return [
        BookEntryOut(
            **CauseOut.of(explain(connector.causes, "", code)).model_dump(),
            channel=connector.channel,
            codes=[code],
        )
        for connector in CONNECTORS.values()
        for code in connector.causes
    ]


def _of_all() -> list[BookEntryOut]:
    return [
        BookEntryOut(
            cause=name,
            what=WordsOut.of(known.what),
            remedy=WordsOut.of(known.remedy),
            heals=known.heals,
            channel="",
            codes=[],
        )
        for name, known in KNOWN.items()
    ]


async def _shop(
    tx: Tx, shop: Shop, found: list[board.Api], hit: list[int], now: datetime
) -> ShopHealthOut:
    connector = connector_of(shop.channel)
    quotas = await quotas_of(tx, shop)
    return ShopHealthOut(
        shop_id=shop.id,
        name=shop.name,
        channel=shop.channel,
        label=connector.label,
        state=shop.state,
        incidents=hit,
        apis=[
            ApiOut.of(api, shop, connector.causes, quotas.get(api.method), now)
            for api in found
            if api.shop_id == shop.id
        ],
    )


def _shops(actor: Actor, shop_id: int | None) -> list[int] | None:
    """The scope, narrowed to one shop; a foreign shop leaves nothing."""
    if shop_id is None:
        return shop_ids(actor)
    return [shop_id] if actor.sees(shop_id) else []
