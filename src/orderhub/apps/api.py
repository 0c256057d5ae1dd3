"""The API process: which slice answers what. `create_app` is its factory."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from orderhub.access.routes import router as access
from orderhub.apps.live_feed import LiveFeed
from orderhub.apps.routes import events, health
from orderhub.apps.routes.console import Console, console_folder
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.http import BODY_LIMIT, shield
from orderhub.infra.settings import Settings, load_settings
from orderhub.kernel.errors import ConfigError

API = "/api/v1"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole HTTP surface; `settings.database_url` must be set (the command sees to it)."""
    settings = settings or load_settings()
    app = FastAPI(
        title="OrderHub",
        max_body_size=BODY_LIMIT,
        version=version("orderhub"),
        lifespan=_lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    shield(app, trusted_proxies=settings.trusted_proxies)
    api = APIRouter(prefix=API)
    for router in (access, events.router):
        api.include_router(router)
    app.include_router(api)
    app.include_router(health.router)
    if (folder := console_folder()) is not None:
        app.mount("/", Console(directory=folder, html=True), name="console")
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    settings: Settings = app.state.settings
    if settings.database_url is None:
        raise ConfigError("ORDERHUB_DATABASE_URL is not set; start with `orderhub up`")
    db = Database(settings.database_url, settings.pool_size, name="orderhub api")
    app.state.db = db
    app.state.master_key = load_master_key(settings.master_key_path, create=True)
    app.state.live_feed = LiveFeed(db)
    listening = asyncio.create_task(app.state.live_feed.run())
    try:
        yield
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        await db.close()
