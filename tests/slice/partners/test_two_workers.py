"""Two workers serve the same endpoints: no delivery is in two hands at once."""

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.partners.facade import Dispatcher
from orderhub.partners.store import queue
from tests.slice.partners.conftest import Desk

EVENTS = 24
TAKEN_ELSEWHERE = "AND (e.claimed_until IS NULL OR e.claimed_until < now())"
PATIENCE_S = 240


async def carried_by_two(desk: Desk) -> list[str]:
    """Ids of what arrived, once everything is delivered."""
    await desk.subscribe()
    await desk.plan(hang_s=0.3, times=EVENTS)
    for n in range(EVENTS):
        await desk.happen(f"ORD-{n}", 1)
    stop = asyncio.Event()
    pools = [Database(desk.db.url.render_as_string(hide_password=False), 4) for _ in range(2)]
    for db in pools:  # connected both, or one may have sent everything before the other comes
        async with db.transaction():
            pass
    poster = Poster(desk.http, private=True, within_s=PATIENCE_S)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as workers:
        for db in pools:
            worker = Dispatcher(db, desk.master, poster, desk.now, desk.calls.append)
            workers.create_task(worker.run(stop))
        while {one[0] for one in await desk.states()} != {"delivered"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        stop.set()
    for db in pools:
        await db.close()
    return [one["id"] for one in await desk.arrived()]


async def test_what_one_worker_has_in_hand_no_other_sends(desk: Desk) -> None:
    arrived = await carried_by_two(desk)
    assert len(arrived) == len(set(arrived)) == EVENTS


async def test_a_claim_that_does_not_keep_others_away_is_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TAKEN_ELSEWHERE in queue.CLAIM.text
    careless = queue.CLAIM.text.replace(TAKEN_ELSEWHERE, "")
    monkeypatch.setattr(queue, "CLAIM", text(careless))
    arrived = await carried_by_two(desk)
    assert len(arrived) > len(set(arrived)) == EVENTS


async def test_what_another_ended_while_the_claim_waited_for_it_is_not_sent_again(
    desk: Desk,
) -> None:
    await desk.subscribe()
    await desk.happen("ORD-1", 1)
    ending = "UPDATE partners_deliveries SET state = 'delivered'"
    waiting = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
        async with desk.db.transaction() as tx:
            await tx.execute(text(ending))
            taking = tasks.create_task(desk.dispatcher.take())
            while await desk.rows(waiting) == [(0,)]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        taken = await taking
    assert taken is not None
    assert taken.begun == []
    await desk.dispatcher.serve(taken)
    await desk.happen("ORD-2", 1)
    await desk.carry()
    assert await desk.versions() == [("ORD-2", 1)]


async def test_a_delivery_takes_few_statements(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claimed and begun by one; BEGIN, the end of its try, what may follow, COMMIT."""
    await desk.subscribe()
    await desk.happen("ORD-1", 1)
    run: list[str] = []
    execute = psycopg.AsyncCursor[Any].execute

    async def counts(cursor: psycopg.AsyncCursor[Any], sql: Any, *more: Any, **how: Any) -> Any:
        run.append(str(sql))
        return await execute(cursor, sql, *more, **how)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.AsyncCursor, "execute", counts)
        taken = await desk.dispatcher.take()
        assert taken is not None
        await desk.dispatcher.serve(taken)
    assert await desk.states() == [("delivered", "ok", "http:204")]
    assert len(run) == 3, run  # BEGIN and COMMIT go past the cursor
    assert await desk.rows("SELECT claim FROM partners_endpoints") == [(None,)]
