"""What a person and a monitor see of the bus."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orderhub.apps.examination import examine_bus
from orderhub.infra.bus import InTransaction, Message
from orderhub.infra.bus.opening import open_bus
from orderhub.infra.bus.status import last_status, queues, sample
from orderhub.infra.db import Database, Tx
from orderhub.infra.metrics import exposition
from orderhub.infra.settings import Settings
from tests.support.buses import TOPICS

NOBODY = "amqp://guest:hush@127.0.0.1:1/"
AT = datetime(2026, 1, 5, tzinfo=UTC)


async def nothing(message: Message, _tx: Tx) -> None:
    del message


async def test_a_broker_that_is_down_is_told_since_when_and_without_its_password(
    db: Database, tmp_path: Path
) -> None:
    bus = open_bus(NOBODY, db, [InTransaction(consumer="a", topics=TOPICS, handler=nothing)])
    for minutes in range(2):
        await sample(db, bus, lambda m=minutes: AT + timedelta(minutes=m))
    async with db.transaction() as tx:
        status = await last_status(tx)
        assert await queues(tx) == []
    assert status is not None
    assert (status.since, status.sampled_at) == (AT, AT + timedelta(minutes=1))
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
    assert (status.trouble, status.since) == ("", AT + timedelta(minutes=2))
    assert b"hub_bus_up 1.0" in await exposition(db, tmp_path)
    await asyncio.gather(bus.close(), local.close())
