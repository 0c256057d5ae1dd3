"""What Kafka does to us, and what we make of it (reliability reference §4c, §5.5)."""

import asyncio
import threading

import pytest
from confluent_kafka import Consumer
from confluent_kafka import Message as Record

from orderhub.infra import dead_letters
from orderhub.infra.bus import HUB, Message, Subscription, each
from orderhub.infra.bus import kafka as kafka_bus
from orderhub.infra.bus.address import KafkaAddress, Options, address
from orderhub.infra.bus.kafka import KafkaBus
from orderhub.infra.bus.kafka_lines import Line, Reader
from orderhub.infra.bus.kafka_places import Places
from orderhub.infra.db import Database, Tx
from tests.support.buses import (
    TOPICS,
    Place,
    append,
    event,
    message,
    place_at,
    rows_in,
    running,
    until,
)
from tests.support.kafka import NOT_ENOUGH_REPLICAS, NOT_LEADER, TIMED_OUT, FaultyKafka

pytestmark = pytest.mark.timeout(300)
A_WHILE_S = 2


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    return place_at("kafka", request)


async def test_moved_leaders_missing_replicas_and_an_outage_lose_and_double_nothing(
    db: Database, place: Place, kafka: FaultyKafka
) -> None:
    """F38, F40, F43: the outbox grows while all brokers are down, and drains in order."""
    seen: dict[str, list[int]] = {}
    versions = 0

    async def count(message: Message, _tx: Tx) -> None:
        seen.setdefault(message.key, []).append(message.version)

    async def tell() -> None:
        nonlocal versions
        versions += 1
        await append(db, *(event(f"o{n}", versions) for n in range(20)))

    def told() -> bool:
        return sum(map(len, seen.values())) >= 20 * versions

    async with running(db, place, Subscription(consumer="a", topics=TOPICS, handler=each(count))):
        await tell()
        await until(told)
        kafka.lead(f"{place.name}.events", 2)
        kafka.refuse_produce(NOT_LEADER, TIMED_OUT, NOT_ENOUGH_REPLICAS)
        await tell()
        await until(told)
        kafka.all_down()
        try:
            await tell()
            assert await rows_in(db, "outbox") == 20
        finally:
            kafka.all_up()
        await tell()
        await until(told)
    right = list(range(1, versions + 1))
    assert seen == {f"o{n}": right for n in range(20)}


async def test_what_is_no_event_is_put_on_the_desk_and_blocks_nothing(
    db: Database, place: Place
) -> None:
    """F46: the rest of its partition goes on."""
    seen: list[str] = []

    async def count(message: Message, _tx: Tx) -> None:
        seen.append(message.key)

    at = address(place.url)
    assert isinstance(at, KafkaAddress)
    line = Line(at.options)
    async with running(
        db, place, Subscription(consumer="a", topics=TOPICS, handler=each(count))
    ) as bus:
        await bus.backlog()  # The group has its place from here on.
        for partition in range(16):
            await line.send(f"{place.name}.events", b"{}", key="x", partition=partition)
        await append(db, *(event(f"o{n}", 1) for n in range(20)))
        await until(lambda: len(seen) == 20)
        while await rows_in(db, "dead_letters") == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    line.close()
    async with db.transaction() as tx:
        letter = (await dead_letters.letters(tx, 1))[0]
    assert (letter.consumer, letter.topic) == ("hub", "unreadable")
    assert letter.reason == "ContractViolation: no CloudEvent: specversion"


async def test_every_reader_asks_for_answers_within_the_time_that_the_address_tells(
    db: Database, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: dict[str, object] = {}

    class Told(Reader):
        def __init__(self, options: Options, group: str, topic: str) -> None:
            waits[group] = options.get("fetch.wait.max.ms")
            super().__init__(options, group, topic)

    monkeypatch.setattr(kafka_bus, "Reader", Told)
    assert "fetch_wait_ms=20" in place.url
    async with running(db, place):
        await until(lambda: len(waits) == 2)
    assert waits == {f"{place.name}.{group}": 20 for group in (HUB, "dead-letters")}


async def test_a_consumer_that_is_new_gets_what_comes_from_then_on(
    db: Database, place: Place
) -> None:
    seen: list[tuple[str, int]] = []

    async def count(message: Message, _tx: Tx) -> None:
        seen.append((message.key, message.version))

    old = Subscription(consumer="old", topics=TOPICS, handler=each(count))
    await append(db, event("o", 1))
    async with running(db, place, old):
        await until(lambda: len(seen) == 1)
    await append(db, event("o", 2))
    async with running(db, place, Subscription(consumer="new", topics=TOPICS, handler=each(count))):
        await until(lambda: len(seen) == 2)
    assert seen == [("o", 1), ("o", 2)]


async def test_what_is_done_stays_done_and_the_rest_comes_again(place: Place) -> None:
    """F44: only what a reader says is done moves its group."""
    at = address(place.url)
    assert isinstance(at, KafkaAddress)
    topic, options = f"{place.name}.events", {**at.options, **at.reading}
    line, group = Line(at.options), f"{place.name}.{HUB}"

    async def taken(reader: Reader, many: int) -> list[Record]:
        found: list[Record] = []
        while len(found) < many:
            found += await reader.take(many - len(found))
        return found

    for body in (b"1", b"2", b"3"):
        await line.send(topic, body, key="x", partition=5)
    line.close()
    reader = Reader(options, group, topic)
    await reader.done((await taken(reader, 3))[:2])
    await reader.close()
    after = Reader(options, group, topic)
    [last] = await taken(after, 1)
    assert last.value() == b"3"
    await after.done([last])
    places = Places(at.options, place.name)
    while await asyncio.to_thread(places.backlog, HUB, 16):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await after.close()


class SlowPlaces(Places):
    """Founds a group so slowly that another process could publish meanwhile, if it may."""

    __slots__ = ()
    begun, published = threading.Event(), threading.Event()

    def _end(self, reader: Consumer, partition: int) -> int:
        if not self.begun.is_set():
            self.begun.set()
            self.published.wait(A_WHILE_S)
        return super()._end(reader, partition)


class SlowBus(KafkaBus):
    def __init__(self, at: KafkaAddress, db: Database, subscription: Subscription) -> None:
        super().__init__(at, db, [subscription])
        self._places = SlowPlaces(at.options, at.name)


async def test_of_processes_that_come_first_together_the_slower_loses_nothing(
    db: Database, place: Place
) -> None:
    """It must not put the group behind what the quicker one published for it."""
    seen: list[str] = []

    async def hear(message: Message, _tx: Tx) -> None:
        seen.append(message.key)

    subscription = Subscription(consumer="a", topics=TOPICS, handler=each(hear))
    at = address(place.url)
    assert isinstance(at, KafkaAddress)
    slow, quick = SlowBus(at, db, subscription), place.open(db, [subscription])
    keys = [f"o{n}" for n in range(40)]
    first = asyncio.create_task(slow.publish([message("slow", 1)]))
    await asyncio.to_thread(SlowPlaces.begun.wait)
    await quick.publish([message(key, 1) for key in keys])
    SlowPlaces.published.set()
    await first
    async with running(db, place, subscription, relay=False):
        await until(lambda: set(seen) == {"slow", *keys})
    for bus in (slow, quick):
        await bus.close()
