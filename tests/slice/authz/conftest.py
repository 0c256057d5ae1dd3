"""The whole app on a database of its own, and callers of every kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from orderhub.access.facade import NewKey, NewUser, create_key, create_user, system
from orderhub.apps.api import configure, create_app
from orderhub.infra.clock import now
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from tests.support.app import the_app

PASSWORD = "correct horse battery"  # noqa: S105 - of the tests' own users


OF_ITS_OWN = pytest.mark.parametrize("app", [None], indirect=True, ids=["planted"])


class Callers:
    """Makes clients of the app."""

    def __init__(self, app: FastAPI, db: Database) -> None:
        self._app = app
        self._db = db
        self._open: list[httpx.AsyncClient] = []

    def anonymous(self) -> httpx.AsyncClient:
        """Nobody."""
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        self._open.append(httpx.AsyncClient(transport=transport, base_url="http://hub"))
        return self._open[-1]

    async def person(self, role: str, shops: frozenset[int] | None = None) -> httpx.AsyncClient:
        """Somebody of that role, signed in."""
        name = f"{role}.{len(self._open)}"
        new = NewUser(username=name, display_name=name, roles=frozenset({role}), shops=shops)
        async with self._db.transaction() as tx:
            await create_user(tx, system("test"), new, PASSWORD)
        client = self.anonymous()
        body = {"username": name, "password": PASSWORD}
        answer = await client.post("/api/v1/session", json=body)
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    async def program(
        self, permissions: frozenset[str], shops: frozenset[int] | None = None
    ) -> httpx.AsyncClient:
        """An API key with these permissions."""
        new = NewKey(name="test", permissions=permissions, shops=shops)
        async with self._db.transaction() as tx:
            minted = await create_key(tx, system("test"), new, now())
        client = self.anonymous()
        client.headers["Authorization"] = f"Bearer {minted.secret}"
        return client

    async def close(self) -> None:
        for client in self._open:
            await client.aclose()


@pytest.fixture
async def app(
    request: pytest.FixtureRequest, db: Database, tmp_path: Path
) -> AsyncIterator[FastAPI]:
    """The process's app; one of its own for who plants something in it (`OF_ITS_OWN`)."""
    url = db.url.render_as_string(hide_password=False)
    settings = Settings(home=tmp_path, database_url=url)
    app = create_app(settings) if hasattr(request, "param") else the_app()
    configure(app, settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def callers(app: FastAPI, db: Database) -> AsyncIterator[Callers]:
    made = Callers(app, db)
    yield made
    await made.close()
