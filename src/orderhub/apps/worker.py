"""The worker process: relay, consumers, ticker, periodic jobs. The only place they are wired."""

import asyncio
from functools import partial

from orderhub.access.facade import seal_audit
from orderhub.apps.housekeeping import forget_the_old, watch_disk
from orderhub.apps.periodic import Periodic
from orderhub.infra import clock
from orderhub.infra.bus import Subscription
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard
from orderhub.infra.relay import Relay
from orderhub.infra.settings import Settings
from orderhub.infra.telemetry import log
from orderhub.infra.ticker import DbTimer, RemoteTimer, Ticker
from orderhub.kernel.errors import ConfigError
from orderhub.orders.facade import fold_changes

DB_SLOTS = 2


def subscriptions() -> list[Subscription]:
    """Which consumer reacts to which topics."""
    return []


def db_timers() -> dict[str, DbTimer]:
    """Kinds of timers whose handler only touches the database."""
    return {}


def remote_timers() -> dict[str, RemoteTimer]:
    """Kinds of timers whose handler talks to others."""
    return {}


def periodic_jobs(db: Database, settings: Settings) -> list[Periodic]:
    """What comes round."""
    guard = DiskGuard(settings.home, settings.disk_warn_mb, settings.disk_refuse_mb)
    return [
        Periodic("audit.seal", 0.5, partial(seal_audit, db)),
        Periodic("orders.fold_counts", 1.0, partial(fold_changes, db)),
        Periodic("disk.watch", 30.0, partial(watch_disk, guard)),
        Periodic("housekeeping", 3600.0, partial(forget_the_old, db, clock.now)),
    ]


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`, then finish what has begun."""
    if settings.database_url is None:
        raise ConfigError("ORDERHUB_DATABASE_URL is not set; start with `orderhub up`")
    db = Database(settings.database_url, settings.pool_size + settings.concurrency, "worker")
    bus = LocalBus(db, subscriptions())
    loops = [
        Relay(db, bus).run(stop),
        bus.run(stop),
        Ticker(db, in_transaction=db_timers(), slots=DB_SLOTS).run(stop),
        Ticker(db, outside=remote_timers(), slots=settings.concurrency).run(stop),
        *(job.run(stop) for job in periodic_jobs(db, settings)),
    ]
    log.info("worker.started", concurrency=settings.concurrency)
    try:
        async with asyncio.TaskGroup() as tasks:
            for loop in loops:
                tasks.create_task(loop)
    finally:
        await db.close()
    log.info("worker.stopped")
