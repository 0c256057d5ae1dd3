"""A small app with the routes of access, and what its tests are written with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from fastapi import FastAPI

from orderhub.access.facade import know
from orderhub.access.routes import router
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.gather import Gathered
from orderhub.infra.http import shield

PASSWORD = "correct horse battery"  # noqa: S105 - of the tests' own users
PROXY = "10.0.0.1"

Browser = Callable[..., httpx.AsyncClient]
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


@dataclass
class MovedClock:
    """What the app believes the time to be."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


def make_app(db: Database, clock: MovedClock) -> FastAPI:
    """The routes of access behind the shield."""
    app = FastAPI()
    shield(app, trusted_proxies=(PROXY,))
    app.include_router(router, prefix="/api/v1")
    app.state.db = db
    app.state.doorman = Gathered(db.autocommit, know)
    app.state.clock = clock
    app.state.master_key = MasterKey(bytes(32))
    return app


async def make_user(admin: httpx.AsyncClient, username: str, **over: object) -> int:
    """Create a user through the API; returns the id."""
    body = {
        "username": username,
        "display_name": username.title(),
        "password": PASSWORD,
        "roles": ["warehouse"],
    }
    answer = await admin.post("/users", json=body | over)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def make_key(admin: httpx.AsyncClient, **over: object) -> dict[str, str]:
    """Create an API key through the API; returns the header that carries it."""
    body: dict[str, object] = {"name": "till", "permissions": ["users.read"]}
    answer = await admin.post("/api-keys", json=body | over)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['key']}"}
