"""Events from the outbox to the consumers: once, in order, never lost."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import text

from orderhub.infra import outbox
from orderhub.infra.bus import InTransaction, Message, Outside, Subscription
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, Tx, copy
from orderhub.infra.relay import Relay
from orderhub.kernel.errors import ChannelUnavailable, DatabaseBusy
from orderhub.kernel.events import Event

TOPIC = "tests.counted.v1"
TOPICS = frozenset({TOPIC})


def event(key: str, version: int) -> Event:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Event(topic=TOPIC, key=key, version=version, occurred_at=at, data={"n": version})


async def append(db: Database, *events: Event) -> None:
    async with db.transaction() as tx:
        await outbox.append(tx, *events)


async def rows_in(db: Database, table: str) -> int:
    async with db.transaction() as tx:
        return (await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


@asynccontextmanager
async def running(db: Database, *subscriptions: Subscription) -> AsyncGenerator[None, None]:
    """Relay and bus at work until everything published is consumed or put aside."""
    stop = asyncio.Event()
    bus = LocalBus(db, subscriptions)
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(Relay(db, bus).run(stop))
        tasks.create_task(bus.run(stop))
        yield
        while await rows_in(db, "outbox") + await rows_in(db, "bus_messages"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        stop.set()


async def test_every_event_reaches_every_consumer_once_and_in_order_of_its_key(
    db: Database,
) -> None:
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)

    async def remember(message: Message, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(f"{message.id}-a", message.data)])
        seen["a"].append((message.key, message.version))

    async def call(message: Message) -> None:
        seen["b"].append((message.key, message.version))

    for version in range(1, 21):
        await append(db, *(event(f"o{n}", version) for n in range(30)))
    async with running(
        db,
        InTransaction(consumer="a", topics=TOPICS, handler=remember),
        Outside(consumer="b", topics=TOPICS, handler=call),
    ):
        pass
    for consumer in ("a", "b"):
        assert len(seen[consumer]) == 600
        for n in range(30):
            assert [v for k, v in seen[consumer] if k == f"o{n}"] == list(range(1, 21))
    assert await rows_in(db, "installation") == 601


async def test_a_rolled_back_change_announces_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        await outbox.append(tx, event("o", 1))
        await tx.rollback()
    assert await rows_in(db, "outbox") == 0


async def test_an_event_nobody_wants_leaves_the_outbox(db: Database) -> None:
    await append(db, event("o", 1))
    async with running(db):
        pass
    assert await rows_in(db, "outbox") == 0


async def test_a_repeated_publish_has_one_effect(db: Database) -> None:
    seen: list[str] = []

    async def remember(message: Message, _tx: Tx) -> None:
        seen.append(message.id)

    subscription = InTransaction(consumer="a", topics=TOPICS, handler=remember)
    at = datetime(2026, 1, 5, tzinfo=UTC)
    message = Message(id="7", topic=TOPIC, key="o", version=1, occurred_at=at, data={})
    bus = LocalBus(db, [subscription])
    for _ in range(3):
        await bus.publish([message, message])
        async with running(db, subscription):
            pass
    assert seen == ["7"]


async def test_a_failing_handler_leaves_nothing_and_goes_to_the_dead_letters(db: Database) -> None:
    async def fail(message: Message, tx: Tx) -> None:
        await copy(tx, "installation", ("key", "value"), [(message.id, {})])
        raise ValueError("a defect")

    await append(db, event("o", 1))
    async with running(db, InTransaction(consumer="a", topics=TOPICS, handler=fail)):
        pass
    assert await rows_in(db, "installation") == 1
    async with db.transaction() as tx:
        letter = (
            await tx.execute(text("SELECT consumer, reason, attempts FROM dead_letters"))
        ).one()
    assert letter == ("a", "ValueError: a defect", 1)


async def test_a_message_that_waits_holds_back_the_later_ones_of_its_key_only(
    db: Database,
) -> None:
    seen: list[tuple[str, int]] = []
    failures = iter([True])

    async def call(message: Message) -> None:
        if message.key == "slow" and next(failures, False):
            raise ChannelUnavailable("down")
        seen.append((message.key, message.version))

    await append(db, event("slow", 1), event("slow", 2), event("quick", 1))
    async with running(db, Outside(consumer="a", topics=TOPICS, handler=call)):
        pass
    assert seen[0] == ("quick", 1) or outbox.shard_of("quick") != outbox.shard_of("slow")
    assert [entry for entry in seen if entry[0] == "slow"] == [("slow", 1), ("slow", 2)]


async def test_a_database_pause_uses_up_no_try(db: Database) -> None:
    busy = iter([True, True])
    seen: list[str] = []

    async def handle(message: Message, _tx: Tx) -> None:
        if next(busy, False):
            raise DatabaseBusy("restarting")
        seen.append(message.id)

    await append(db, event("o", 1))
    async with running(db, InTransaction(consumer="a", topics=TOPICS, handler=handle)):
        pass
    assert len(seen) == 1
    assert await rows_in(db, "dead_letters") == 0


async def test_two_relays_keep_the_order_of_each_key(db: Database) -> None:
    published: list[tuple[str, int]] = []

    class Recorder(LocalBus):
        async def publish(self, messages: object) -> None:
            batch: list[Message] = list(messages)  # pyright: ignore[reportArgumentType, reportUnknownVariableType]
            await asyncio.sleep(0)
            published.extend((m.key, m.version) for m in batch)

    stop = asyncio.Event()
    bus = Recorder(db, ())
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
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
