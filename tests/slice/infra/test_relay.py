"""The relay: outbox rows leave when the bus has them, each key in order."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import text

from orderhub.infra import outbox
from orderhub.infra.bus import Message, Subscription
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.bus.publishing import waves
from orderhub.infra.db import Database, Tx
from orderhub.infra.relay import Relay
from orderhub.kernel.errors import BrokerRefused
from tests.support.buses import TOPICS, Carrying, append, event, message, rows_in

QUEUED = text("SELECT consumer, key, version FROM bus_messages ORDER BY id")


async def test_a_rolled_back_change_announces_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        outbox.append(tx, event("o", 1))
        await tx.rollback()
    assert await rows_in(db, "outbox") == 0


async def test_a_message_without_a_place_stays_and_the_other_shards_leave(db: Database) -> None:
    """F41: row not marked done, nobody else waits for it."""
    left: list[str] = []

    class Choosy(Carrying):
        async def publish(self, messages: Sequence[Message]) -> None:
            taken = [m for m in messages if m.key != "lost"]
            left.extend(m.key for m in taken)
            if len(taken) < len(messages):
                raise BrokerRefused("no queue", safe=frozenset(m.id for m in taken))

    await append(db, *(event(f"o{n}", 1) for n in range(40)), event("lost", 1))
    stop = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        tasks.create_task(Relay(db, Choosy()).run(stop))
        while await rows_in(db, "outbox") > 1:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
        stop.set()
    assert sorted(left) == sorted(f"o{n}" for n in range(40))


async def test_events_of_one_change_are_queued_in_the_order_in_which_they_were_written(
    db: Database,
) -> None:
    async def hear(_messages: Sequence[Message], _tx: Tx) -> None:
        """Nobody runs it."""

    bus = LocalBus(db, [Subscription(consumer="a", topics=TOPICS, handler=hear)])
    events = [event(f"o{n % 400}", 1) for n in range(2000)]
    await append(db, *events)
    await bus.take_over(2000)
    async with db.transaction() as tx:
        found = (await tx.execute(text("SELECT key, event_id FROM bus_messages ORDER BY id"))).all()
    by_key: dict[str, list[int]] = {}
    for row in found:
        by_key.setdefault(row.key, []).append(int(row.event_id))
    assert all(ids == sorted(ids) for ids in by_key.values())
    assert len(found) == len(events)


async def test_two_processes_move_each_event_to_the_queues_once_each_key_in_order(
    db: Database,
) -> None:
    async def hear(_messages: Sequence[Message], _tx: Tx) -> None:
        """Nobody runs it."""

    bus = LocalBus(db, [Subscription(consumer=c, topics=TOPICS, handler=hear) for c in "ab"])

    async def move() -> int:
        return sum([await bus.take_over(3) for _ in range(40)])

    for version in range(1, 10):
        await append(db, *(event(f"o{n}", version) for n in range(20)))
    assert sum(await asyncio.gather(move(), move(), move())) == 180
    assert await rows_in(db, "outbox") == 0
    async with db.transaction() as tx:
        rows = (await tx.execute(QUEUED)).all()
    for consumer in "ab":
        for n in range(20):
            moved = [r.version for r in rows if (r.consumer, r.key) == (consumer, f"o{n}")]
            assert moved == list(range(1, 10))


def test_waves_hold_each_key_once_and_its_versions_in_order() -> None:
    messages = [message("a", 1), message("a", 2), message("b", 1), message("a", 3)]
    told = [[(m.key, m.version) for m in wave] for wave in waves(messages)]
    assert told == [[("a", 1), ("b", 1)], [("a", 2)], [("a", 3)]]
    careful = [[(m.key, m.version) for m in wave] for wave in waves(messages, cautious=True)]
    assert careful == [[("a", 1)], [("a", 2), ("b", 1)], [("a", 3)]]
    assert waves([], cautious=True) == []


async def test_two_relays_keep_the_order_of_each_key(db: Database) -> None:
    published: list[tuple[str, int]] = []

    class Recorder(Carrying):
        async def publish(self, messages: Sequence[Message]) -> None:
            await asyncio.sleep(0)
            published.extend((m.key, m.version) for m in messages)

    stop = asyncio.Event()
    bus = Recorder()
    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(Relay(db, bus).run(stop))
        for version in range(1, 40):
            await append(db, *(event(f"o{n}", version) for n in range(20)))
        while await rows_in(db, "outbox"):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
        stop.set()
    for n in range(20):
        versions = [v for k, v in published if k == f"o{n}"]
        assert versions == list(range(1, 40))
