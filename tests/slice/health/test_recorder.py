"""Every call is kept, in bulk, without delaying anybody; and what the record says."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from orderhub.connector_kit.session import Call
from orderhub.health.facade import Recorder, about_order, calls_of_order, pulses, trim_calls
from orderhub.health.timers import TRIM
from orderhub.infra.db import Database
from orderhub.infra.timers import Timer


def call(now: datetime, *, ms: int = 20, code: str = "", shop: int = 1) -> Call:
    return Call(
        channel="any",
        shop=str(shop),
        app_key="app",
        method="list",
        outcome="failed" if code else "ok",
        code=code,
        channel_code="E\x001" if code else "",
        ms=ms,
        at=now,
    )


@pytest.fixture
def recorder(db: Database) -> Recorder:
    return Recorder(db)


async def count(db: Database) -> int:
    async with db.transaction() as tx:
        return (await tx.execute(text("SELECT count(*) FROM api_calls"))).scalar_one()


async def test_what_was_recorded_before_the_stop_is_kept(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(recorder.run(stop))
    for n in range(1200):
        recorder.record(call(now, ms=n))
    stop.set()
    await running
    assert await count(db) == 1200


async def test_what_cannot_be_written_now_is_written_later(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("ALTER TABLE api_calls RENAME TO away"))
    recorder.record(call(now))
    await recorder.flush()
    async with db.transaction() as tx:
        await tx.execute(text("ALTER TABLE away RENAME TO api_calls"))
    await recorder.flush()
    assert await count(db) == 1


async def test_a_shop_s_pulse_tells_rate_slowness_and_the_last_error(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    for ms in range(1, 19):
        recorder.record(call(now - timedelta(minutes=1), ms=ms))
    recorder.record(call(now - timedelta(minutes=1), ms=19, code="channel_refused"))
    recorder.record(call(now, ms=900, code="rate_limited"))
    recorder.record(call(now - timedelta(hours=1), code="auth_revoked"))
    await recorder.flush()
    async with db.transaction() as tx:
        found = await pulses(tx, [1, 2], now)
    assert set(found) == {1}
    pulse = found[1]
    assert (pulse.calls, pulse.ok_rate, pulse.p95_ms) == (20, 0.95, 19)
    assert (pulse.last_error_code, pulse.last_error_at) == ("rate_limited", now)


async def test_calls_about_an_order_stand_in_its_timeline(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    with about_order("A1"):
        recorder.record(call(now))
    recorder.record(call(now))
    await recorder.flush()
    async with db.transaction() as tx:
        assert len(await calls_of_order(tx, 1, "A1")) == 1
        assert await calls_of_order(tx, 2, "A1") == []


async def test_calls_to_a_peer_about_an_order_stand_in_its_timeline_and_no_shop_s(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    with about_order("N1"):
        recorder.record(replace(call(now), shop="warehouse:3"))
    await recorder.flush()
    async with db.transaction() as tx:
        (found,) = await calls_of_order(tx, 1, "A1", "N1")
        assert (found.peer, found.shop_id) == ("warehouse:3", 0)
        assert await calls_of_order(tx, 1, "N1") == []


async def test_calls_past_their_days_are_forgotten_and_the_timer_comes_round(
    db: Database, recorder: Recorder, now: datetime
) -> None:
    recorder.record(call(now - timedelta(days=31)))
    recorder.record(call(now))
    await recorder.flush()
    timer = Timer(kind=TRIM, key="all", due_at=now, payload={})
    async with db.transaction() as tx:
        await trim_calls(timer, tx, lambda: now)
    assert await count(db) == 1
    async with db.transaction() as tx:
        due = await tx.execute(text("SELECT due_at FROM timers WHERE kind = :k"), {"k": TRIM})
    assert due.scalar_one() > now
