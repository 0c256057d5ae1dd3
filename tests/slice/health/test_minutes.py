"""Minutes and connections are written behind the calls, added up, and forgotten in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from orderhub.connector_kit.session import Call
from orderhub.health.facade import Recorder, trim_calls
from orderhub.health.model.latency import percentile
from orderhub.health.timers import TRIM
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer


def call(at: datetime, code: str = "", ms: int = 20) -> Call:
    return Call(
        channel="any",
        shop="1",
        app_key="app",
        method="list",
        outcome="failed" if code else "ok",
        code=code,
        channel_code="E1" if code else "",
        ms=ms,
        at=at,
    )


async def rows(db: Database, sql: str) -> list[Any]:
    async with db.transaction() as tx:
        return list(await tx.execute(text(sql)))


async def test_batches_of_many_processes_add_up_in_one_minute(db: Database, now: datetime) -> None:
    recorders = [Recorder(db) for _ in range(4)]
    for n in range(25):
        for recorder in recorders:
            recorder.record(call(now + timedelta(seconds=n), "busy" if n % 5 == 0 else "", n))
        await asyncio.gather(*(recorder.flush() for recorder in recorders))
    (minute,) = await rows(db, "SELECT * FROM call_minutes")
    assert (minute.ok, minute.failed, minute.unknown) == (80, 20, 0)
    assert minute.codes == {"busy · E1": 20}
    assert sum(minute.latency) == 100
    assert 10 <= (percentile(minute.latency, 0.5) or 0) <= 15
    assert minute.last_good_at == now + timedelta(seconds=24)
    assert (minute.last_error_at, minute.last_error) == (now + timedelta(seconds=20), "busy · E1")


async def test_a_connection_counts_in_a_row_over_batches(db: Database, now: datetime) -> None:
    recorder = Recorder(db)
    for n, code in enumerate(["", "x", "x", "", "y", "y", "y"]):
        recorder.record(call(now + timedelta(seconds=n), code))
        await recorder.flush()
    (line,) = await rows(db, "SELECT * FROM health_connections")
    assert (line.failures, line.goods, line.code) == (3, 0, "y")
    assert line.first_failed_at == now + timedelta(seconds=4)
    assert line.last_good_at == now + timedelta(seconds=3)
    recorder.record(call(now + timedelta(seconds=8)))
    recorder.record(call(now + timedelta(seconds=9)))
    await recorder.flush()
    (line,) = await rows(db, "SELECT * FROM health_connections")
    assert (line.failures, line.goods) == (0, 2)
    assert line.good_since == now + timedelta(seconds=8)


async def test_minutes_outlive_their_calls_and_end_after_ninety_days(
    db: Database, now: datetime
) -> None:
    recorder = Recorder(db)
    for days in (0, 40, 91):
        recorder.record(call(now - timedelta(days=days)))
    await recorder.flush()
    async with db.transaction() as tx:
        await trim_calls(Timer(kind=TRIM, key="", due_at=now, payload={}), tx, lambda: now)
    assert len(await rows(db, "SELECT 1 FROM api_calls")) == 1
    assert len(await rows(db, "SELECT 1 FROM call_minutes")) == 2
