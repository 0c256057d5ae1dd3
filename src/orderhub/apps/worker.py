"""The worker process: relay, consumers, ticker, poller. The only place they are wired."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from orderhub.access.facade import seal_audit
from orderhub.apps.consumers import subscriptions
from orderhub.apps.housekeeping import (
    forget_the_old,
    trim_raw_payloads,
    watch_disk,
)
from orderhub.apps.outside import Lines, lines_open
from orderhub.apps.parcels import parcel_jobs, parcel_ticker, peer_beats
from orderhub.apps.partners import partner_dispatcher, partner_jobs
from orderhub.apps.peers import name_peers
from orderhub.apps.periodic import Periodic
from orderhub.apps.sources import source_jobs
from orderhub.channels import facade as channels
from orderhub.fulfilment.facade import Taker
from orderhub.health.facade import (
    TRIM,
    VERIFY,
    Heart,
    PeerProber,
    Prober,
    Verifier,
    Watched,
    Watcher,
    judge,
    trim_calls,
)
from orderhub.infra import clock
from orderhub.infra.bus import Bus
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.bus.status import sample
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.disk import DiskGuard
from orderhub.infra.ids import process_owner
from orderhub.infra.relay import Relay
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import log
from orderhub.infra.ticker import DbTimer, Ticker
from orderhub.infra.timers import Timer, ensure
from orderhub.kernel.errors import ConfigError
from orderhub.listeners import facade as listeners
from orderhub.notify.facade import ASK_SMS, SEND, SEND_SMS, Courier, Poster, Texter
from orderhub.orders.facade import fold_changes
from orderhub.orders.service import escalation
from orderhub.orders.service.presale import DUE
from orderhub.orders.service.presale_due import release
from orderhub.orders.service.remapping import REMAP, remap
from orderhub.orders.service.ship_by import sweep
from orderhub.stock import facade as stock
from orderhub.stock.publishing import Publisher
from orderhub.sync import timers as sync_timers
from orderhub.sync.facade import Work, certify_days
from orderhub.sync.pull.listen import Receiver
from orderhub.sync.pull.poller import Poller

TIMER_SLOTS = 4
RECURRING = (sync_timers.FORGET, sync_timers.PLAN, TRIM)


def timer_handlers() -> dict[str, DbTimer]:
    """Which handler runs at the end of which kind of timer."""

    async def remap_orders(timer: Timer, tx: Tx) -> None:
        await remap(timer, tx, clock.now())

    return {
        REMAP: remap_orders,
        sync_timers.FORGET: partial(sync_timers.forget, now=clock.now),
        sync_timers.PLAN: partial(sync_timers.plan, now=clock.now),
        TRIM: partial(trim_calls, now=clock.now),
        channels.ENDING: partial(channels.warn, now=clock.now),
    }


def _stock_jobs(db: Database, settings: Settings) -> list[Periodic]:
    async def move() -> None:
        await stock.give_back_unpaid(db, clock.now())
        await stock.reserve_left(db, clock.now())
        await stock.serve_waiting(db, clock.now())

    async def check_drift() -> None:
        await stock.check_drift(db, settings.stock_drift_units, clock.now())

    return [Periodic("stock.move", 2.0, move), Periodic("stock.drift", 60.0, check_drift)]


def periodic_jobs(
    db: Database, guard: DiskGuard, settings: Settings, master: MasterKey
) -> list[Periodic]:
    """What comes round."""

    async def judge_connections() -> None:
        async with db.transaction() as tx:
            await judge(tx, clock.now(), settings.incident_after)

    async def flag_late_orders() -> None:
        await sweep(db, clock.now())

    async def escalate() -> None:
        await escalation.sweep(db, clock.now())

    async def certify() -> None:
        await certify_days(db, master, clock.now())

    async def count_unmatched() -> None:
        await listeners.write_down(db, clock.now())

    async def forget_old_runs() -> None:
        await listeners.forget_runs(db, clock.now())

    return [
        Periodic("clock.follow", clock.FOLLOW_EVERY_S, partial(clock.follow, db)),
        Periodic("audit.seal", 0.5, partial(seal_audit, db)),
        Periodic("orders.fold_counts", 1.0, partial(fold_changes, db)),
        Periodic("orders.flag_late", 10.0, flag_late_orders),
        *_stock_jobs(db, settings),
        Periodic("orders.escalate", 10.0, escalate),
        Periodic("health.judge", 0.5, judge_connections),
        Periodic("vault.trim_raw", 600.0, partial(trim_raw_payloads, db, clock.now)),
        Periodic("sync.certify", 60.0, certify),
        *parcel_jobs(db),
        *partner_jobs(db),
        Periodic("health.name_peers", 30.0, partial(name_peers, db)),
        Periodic("listeners.tally", 2.0, count_unmatched),
        Periodic("listeners.forget", 3600.0, forget_old_runs),
        Periodic("disk.watch", 30.0, partial(watch_disk, guard)),
        Periodic("housekeeping", 3600.0, partial(forget_the_old, db, clock.now)),
    ]


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`, then finish what has begun."""
    if settings.database_url is None:
        raise ConfigError("ORDERHUB_DATABASE_URL is not set; start with `orderhub up`")
    db = Database(settings.database_url, settings.pool_size + settings.concurrency, "worker")
    bus = open_bus(settings.bus_url, db, subscriptions(settings.public_url or ""))
    try:
        async with lines_open(db, settings) as lines, asyncio.TaskGroup() as tasks:
            await clock.follow(db)
            await _schedule_recurring(db)
            pulling = Work(
                db=db, open_session=lines.open_session, now=clock.now, owner=process_owner()
            )
            if settings.duties != "errands":
                for loop in _event_loops(db, bus, lines, settings, stop):
                    tasks.create_task(loop)
            if settings.duties != "events":
                for loop in _errand_loops(db, lines, settings, pulling, stop):
                    tasks.create_task(loop)
            tasks.create_task(lines.recorder.run(stop))
            log.info("worker.started", duties=settings.duties, concurrency=settings.concurrency)
    finally:
        await bus.close()
        await db.close()
    log.info("worker.stopped")


def _event_loops(
    db: Database, bus: Bus, lines: Lines, settings: Settings, stop: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    """What stands between a change and those who hear of it."""
    poster = Poster(lines.http, private=settings.notify_private)
    return [
        Taker(db, clock.now).run(stop),
        Relay(db, bus).run(stop),
        bus.run(stop),
        partner_dispatcher(db, lines, poster).run(stop),
        # Beside the relay: only who publishes knows whether the broker confirms.
        Periodic("bus.sample", 10.0, partial(sample, db, bus, clock.now)).run(stop),
    ]


def _errand_loops(
    db: Database, lines: Lines, settings: Settings, pulling: Work, stop: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    """What the hub asks and tells others by itself."""
    guard = DiskGuard(settings.home, settings.disk_warn_mb, settings.disk_refuse_mb)
    owner = pulling.owner
    heart = Heart(db=db, open_session=lines.open_session, now=clock.now, owner=owner)
    peers = PeerProber(db=db, beats=peer_beats(lines), now=clock.now, owner=owner)
    watched = Watched(
        db=db,
        http=lines.http,
        probes=settings.egress_probes,
        now=clock.now,
        owner=owner,
        console=settings.public_url or "",
    )
    poster = Poster(lines.http, private=settings.notify_private)
    courier = Courier(db, lines.master, poster, clock.now, lines.recorder.record)
    publisher = Publisher(db, lines.open_session, clock.now)
    texter = Texter(db, lines.master, poster, clock.now, lines.recorder.record)
    outside = {
        SEND: courier.deliver,
        SEND_SMS: texter.deliver,
        ASK_SMS: texter.ask,
        VERIFY: Verifier(heart).verify,
        DUE: partial(release, db=db, now=clock.now),
    }
    return [
        Ticker(db, timer_handlers(), outside, slots=TIMER_SLOTS).run(stop),
        parcel_ticker(db, lines).run(stop),
        Poller(pulling, settings.concurrency).run(stop),
        Receiver(pulling).run(stop),
        Prober(heart).run(stop),
        Watcher(watched).run(stop),
        Periodic("stock.publish", 1.0, publisher.round).run(stop),
        Periodic("health.peers", 2.0, peers.round).run(stop),
        *(job.run(stop) for job in source_jobs(db, lines, poster)),
        *(job.run(stop) for job in periodic_jobs(db, guard, settings, lines.master)),
    ]


async def _schedule_recurring(db: Database) -> None:
    async with db.transaction() as tx:
        for kind in RECURRING:
            await ensure(tx, kind, "", clock.now())
