"""Health, metrics, live events and the console's files on the whole app."""

import asyncio
from pathlib import Path

import httpx
from sqlalchemy import text

from orderhub.apps.api import create_app
from orderhub.infra.db import Database
from orderhub.infra.settings import load_settings
from tests.support.app import running_app


async def test_a_ready_hub_says_so(app_client: httpx.AsyncClient) -> None:
    assert (await app_client.get("/health/live")).json() == {"live": True}
    answer = await app_client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def test_without_its_schema_the_hub_is_alive_but_not_ready(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("DROP TABLE alembic_version"))
    answer = await app_client.get("/health/ready")
    assert (answer.status_code, answer.json()["schema_current"]) == (503, False)
    assert (await app_client.get("/health/live")).status_code == 200


async def test_without_its_database_the_hub_is_alive_but_not_ready(
    app_client: httpx.AsyncClient, db: Database
) -> None:
    name = str(db.url.database)
    other = Database(db.url.set(database="postgres").render_as_string(hide_password=False))
    await db.close()
    async with other.autocommit() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await other.close()
    answer = await app_client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


async def test_metrics_tell_of_queues_and_routes_and_of_nobody(
    app_client: httpx.AsyncClient,
) -> None:
    await app_client.get("/api/v1/orders/ORD-20260105-00001")
    told = (await app_client.get("/metrics")).text
    assert "hub_outbox_rows 0.0" in told
    assert 'route="/orders/{number}"' in told
    assert "ORD-20260105" not in told


async def test_a_full_disk_refuses_writes_and_serves_reads(db: Database, tmp_path: Path) -> None:
    url = db.url.render_as_string(hide_password=False)
    async with running_app(db, tmp_path):
        pass
    app = create_app(load_settings(home=tmp_path, database_url=url, disk_refuse_mb=10**9))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://hub.test"
        ) as client,
    ):
        login = {"username": "admin", "password": "a long word of the tests"}
        signed_in = await client.post("/api/v1/session", json=login)
        assert signed_in.is_success
        client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
        assert (await client.get("/api/v1/orders")).is_success
        refused = await client.post("/api/v1/order-views", json={"name": "a", "query": {}})
        assert (refused.status_code, refused.json()["type"]) == (503, "disk_full")
        assert (await client.get("/health/ready")).json()["disk"] == "full"


async def test_unknown_paths_of_the_api_are_problems(app_client: httpx.AsyncClient) -> None:
    answer = await app_client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_live_stream_needs_a_session(app_client: httpx.AsyncClient) -> None:
    app_client.cookies.clear()
    async with asyncio.timeout(120):
        assert (await app_client.get("/api/v1/events")).status_code == 401
