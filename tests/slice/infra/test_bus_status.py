"""What a person and a monitor see of the bus."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from orderhub.apps.examination import examine_bus
from orderhub.infra.bus import Message, Subscription, each
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.bus.status import last_status, queues, sample
from orderhub.infra.db import Database, Tx
from orderhub.infra.metrics import exposition
from orderhub.infra.settings import Settings
from tests.support.buses import TOPICS

NOBODY = "amqp://guest:hush@127.0.0.1:1/"
AT = datetime(2026, 1, 5, tzinfo=UTC)
WAITING = text("""
    INSERT INTO bus_messages
        (consumer, shard, event_id, topic, key, version, occurred_at, data, published_at)
    VALUES (:consumer, 0, :event, 'made', 'k', 1, :at, '{}', :at)
""")
DEAD = text("""
    INSERT INTO dead_letters
        (consumer, event_id, topic, key, version, occurred_at, data, attempts, reason)
    VALUES (:consumer, 'e', 'made', 'k', 1, :at, '{}', 10, 'why')
""")


async def nothing(message: Message, _tx: Tx) -> None:
    del message


async def test_a_broker_that_is_down_is_told_since_when_and_without_its_password(
    db: Database, tmp_path: Path
) -> None:
    bus = open_bus(NOBODY, db, [Subscription(consumer="a", topics=TOPICS, handler=each(nothing))])
    for minutes in range(2):
        await sample(db, bus, lambda m=minutes: AT + timedelta(minutes=m))
    async with db.transaction() as tx:
        status = await last_status(tx)
        assert await queues(tx) == []
    assert status is not None
    assert (status.carrier, status.since) == ("rabbitmq", AT)
    assert status.sampled_at == AT + timedelta(minutes=1)
    assert status.trouble.startswith("the broker cannot be reached")
    assert b"hub_bus_up 0.0" in await exposition(db, tmp_path)
    finding = await examine_bus(db, Settings(home=tmp_path, bus_url=NOBODY))
    assert not finding.ok
    assert finding.remedy
    assert "hush" not in finding.detail + status.trouble
    local = open_bus("local", db, [])
    await sample(db, local, lambda: AT + timedelta(minutes=2))
    async with db.transaction() as tx:
        status = await last_status(tx)
    assert status is not None
    assert (status.carrier, status.trouble, status.since) == (
        "local",
        "",
        AT + timedelta(minutes=2),
    )
    assert b"hub_bus_up 1.0" in await exposition(db, tmp_path)
    await asyncio.gather(bus.close(), local.close())


async def test_each_consumer_tells_what_waits_since_when_and_what_died(db: Database) -> None:
    async with db.transaction() as tx:
        for consumer, at in (("a", AT + timedelta(minutes=1)), ("a", AT)):
            await tx.execute(WAITING, {"consumer": consumer, "event": str(at), "at": at})
        for consumer in ("a", "b", "b"):
            await tx.execute(DEAD, {"consumer": consumer, "at": AT})
    async with db.transaction() as tx:
        found = await queues(tx)
    assert [(q.consumer, q.waiting, q.dead, q.oldest_at) for q in found] == [
        ("a", 2, 1, AT),
        ("b", 0, 2, None),
    ]
