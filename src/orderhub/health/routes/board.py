"""The board of connections, their series, channels side by side, the error book."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Query

from orderhub.access.facade import Actor, CurrentActor, policy, shop_ids
from orderhub.channels.facade import (
    Shop,
    connector_of,
    get_shops,
    quotas_of,
    quotas_of_peer,
)
from orderhub.connector_kit.causes import Cause
from orderhub.connectors import CONNECTORS
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.decide.peers import BOOKS as PEER_BOOKS
from orderhub.health.model.incident import Incident
from orderhub.health.model.peer import Peer, kind_of
from orderhub.health.queries import board, incidents
from orderhub.health.schemas.board import (
    ApiOut,
    BoardOut,
    BookEntryOut,
    CauseOut,
    ChannelFiguresOut,
    ComparisonOut,
    ErrorBookOut,
    PeerHealthOut,
    PointOut,
    SeriesOut,
    ShopHealthOut,
    WordsOut,
    breaker_of_peer,
    breaker_of_shop,
)
from orderhub.health.service.telling import book_of
from orderhub.health.store import peers as known_peers
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
    """Every API of every shop and peer that was used in the last days: the window's figures, and
    how it stands now."""
    since = now - SPANS[window][0]
    shops = await get_shops(tx, shop_ids(actor))
    peers = _seen(await known_peers.listed(tx), actor)
    scope = board.Scope([int(shop.id) for shop in shops], [peer.peer for peer in peers])
    found = await board.apis(tx, scope, since, now)
    current = await incidents.listed(
        tx, shop_ids(actor), current=True, cause=None, before=None, limit=500
    )
    return BoardOut(
        window=window,
        since=since,
        shops=[await _shop(tx, shop, found, _hit(shop, current), now) for shop in shops],
        peers=[await _peer(tx, actor, peer, found, current, now) for peer in peers],
    )


@router.get("/series", summary="Read calls over time", dependencies=[READ])
async def read_series(  # noqa: PLR0913, PLR0917 - what the charts can be narrowed to
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    window: Window = "1h",
    shop_id: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    peer: Annotated[str | None, Query(max_length=100, pattern=r"^[a-z]+:[\w.-]+$")] = None,
    method: Annotated[str | None, Query(max_length=100, pattern=r"^[\w./:-]+$")] = None,
) -> SeriesOut:
    """The calls of one shop or peer, one API, or of all that the caller sees."""
    span, step = SPANS[window]
    scope = await _scope(tx, actor, shop_id, peer)
    points = await board.series(tx, scope, method, now - span, step)
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
    """What the codes of each channel and kind of peers mean and what to do, then what holds for
    every one."""
    own = {connector.channel: connector.causes for connector in CONNECTORS.values()}
    told = [_own(whose, book) for whose, book in {**own, **PEER_BOOKS}.items()]
    return ErrorBookOut(items=[entry for book in told for entry in book] + _of_all())


def _own(whose: str, book: Mapping[str, Cause]) -> list[BookEntryOut]:
    return [
        BookEntryOut(
            **CauseOut.of(explain(book, "", code)).model_dump(), channel=whose, codes=[code]
        )
        for code in book
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
            ApiOut.of(api, breaker_of_shop(shop, quota, now), connector.causes, quota, now)
            for api in found
            if api.shop_id == shop.id
            for quota in [quotas.get(api.method)]
        ],
    )


async def _peer(
    tx: Tx, actor: Actor, peer: Peer, found: list[board.Api], current: list[Incident], now: datetime
) -> PeerHealthOut:
    apis = [api for api in found if api.peer == peer.peer]
    book = book_of(kind_of(peer.peer))
    quotas = await quotas_of_peer(tx, peer.peer, next((api.app_key for api in apis), ""))
    return PeerHealthOut(
        peer=peer.peer,
        kind=kind_of(peer.peer),
        name=peer.name,
        shop_ids=[shop_id for shop_id in peer.shop_ids if actor.sees(shop_id)],
        incidents=[one.id for one in current if one.peer == peer.peer],
        apis=[
            ApiOut.of(api, breaker_of_peer(api, quota, now), book, quota, now)
            for api in apis
            for quota in [quotas.get(api.method)]
        ],
    )


def _hit(shop: Shop, current: list[Incident]) -> list[int]:
    """Open incidents of the shop's own line."""
    return [one.id for one in current if not one.peer and int(shop.id) in one.shop_ids]


def _seen(peers: list[Peer], actor: Actor) -> list[Peer]:
    """Who sees only some shops sees the peers that serve them."""
    return [peer for peer in peers if actor.shops is None or any(map(actor.sees, peer.shop_ids))]


async def _scope(tx: Tx, actor: Actor, shop_id: int | None, peer: str | None) -> board.Scope:
    """What the caller sees, narrowed to one shop or peer; a foreign one leaves nothing."""
    if peer is not None:
        seen = _seen([await known_peers.get(tx, peer)], actor)
        return board.Scope([], [one.peer for one in seen])
    if shop_id is not None:
        return board.Scope([shop_id] if actor.sees(shop_id) else [])
    return board.Scope(shop_ids(actor))
