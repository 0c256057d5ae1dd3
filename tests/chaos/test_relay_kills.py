"""Relay and consumers die again and again; every event has its effect once, in order."""

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import text

from orderhub.infra import outbox
from orderhub.infra.db import Database
from orderhub.kernel.events import Event
from tests.chaos import relay_process
from tests.support.processes import FORKED

KEYS = 20
VERSIONS = 15
RIGHT = {f"o{n}": list(range(1, VERSIONS + 1)) for n in range(KEYS)}
WORKERS = 2
DEATHS = 4
DEATH_CHANCE = 0.03
PATIENCE_S = 400.0
TABLE = text(
    "CREATE TABLE chaos_effects (seq bigint GENERATED ALWAYS AS IDENTITY, key text, version int)"
)
LEFT = text("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM bus_messages)")
SEEN = text("SELECT key, version FROM chaos_effects ORDER BY seq")


async def append_all(db: Database) -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for version in range(1, VERSIONS + 1):
        events = [
            Event(topic=relay_process.TOPIC, key=f"o{n}", version=version, occurred_at=at)
            for n in range(KEYS)
        ]
        async with db.transaction() as tx:
            outbox.append(tx, *events)


async def left(db: Database) -> int:
    async with db.transaction() as tx:
        return (await tx.execute(LEFT)).scalar_one()


def start(db: Database, seed: int, chance: float, how: tuple[str, str]) -> BaseProcess:
    url = db.url.render_as_string(hide_password=False)
    fault, way = how
    told = (url, fault, seed, chance, way)
    worker = FORKED.Process(target=relay_process.work, args=told, daemon=True)
    worker.start()
    return worker


async def effects_of_the_dying(db: Database, fault: str, *, way: str) -> dict[str, list[int]]:
    """Versions by key in the order of their effects, `DEATHS` SIGKILLs later."""
    async with db.transaction() as tx:
        await tx.execute(TABLE)
    await append_all(db)
    deaths = 0
    workers = [start(db, seed, DEATH_CHANCE, (fault, way)) for seed in range(WORKERS)]
    give_up = time.monotonic() + PATIENCE_S
    try:
        while await left(db):
            assert time.monotonic() < give_up, "the queues do not drain"
            for place, worker in enumerate(workers):
                if not worker.is_alive():
                    deaths += 1
                    chance = DEATH_CHANCE if deaths < DEATHS else 0
                    workers[place] = start(db, deaths + WORKERS, chance, (fault, way))
            await asyncio.sleep(0.05)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()
    assert deaths > 1
    seen: dict[str, list[int]] = defaultdict(list)
    async with db.transaction() as tx:
        for key, version in await tx.execute(SEEN):
            seen[key].append(version)
    return seen


@pytest.mark.parametrize("way", ["local", "broker"])
async def test_killed_workers_lose_and_double_nothing_and_keep_the_order(
    db: Database, way: str
) -> None:
    assert await effects_of_the_dying(db, fault="", way=way) == RIGHT


@pytest.mark.parametrize("fault", ["done_before_published", "effect_apart_from_mark"])
async def test_a_planted_bug_is_noticed(db: Database, fault: str) -> None:
    assert await effects_of_the_dying(db, fault, way="broker") != RIGHT
