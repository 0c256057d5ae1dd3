"""Fixtures for every test: a real PostgreSQL, a fixed instant, the sandbox, the app, a browser."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from orderhub.infra.db import Database, Tx
from tests.support.server import TestServer, shared_server


@pytest.fixture(scope="session")
def test_server() -> Iterator[TestServer]:
    """The PostgreSQL server of this test session."""
    run_id = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    with shared_server(run_id[:12]) as server:
        yield server


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name of this xdist worker, for databases of its own."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def database_url(test_server: TestServer, worker_name: str) -> str:
    """A migrated database of this worker that nobody commits to."""
    return test_server.clone(f"shared_{worker_name}")


@pytest.fixture
async def db(test_server: TestServer, worker_name: str) -> AsyncIterator[Database]:
    """A migrated database for this test alone: commit as you like."""
    database = Database(test_server.clone(f"own_{worker_name}"), pool_size=8)
    yield database
    await database.close()


@pytest.fixture
async def tx(database_url: str) -> AsyncIterator[Tx]:
    """A transaction that is rolled back after the test."""
    database = Database(database_url, pool_size=2)
    try:
        async with database.transaction() as transaction:
            yield transaction
            await transaction.rollback()
    finally:
        await database.close()


@pytest.fixture
def now() -> datetime:
    """The instant at which tests happen: noon of 5 January 2026 in Shanghai."""
    return datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
