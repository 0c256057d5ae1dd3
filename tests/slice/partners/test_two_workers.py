"""Two workers serve the same endpoints: no delivery is in two hands at once."""

import asyncio

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.partners.facade import Dispatcher
from orderhub.partners.store import queue
from tests.slice.partners.conftest import Desk

EVENTS = 24
TAKEN_ELSEWHERE = "AND (e.claimed_until IS NULL OR e.claimed_until < now())"
PATIENCE_S = 60


async def carried_by_two(desk: Desk) -> list[str]:
    """Ids of what arrived, once everything is delivered."""
    await desk.subscribe()
    await desk.plan(hang_s=0.1, times=EVENTS)
    for n in range(EVENTS):
        await desk.happen(f"ORD-{n}", 1)
    stop = asyncio.Event()
    pools = [Database(desk.db.url.render_as_string(hide_password=False), 4) for _ in range(2)]
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
