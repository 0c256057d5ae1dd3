"""What RabbitMQ does to us, and what we make of it (reliability reference §4c, §5.1)."""

import asyncio

import aio_pika
import pytest

from orderhub.infra.bus import Bus, InTransaction, Message
from orderhub.infra.db import Database, Tx
from orderhub.infra.relay import Relay
from orderhub.kernel.errors import BrokerDown, BrokerRefused
from tests.support.buses import (
    TOPICS,
    Place,
    append,
    event,
    place_at,
    rows_in,
    running,
    until,
    until_empty,
)
from tests.support.rabbit import RabbitNode

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
    def subscription(self) -> InTransaction:
        return InTransaction(consumer="a", topics=TOPICS, handler=self)


async def relay_once(db: Database, bus: Bus) -> None:
    async with db.psycopg() as session:
        await Relay(db, bus).relay_waiting(session)


async def test_a_queue_that_is_gone_keeps_the_row_and_is_made_again(
    db: Database, place: Place
) -> None:
    """F41."""
    counting = Counting()
    bus = place.open(db, [counting.subscription])
    await append(db, event("o", 1))
    await relay_once(db, bus)
    async with await aio_pika.connect(place.url) as line:
        channel = await line.channel()
        await channel.queue_delete(f"{place.name}.a")
    await append(db, event("o", 2))
    with pytest.raises(BrokerRefused, match="no queue"):
        await relay_once(db, bus)
    assert await rows_in(db, "outbox") == 1
    await relay_once(db, bus)
    assert await rows_in(db, "outbox") == 0
    assert await bus.backlog() == {"a": 1}
    await bus.close()


async def test_a_full_disk_blocks_no_relay_for_longer_than_its_limit(
    db: Database, place: Place, rabbit: RabbitNode
) -> None:
    """F39: no exception, no answer; the row stays, what arrived after all has one effect."""
    counting = Counting()
    await append(db, event("o", 1))
    bus = place.open(db, [counting.subscription])
    await asyncio.to_thread(rabbit.control, "set_disk_free_limit", "900GB")
    try:
        with pytest.raises(BrokerDown, match="memory or disk"):
            await relay_once(db, bus)
        assert await rows_in(db, "outbox") == 1
    finally:
        await asyncio.to_thread(rabbit.control, "set_disk_free_limit", "50MB")
        await bus.close()
    async with running(db, place, counting.subscription):
        await until(lambda: "o" in counting.seen)
        await until_empty(db, "outbox")
    assert counting.seen == {"o": [1]}
