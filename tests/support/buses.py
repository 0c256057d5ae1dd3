"""Every bus that there is, each under a name of its own for each test."""

import asyncio
import itertools
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.infra import outbox
from orderhub.infra.bus import Bus, Carrier, Message, Subscription
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.db import Database
from orderhub.infra.relay import Relay
from orderhub.kernel.events import Event
from tests.support.kafka import FaultyKafka

KINDS = ("local", "rabbitmq", "kafka")
TOPIC = "tests.counted.v1"
TOPICS = frozenset({TOPIC})
PATIENCE_S = 240
_numbers = itertools.count()


def brokers_wanted() -> None:
    """Skip only when `ORDERHUB_BROKER_TESTS=0` says so."""
    if os.environ.get("ORDERHUB_BROKER_TESTS") == "0":
        pytest.skip("ORDERHUB_BROKER_TESTS=0")


@dataclass(frozen=True)
class Place:
    """A bus of one kind, unused before: `url` is its setting."""

    kind: str
    url: str
    name: str

    def open(self, db: Database, subscriptions: Sequence[Subscription]) -> Bus:
        return open_bus(self.url, db, subscriptions)


def place_at(kind: str, request: pytest.FixtureRequest) -> Place:
    """A fresh place; starts the broker when it is the first that wants it."""
    name = f"t{os.getpid()}n{next(_numbers)}"
    if kind == "local":
        return Place(kind, "local", name)
    brokers_wanted()
    if kind == "rabbitmq":
        node: RabbitNode = request.getfixturevalue("rabbit")
        return Place(kind, f"{node.url}?name={name}", name)
    cluster: FaultyKafka = request.getfixturevalue("kafka")
    cluster.make_topics(name)
    return Place(kind, cluster.address(name), name)


def event(key: str, version: int) -> Event:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Event(topic=TOPIC, key=key, version=version, occurred_at=at, data={"n": version})


def message(key: str, version: int) -> Message:
    """As the relay would make it of `event`."""
    told = event(key, version)
    return Message(
        id=f"{key}{version}",
        topic=told.topic,
        key=key,
        version=version,
        occurred_at=told.occurred_at,
        data={},
    )


async def append(db: Database, *events: Event) -> None:
    async with db.transaction() as tx:
        outbox.append(tx, *events)


async def rows_in(db: Database, table: str) -> int:
    async with db.transaction() as tx:
        return (await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def until(true: Callable[[], bool]) -> None:
    """Wait for it; the test's limit of time is the only one."""
    while not true():  # noqa: ASYNC110 - many things may make it true
        await asyncio.sleep(0.01)


async def until_effects(db: Database, keys: Iterable[str]) -> None:
    """Wait until what handlers left in the database, `<key>-a` for a message each, is of these."""
    sql = text("SELECT key FROM installation WHERE key LIKE '%-a'")
    wanted, there = {f"{key}-a" for key in keys}, set[str]()
    while there != wanted:
        await asyncio.sleep(0.02)
        async with db.transaction() as tx:
            there = set((await tx.execute(sql)).scalars())


async def until_empty(db: Database, *tables: str) -> None:
    for table in tables:
        while await rows_in(db, table):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


async def until_rows(db: Database, table: str, many: int) -> None:
    while await rows_in(db, table) < many:  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.02)


class Carrying:
    """A broker as the relay sees it; what is published goes where a test wants it."""

    carrier: Carrier = "rabbitmq"

    async def publish(self, messages: Sequence[Message]) -> None:
        """Lost, unless a test says where to."""

    async def run(self, stop: asyncio.Event) -> None:
        """Nobody listens."""

    async def backlog(self) -> dict[str, int]:
        """Nothing is kept."""
        return {}

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def running(
    db: Database,
    place: Place,
    *subscriptions: Subscription,
    relay: bool = True,
    patience_s: float = PATIENCE_S,
) -> AsyncGenerator[Bus, None]:
    """Relay and bus at work for the block."""
    stop = asyncio.Event()
    bus = place.open(db, subscriptions)
    try:
        async with asyncio.timeout(patience_s), asyncio.TaskGroup() as tasks:
            if relay:
                tasks.create_task(Relay(db, bus).run(stop))
            tasks.create_task(bus.run(stop))
            yield bus
            stop.set()
    finally:
        await bus.close()
