"""F42: RabbitMQ is SIGKILLed four times under load; nothing that it confirmed is lost."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.infra.bus import Bus, InTransaction, Message, Subscription
from orderhub.infra.bus.address import AmqpAddress, address
from orderhub.infra.bus.rabbitmq import RabbitBus
from orderhub.infra.db import Database, Tx
from tests.support.buses import (
    TOPICS,
    Place,
    append,
    event,
    place_at,
    running,
    until_empty,
    until_rows,
)
from tests.support.server import TestServer

KILLS = 4
BETWEEN = 60
WRITERS = 4
APART_S = 0.02
PATIENCE_S = 240
TABLE = text("CREATE TABLE chaos_effects (key text, version int)")
EFFECT = text("INSERT INTO chaos_effects VALUES (:key, :version)")
EARLY_DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")
Told = set[tuple[str, int]]


class HastyBus(RabbitBus):
    """The planted bug: rows leave the outbox before the broker has confirmed them."""

    async def publish(self, messages: Sequence[Message]) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(EARLY_DONE, {"ids": [int(message.id) for message in messages]})
        await super().publish(messages)


@dataclass(frozen=True)
class HastyPlace(Place):
    def open(self, db: Database, subscriptions: Sequence[Subscription]) -> Bus:
        at = address(self.url)
        assert isinstance(at, AmqpAddress)
        return HastyBus(at, db, subscriptions)


@dataclass
class World:
    """A hub's database with writers at work; `committed` is what they were promised."""

    db: Database
    place: Place
    committed: Told = field(default_factory=set[tuple[str, int]])

    @property
    def consumer(self) -> InTransaction:
        async def effect(message: Message, tx: Tx) -> None:
            await tx.execute(EFFECT, {"key": message.key, "version": message.version})

        return InTransaction(consumer="count", topics=TOPICS, handler=effect)

    async def write(self, key: str, stop: asyncio.Event) -> None:
        """One event after another."""
        for version in itertools.count(1):
            if stop.is_set():
                return
            await append(self.db, event(key, version))
            self.committed.add((key, version))
            await asyncio.sleep(APART_S)

    async def effects(self) -> list[tuple[str, int]]:
        async with self.db.transaction() as tx:
            found = await tx.execute(text("SELECT key, version FROM chaos_effects"))
            return [(row.key, row.version) for row in found]


@pytest.fixture
async def worlds(
    test_server: TestServer, worker_name: str, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[World, World]]:
    """A sound one, and one with the planted bug."""
    sound, hasty = (place_at("rabbitmq", request) for _ in range(2))
    places = (sound, HastyPlace(hasty.kind, hasty.url, hasty.name))
    async with AsyncExitStack() as stack:
        made = [
            World(Database(test_server.clone(f"broker{n}_{worker_name}"), pool_size=8), place)
            for n, place in enumerate(places)
        ]
        for world in made:
            stack.push_async_callback(world.db.close)
            async with world.db.transaction() as tx:
                await tx.execute(TABLE)
        yield made[0], made[1]


async def strike(world: World, node: RabbitNode) -> None:
    """Kill the broker again and again, each time once it works under load."""
    for _ in range(KILLS):
        await until_rows(world.db, "chaos_effects", len(await world.effects()) + BETWEEN)
        await asyncio.to_thread(node.kill)
        await asyncio.to_thread(node.start)


@pytest.mark.timeout(300)
async def test_a_broker_killed_four_times_loses_nothing_and_a_relay_in_haste_is_noticed(
    worlds: tuple[World, World], rabbit: RabbitNode
) -> None:
    sound, hasty = worlds
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        for world in worlds:
            await stack.enter_async_context(
                running(world.db, world.place, world.consumer, patience_s=PATIENCE_S)
            )
        writers = [
            asyncio.create_task(world.write(f"o{n}", stop))
            for world in worlds
            for n in range(WRITERS)
        ]
        await strike(sound, rabbit)
        stop.set()
        await asyncio.gather(*writers)
        await until_empty(sound.db, "outbox")
        await until_empty(hasty.db, "outbox")
        await until_rows(sound.db, "chaos_effects", len(sound.committed))
    found = await sound.effects()
    assert len(found) == len(set(found))
    assert set(found) == sound.committed
    assert hasty.committed - set(await hasty.effects())
