"""The API process: which slice answers what. `create_app` is its factory."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI, Request

from orderhub.access.facade import know
from orderhub.access.routes import router as access
from orderhub.apps.drill.desk import Desk
from orderhub.apps.live_feed import LiveFeed
from orderhub.apps.outside import way_out
from orderhub.apps.parcels import orders_waiting
from orderhub.apps.periodic import Periodic
from orderhub.apps.request_times import RequestTimes
from orderhub.apps.routes import dead_letters, drills, events, health
from orderhub.apps.routes.console import Console, console_folder
from orderhub.channels.routes import router as channels
from orderhub.fulfilment.facade import take_handed
from orderhub.fulfilment.routes import ingest as warehouse_ingest
from orderhub.fulfilment.routes import router as fulfilment
from orderhub.fulfilment.routes.scans import accept_scans, let_in
from orderhub.health.facade import Recorder
from orderhub.health.routes import router as connection_health
from orderhub.infra import clock, schema
from orderhub.infra.crypto import MasterKey, load_master_key
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard
from orderhub.infra.gather import Gathered
from orderhub.infra.http import Gate, shield
from orderhub.infra.http.short import ShortWays
from orderhub.infra.installation import bind_master_key
from orderhub.infra.settings import Settings, load_settings
from orderhub.kernel.errors import ConfigError
from orderhub.listeners.routes import router as listeners
from orderhub.notify.routes import router as notify
from orderhub.orders.routes import router as orders
from orderhub.partners.routes import router as partners
from orderhub.rules.routes import router as rules
from orderhub.sources.routes import ingest as source_ingest
from orderhub.sources.routes import router as sources
from orderhub.stock.routes import router as stock
from orderhub.sync.routes import ingest
from orderhub.sync.routes import router as sync
from orderhub.vault.facade import unlock
from orderhub.vault.routes import router as vault

API = "/api/v1"
SIGN_IN = f"{API}/session"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole HTTP surface; `settings.database_url` must be set (the command sees to it)."""
    settings = settings or load_settings()
    app = FastAPI(
        title="OrderHub",
        version=version("orderhub"),
        lifespan=_lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    configure(app, settings)
    app.add_middleware(ShortWays, answers={f"{API}/fulfilment/scans": accept_scans})
    app.add_middleware(RequestTimes)
    shield(app, trusted_proxies=settings.trusted_proxies)
    for router in (
        access,
        vault,
        channels,
        connection_health,
        notify,
        rules,
        orders,
        stock,
        sync,
        fulfilment,
        partners,
        listeners,
        sources,
        dead_letters.router,
        drills.router,
        events.router,
    ):
        app.include_router(router, prefix=API)
    for router in (ingest, warehouse_ingest, source_ingest, health.router):
        app.include_router(router)
    if (folder := console_folder()) is not None:
        # Behind the routes rather than among them, so that a wrong method stays a 405.
        app.router.default = Console(directory=folder, html=True)
    return app


def configure(app: FastAPI, settings: Settings) -> None:
    """What the routes find in `app.state` before its lifespan begins."""
    app.state.settings = settings
    app.state.clock = clock.now
    app.state.disk = DiskGuard(settings.home, settings.disk_warn_mb, settings.disk_refuse_mb)
    app.state.admit_write = _admit_write
    app.state.push_gate = Gate()
    app.state.orders_waiting = orders_waiting
    app.state.drill_desk = Desk()


async def _unlocked(db: Database, settings: Settings) -> MasterKey:
    master = load_master_key(settings.master_key_path, create=True)
    async with db.transaction() as tx:
        if await schema.current(tx) is not None:
            await bind_master_key(tx, master)
    unlock(master, settings.reveals_per_day)
    return master


def _admit_write(request: Request) -> None:
    """Writing ends before the disk does; signing in and reading go on."""
    if request.scope["path"] != SIGN_IN:
        request.app.state.disk.admit_write()


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    settings: Settings = app.state.settings
    if settings.database_url is None:
        raise ConfigError("ORDERHUB_DATABASE_URL is not set; start with `orderhub up`")
    db = Database(settings.database_url, settings.pool_size, name="orderhub api")
    app.state.db = db
    await clock.follow(db)
    app.state.master_key = await _unlocked(db, settings)
    app.state.live_feed = LiveFeed(db)
    app.state.recorder = Recorder(db)
    app.state.scan_desk = Gathered(db.transaction, take_handed)
    app.state.scan_gate = Gathered(db.autocommit, let_in)
    app.state.doorman = Gathered(db.autocommit, know)
    stop = asyncio.Event()
    listening = asyncio.create_task(app.state.live_feed.run())
    recording = asyncio.create_task(app.state.recorder.run(stop))
    following = Periodic("clock.follow", clock.FOLLOW_EVERY_S, partial(clock.follow, db))
    keeping_time = asyncio.create_task(following.run(stop))
    try:
        async with way_out(db, app.state.master_key, app.state.recorder) as app.state.outside:
            yield
    finally:
        await app.state.drill_desk.close()
        stop.set()
        await asyncio.gather(recording, keeping_time)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        await db.close()
