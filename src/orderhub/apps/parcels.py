"""How fulfilment is wired: what its events lead to, who tells channels, what comes round."""

from collections.abc import Mapping, Sequence
from functools import partial

from orderhub.apps.outside import Lines
from orderhub.apps.periodic import Periodic
from orderhub.fulfilment import facade as fulfilment
from orderhub.health.facade import Beat
from orderhub.infra import clock
from orderhub.infra.bus import Subscription, each
from orderhub.infra.db import Database, Tx
from orderhub.infra.ticker import Ticker
from orderhub.infra.timers import Timer
from orderhub.orders.facade import waiting
from orderhub.sync.facade import ask_again

Waiting = Mapping[int, tuple[int, int]]
SLOTS = 32  # calls at once, apart from those of other timers: a slow channel must not hold them up


def parcel_subscriptions() -> list[Subscription]:
    """Which consumer of fulfilment reacts to which topics."""
    return [
        Subscription(
            consumer="fulfilment.text_buyer",
            topics=fulfilment.TEXTED,
            handler=partial(fulfilment.text_buyers, now=clock.now),
            idle=fulfilment.NO_BUYER_HEARS,
        ),
        Subscription(
            consumer="fulfilment.push",
            topics=fulfilment.ORDERS,
            handler=partial(fulfilment.push_orders, now=clock.now),
            idle=fulfilment.NONE_SERVES,
        ),
        Subscription(
            consumer="fulfilment.push_shop",
            topics=fulfilment.SHOPS,
            handler=each(partial(fulfilment.push_shop, now=clock.now)),
            idle=fulfilment.NONE_SERVES,
        ),
        Subscription(
            consumer="fulfilment.track",
            topics=fulfilment.SHIPPED,
            handler=each(partial(fulfilment.track_parcel, now=clock.now)),
            idle=fulfilment.NONE_SET_UP,
        ),
    ]


def parcel_ticker(db: Database, lines: Lines) -> Ticker:
    """Tells channels and warehouses what is due."""
    foreman = fulfilment.Foreman(outside=lines.outside)
    tracker = fulfilment.Tracker(outside=lines.outside)
    teller = fulfilment.Teller(
        db=db,
        open_session=lines.open_session,
        now=clock.now,
        reread=ask_again,
        warehouses=foreman.ask,
        tracker=tracker.ask,
    )

    async def catch_up(timer: Timer, tx: Tx) -> None:
        await fulfilment.catch_up(timer, tx, clock.now())

    async def track_all(timer: Timer, tx: Tx) -> None:
        await fulfilment.track_all(timer, tx, clock.now())

    async def look_again(timer: Timer, tx: Tx) -> None:
        await fulfilment.look_again(timer, tx, clock.now())

    async def merge(timer: Timer, tx: Tx) -> None:
        await fulfilment.merge_waiting(timer, tx, clock.now())

    inside = {
        fulfilment.CATCH_UP: catch_up,
        fulfilment.GATHERED: look_again,
        fulfilment.MERGE: merge,
        fulfilment.TRACK_ALL: track_all,
    }
    return Ticker(db, inside, {fulfilment.TELL: teller.tell}, slots=SLOTS)


def parcel_jobs(db: Database) -> list[Periodic]:
    """What comes round."""

    scans, places = 0, fulfilment.Places()

    async def refold() -> None:
        nonlocal scans
        async with db.transaction() as tx:
            scans = (await fulfilment.refold(tx, clock.now(), scans)).after

    async def resume() -> None:
        async with db.transaction() as tx:
            await fulfilment.resume(tx, clock.now())

    async def ask_for_silent() -> None:
        async with db.transaction() as tx:
            await fulfilment.ask_for_silent(tx, clock.now())

    async def look() -> None:
        nonlocal places
        async with db.transaction() as tx:
            places = (await fulfilment.look(tx, clock.now(), ask_again, places)).after

    return [
        Periodic("fulfilment.refold", 2.0, refold),
        Periodic("fulfilment.resume", 2.0, resume),
        Periodic("fulfilment.look", 60.0, look),
        Periodic("fulfilment.silent", 60.0, ask_for_silent),
    ]


def peer_beats(lines: Lines) -> Mapping[str, Beat]:
    """Which call tells that a peer of a kind lives."""
    return {"warehouse": fulfilment.Foreman(outside=lines.outside).beat}


async def orders_waiting(tx: Tx, shop_ids: Sequence[int], peer: str) -> Waiting:
    """Shop → (orders that wait to be shipped, of them past their time); with a peer those that wait
    for it."""
    if peer:
        return await fulfilment.waiting_for_peer(tx, peer, shop_ids)
    return await waiting(tx, shop_ids)
