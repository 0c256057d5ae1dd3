"""F42: RabbitMQ is SIGKILLed four times under load; nothing that it confirmed is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.infra.bus import Bus, Message, Subscription, each
from orderhub.infra.bus.address import AmqpAddress, address
from orderhub.infra.bus.rabbitmq import RabbitBus
from orderhub.infra.db import Database
from tests.chaos.counted import TABLE, Told, effect, effects
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
from tests.support.whereabouts import whereabouts

KILLS = 4
BEGUN = 8
WRITERS = 4
EACH = 12
APART_S = 0.02
PATIENCE_S = 500
EARLY_DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")


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
    def consumer(self) -> Subscription:
        return Subscription(consumer="count", topics=TOPICS, handler=each(effect))

    async def write(self, key: str, first: int, struck: asyncio.Event) -> None:
        """Some events, one after another; the last while the broker is down."""
        last = first + EACH - 1
        for version in range(first, last + 1):
            await (struck.wait() if version == last else asyncio.sleep(APART_S))
            await append(self.db, event(key, version))
            self.committed.add((key, version))

    async def missing(self) -> Told:
        """What was promised and has had no effect yet."""
        return self.committed - set(await effects(self.db))


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


async def strike(worlds: Sequence[World], node: RabbitNode) -> None:
    """Kill the broker again and again, each time while writers are at work in all worlds."""
    sound = worlds[0]
    for blow in range(KILLS):
        struck = asyncio.Event()
        begun = len(await effects(sound.db)) + BEGUN
        async with asyncio.TaskGroup() as writers:
            for world in worlds:
                for n in range(WRITERS):
                    writers.create_task(world.write(f"o{n}", 1 + blow * EACH, struck))
            await until_rows(sound.db, "chaos_effects", begun)
            await asyncio.to_thread(node.kill)
            struck.set()
        await asyncio.to_thread(node.start)


@pytest.mark.timeout(600)
async def test_a_broker_killed_four_times_loses_nothing_and_a_relay_in_haste_is_noticed(
    worlds: tuple[World, World], rabbit: RabbitNode
) -> None:
    sound, hasty = worlds
    async with AsyncExitStack() as stack:
        for world in worlds:
            await stack.enter_async_context(running(world.db, world.place, world.consumer))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await strike(worlds, rabbit)
                await until_empty(hasty.db, "outbox")
                await until_rows(sound.db, "chaos_effects", KILLS * WRITERS * EACH)
                await until_empty(sound.db, "outbox")
        except TimeoutError:
            pytest.fail(await whereabouts(sound.db, rabbit, await sound.missing()))
    found = await effects(sound.db)
    assert len(found) == len(set(found)) == KILLS * WRITERS * EACH
    assert not await sound.missing()
    assert await hasty.missing()
