"""What RabbitMQ does to us, and what we make of it (reliability reference §4c, §5.1)."""

import asyncio
from datetime import UTC, datetime

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from orderhub.apps.bench.rabbit import RabbitNode
from orderhub.infra import dead_letters
from orderhub.infra.bus import Bus, Message, Subscription, each
from orderhub.infra.bus.address import AmqpAddress
from orderhub.infra.bus.envelope import opened
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.bus.rabbitmq import RabbitBus
from orderhub.infra.bus.receiving import receive
from orderhub.infra.db import Database, Tx
from orderhub.infra.relay import Relay
from orderhub.kernel.errors import BrokerDown, BrokerRefused
from tests.support.buses import (
    TOPIC,
    TOPICS,
    Place,
    append,
    event,
    place_at,
    rows_in,
    running,
    until,
    until_empty,
    until_rows,
)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    return place_at("rabbitmq", request)


class Counting:
    """A consumer that remembers the versions of each key, in order."""

    def __init__(self) -> None:
        self.seen: dict[str, list[int]] = {}

    async def __call__(self, message: Message, _tx: Tx) -> None:
        self.seen.setdefault(message.key, []).append(message.version)

    @property
    def total(self) -> int:
        return sum(map(len, self.seen.values()))

    @property
    def subscription(self) -> Subscription:
        return self.as_consumer("a")

    def as_consumer(self, name: str) -> Subscription:
        return Subscription(consumer=name, topics=TOPICS, handler=each(self))


async def relay_once(db: Database, bus: Bus) -> None:
    async with db.psycopg() as session:
        await Relay(db, bus).relay_waiting(session)


async def taking(channel: AbstractChannel, queue: str) -> asyncio.Queue[AbstractIncomingMessage]:
    """What arrives at `queue`, unacknowledged."""
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    await (await channel.get_queue(queue)).consume(arrived.put)
    return arrived


async def forget_queue(place: Place) -> None:
    """The hub's queue is gone, as if somebody had deleted it."""
    async with await aio_pika.connect(place.url) as line:
        channel = await line.channel()
        await channel.queue_delete(f"{place.name}.hub")


async def test_a_queue_that_is_gone_refuses_the_event_and_is_made_again(
    db: Database, place: Place
) -> None:
    """F41."""
    counting = Counting()
    bus = place.open(db, [counting.subscription])
    await append(db, event("o", 1))
    await relay_once(db, bus)
    await forget_queue(place)
    lost = Message(
        id="2",
        topic=TOPIC,
        key="o",
        version=2,
        occurred_at=datetime(2026, 1, 5, tzinfo=UTC),
        data={},
    )
    with pytest.raises(BrokerRefused, match="no queue"):
        await bus.publish([lost])
    await forget_queue(place)
    await append(db, event("o", 2))
    await relay_once(db, bus)
    assert await rows_in(db, "outbox") == 0
    assert await bus.backlog() == {"hub": 1}
    await bus.close()


async def test_what_kills_its_takers_reaches_the_desk_even_when_its_queue_was_gone(
    db: Database, place: Place
) -> None:
    """F46, F47: three takers die of it; the queue of dead letters is missing at first. It is dead
    for each consumer of its topic, who gets it when it is sent again; what no event is stays."""
    at = AmqpAddress(place.url.partition("?")[0], place.name)
    counting, other = Counting(), Counting()
    subscriptions = [counting.as_consumer("a"), other.as_consumer("b")]
    bus = RabbitBus(at, db, subscriptions, delivery_limit=2)
    await append(db, event("deadly", 1))
    await relay_once(db, bus)
    async with await aio_pika.connect(place.url) as line:
        channel = await line.channel()
        await channel.queue_delete(f"{place.name}.dead-letters")
        arrived = await taking(channel, f"{place.name}.hub")
        for _ in range(3):
            await (await arrived.get()).reject(requeue=True)
        exchange = await channel.get_exchange(f"{place.name}.events")
        await exchange.publish(aio_pika.Message(b"{}"), "tests.counted.v1")
    stop = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        tasks.create_task(bus.run(stop))
        await until_rows(db, "dead_letters", 3)
        assert counting.seen == other.seen == {}
        async with db.transaction() as tx:
            letters = {one.consumer: one for one in await dead_letters.letters(tx, 9)}
            sent = await dead_letters.send_again(tx, [one.id for one in letters.values()])
        await until(lambda: counting.seen == other.seen == {"deadly": [1]})
        stop.set()
    assert "delivery_limit" in letters["a"].reason
    assert letters["hub"].topic == "unreadable"
    assert letters["hub"].reason == "ContractViolation: no CloudEvent: specversion"
    assert sent == sorted([letters["a"].id, letters["b"].id])
    assert await rows_in(db, "dead_letters") == 1
    await bus.close()


async def test_a_full_disk_blocks_no_relay_for_longer_than_its_limit(
    db: Database, place: Place, rabbit: RabbitNode
) -> None:
    """F39: no exception, no answer; the row stays, what arrived after all has one effect."""
    counting = Counting()
    await append(db, event("o", 1))
    bus = place.open(db, [counting.subscription])
    await asyncio.to_thread(rabbit.control, "set_disk_free_limit", "900000GB")
    try:
        with pytest.raises(BrokerDown, match="memory or disk"):
            await relay_once(db, bus)
        with pytest.raises(BrokerDown, match="memory or disk"):
            await bus.backlog()
        assert await rows_in(db, "outbox") == 1
    finally:
        await asyncio.to_thread(rabbit.control, "set_disk_free_limit", "50MB")
        await bus.close()
    async with running(db, place, counting.subscription):
        await until(lambda: "o" in counting.seen)
        await until_empty(db, "outbox")
    assert counting.seen == {"o": [1]}


async def test_a_taker_that_loses_its_line_before_the_ack_does_nothing_twice(
    db: Database, place: Place
) -> None:
    """F44, at exactly that point: committed and even handled, then the line goes without an ack."""
    called: list[str] = []

    async def handle(message: Message, _tx: Tx) -> None:
        called.append(message.id)

    subscription = Subscription(consumer="a", topics=TOPICS, handler=each(handle))
    await append(db, event("o", 1))
    bus = place.open(db, [subscription])
    await relay_once(db, bus)
    async with await aio_pika.connect(place.url) as line:
        arrived = await taking(await line.channel(), f"{place.name}.hub")
        taken = await arrived.get()
        queues, stop = LocalBus(db, [subscription]), asyncio.Event()
        assert await receive(queues, [opened(taken.body)], stop) == []
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(queues.run(stop))
            await until(lambda: len(called) == 1)
            await until_empty(db, "bus_messages")
            stop.set()
    await append(db, event("o", 2))
    async with running(db, place, subscription):
        await until(lambda: len(called) == 2)
    assert called == sorted(set(called))
    await bus.close()
