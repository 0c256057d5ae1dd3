"""Fixtures for every test: a real PostgreSQL, a fixed instant, the sandbox, the app."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]

import orderhub
from orderhub.access.service import hashing
from orderhub.apps.bench.kafka import running_kafka
from orderhub.apps.bench.rabbit import RabbitNode, running_rabbit
from orderhub.infra import db as infra_db
from orderhub.infra.crypto import MasterKey, new_data_key
from orderhub.infra.db import Database, Tx
from orderhub.infra.ids import new_id
from orderhub.infra.telemetry import configure_logging
from orderhub.vault.facade import unlock
from tests.support.kafka import FaultyKafka
from tests.support.sandbox import LOOPBACK, running_sandbox
from tests.support.scheduling import Together
from tests.support.server import TestServer, shared_server


def pytest_configure() -> None:
    """The product under test is the one beside these tests, not that of a tree to which PYTHONPATH
    or a shared .venv leads: it may be another from process to process."""
    source = Path(__file__).parents[1] / "src"
    if not Path(orderhub.__file__).is_relative_to(source):
        found = Path(orderhub.__file__).parent
        raise pytest.UsageError(f"orderhub comes from {found}, not from {source}: make setup")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Parallel runs keep together what shares a hub, a browser or a broker."""
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def logging_as_in_production() -> None:
    """JSON lines: the default of development renders a failure for twenty seconds."""
    configure_logging()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """The passwords of tests protect nothing: 50 ms of a core each are saved."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hashing._hasher = quick  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(scope="session", autouse=True)
def patient_pools() -> None:
    """Crowds of tests wait for a connection as long as this machine takes."""
    infra_db.POOL_WAIT_S = 240


@pytest.fixture(scope="session", autouse=True)
def master_key() -> MasterKey:
    """The master key of this session; the vault is open in every test."""
    key = MasterKey(new_data_key())
    unlock(key)
    return key


@pytest.fixture(scope="session")
def test_server() -> Iterator[TestServer]:
    """The PostgreSQL server of this test session."""
    run_id = os.environ.get("PYTEST_XDIST_TESTRUNUID") or new_id()
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


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[dict[str, Any]]:
    """The platforms on loopback: the JSON line they print."""
    with running_sandbox() as printed:
        yield printed


@pytest.fixture
def sandbox(sandbox_process: dict[str, Any]) -> dict[str, Any]:
    """The platforms as after their start: no order, no fault, the real clock."""
    reset = f"{sandbox_process['control_url']}/reset"
    httpx.post(reset, trust_env=False, timeout=120, verify=LOOPBACK).raise_for_status()
    return sandbox_process


@pytest.fixture(scope="session")
def rabbit() -> Iterator[RabbitNode]:
    """The RabbitMQ node of this session; tests that want it share an xdist group."""
    with running_rabbit() as node:
        yield node


@pytest.fixture(scope="session")
def kafka() -> Iterator[FaultyKafka]:
    """The Kafka cluster of this session."""
    with running_kafka(FaultyKafka) as cluster:
        yield cluster


@pytest.fixture
async def app_client(db: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole application on a database of this test, signed in as administrator."""
    from tests.support.app import running_app  # noqa: PLC0415 - takes seconds; most tests have no app

    async with running_app(db, tmp_path) as client:
        yield client
