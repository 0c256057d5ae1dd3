"""The whole application in the test's process, with its lifespan."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from orderhub.access.facade import ensure_administrator
from orderhub.apps.api import configure, create_app
from orderhub.infra.db import Database
from orderhub.infra.settings import load_settings
from tests.support.sockets import listening

PASSWORD = "a long word of the tests"  # noqa: S105 - of the tests' own administrator
ADDRESS = "http://hub.test"


@cache
def the_app() -> FastAPI:
    """Built once a process: its routes cost a third of a second, its state is of each test."""
    return create_app(load_settings())


@asynccontextmanager
async def running_app(db: Database, home: Path) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client of the app on `db`, signed in as administrator; paths are whole (`/api/v1/…`)."""
    async with db.transaction() as tx:
        await ensure_administrator(tx, PASSWORD)
    url = db.url.render_as_string(hide_password=False)
    app = the_app()
    configure(app, load_settings(home=home, database_url=url))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client,
    ):
        login = {"username": "admin", "password": PASSWORD}
        answer = await client.post("/api/v1/session", json=login)
        assert answer.is_success, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


@asynccontextmanager
async def listening_app(db: Database, home: Path) -> AsyncGenerator[str, None]:
    """The app on a socket of its own, served by the test's loop: its address. Cheaper than a
    process, for tests in which others call the hub."""
    app = the_app()
    url = db.url.render_as_string(hide_password=False)
    configure(app, load_settings(home=home, database_url=url))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with listening() as listener:
        async with app.router.lifespan_context(app):
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                server.should_exit = True
                await serving
