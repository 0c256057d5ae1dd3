"""The real routes of access on a real ASGI app and database; a clock that tests move."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI

from orderhub.access import facade
from orderhub.infra.db import Database
from tests.support.access import PASSWORD, Browser, MovedClock, SignIn, make_app


@pytest.fixture
def clock(now: datetime) -> MovedClock:
    return MovedClock(now)


@pytest.fixture
async def app(db: Database, clock: MovedClock) -> FastAPI:
    """An app whose only user is the administrator."""
    async with db.transaction() as tx:
        await facade.ensure_administrator(tx, PASSWORD)
    return make_app(db, clock)


@pytest.fixture
async def browser_of(app: FastAPI) -> AsyncIterator[Browser]:
    """Makes clients that know nothing of each other's cookies."""
    opened: list[httpx.AsyncClient] = []

    def open_browser(address: str = "192.0.2.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 40000))
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://hub/api/v1"))
        return opened[-1]

    yield open_browser
    for client in opened:
        await client.aclose()


@pytest.fixture
def anonymous(browser_of: Browser) -> httpx.AsyncClient:
    return browser_of()


@pytest.fixture
def sign_in(browser_of: Browser) -> SignIn:
    """Signs a new browser in and lets it send its CSRF token."""

    async def signed_in(username: str = "admin", password: str = PASSWORD) -> httpx.AsyncClient:
        client = browser_of()
        body = {"username": username, "password": password}
        answer = await client.post("/session", json=body)
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    return signed_in


@pytest.fixture
async def admin(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in()
