"""Workers die again and again while facts are folded: none lost, none doubled."""

import asyncio
import random
import signal
import time
from datetime import timedelta
from multiprocessing.process import BaseProcess
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.chaos import fact_process
from tests.oracle.order import Clerk
from tests.support.orders import PLACED, make_order, take_in
from tests.support.processes import FORKED

ORDERS = 3_000
FEW_ORDERS = 250
FACTS_EACH = 10
REPEATED = 0.2
BATCH = 40
WORKERS = 3
DEATHS = 24
PATIENCE_S = 500.0
STEPS = ("created", "picked", "packed", "shipped", "in_transit", "delivered", "returned")
TABLE = text("CREATE TABLE chaos_batches (id int PRIMARY KEY, facts text NOT NULL)")
PUT = text(
    "INSERT INTO chaos_batches SELECT * FROM unnest(CAST(:ids AS int[]), CAST(:f AS text[]))"
)
LEFT = text("SELECT count(*) FROM chaos_batches")
FACTS = text("SELECT count(*) FROM order_facts WHERE source = 'chaos'")
STAGES = text("SELECT id, stage, flags & 2 <> 0 AS held FROM orders")
VERSIONS = text("""
    SELECT key, count(*), count(DISTINCT version), max(version) FROM outbox
    WHERE topic = 'orders.order_changed.v1' GROUP BY key
""")
Row = list[Any]


def message(chance: random.Random) -> tuple[str, dict[str, Any]]:
    kind = chance.choice(("parcel", "parcel", "parcel", "hold", "review"))
    if kind == "parcel":
        step = chance.choice(STEPS)
        return kind, {"parcel": f"p{chance.randrange(3)}", "step": step, "units": {}}
    if kind == "hold":
        return kind, {"name": chance.choice(("manual", "risk")), "on": chance.random() < 0.5}
    return kind, {"decision": chance.choice(("approved", "withdrawn"))}


def history(order_id: int, chance: random.Random) -> tuple[list[Row], Clerk]:
    """Facts of one order, and the clerk who heard them in the order of happening."""
    clerk = Clerk()
    clerk.hear("snapshot", {"status": "to_ship", "people": {}})
    rows: list[Row] = []
    for n in range(FACTS_EACH):
        kind, data = message(chance)
        at = PLACED + timedelta(hours=2, minutes=n)
        rows.append([order_id, kind, f"k{n:03d}", at.isoformat(), data])
        clerk.hear(kind, data)
    return rows, clerk


async def prepare(db: Database, orders: int) -> dict[int, Clerk]:
    async with db.transaction() as tx:
        await take_in(tx, *(make_order(n) for n in range(orders)))
        ids = list((await tx.execute(text("SELECT id FROM orders ORDER BY id"))).scalars())
        await tx.execute(text("DELETE FROM outbox"))
        chance = random.Random(11)
        told = {order_id: history(order_id, chance) for order_id in ids}
        facts = [row for rows, _ in told.values() for row in rows]
        facts += chance.sample(facts, int(len(facts) * REPEATED))
        chance.shuffle(facts)
        batches = [
            orjson.dumps(facts[at : at + BATCH]).decode() for at in range(0, len(facts), BATCH)
        ]
        await tx.execute(TABLE)
        await tx.execute(PUT, {"ids": list(range(len(batches))), "f": batches})
    return {order_id: clerk for order_id, (_, clerk) in told.items()}


def start(db: Database, fault: str, seed: int | None) -> BaseProcess:
    url = db.url.render_as_string(hide_password=False)
    worker = FORKED.Process(target=fact_process.work, args=(url, fault, seed), daemon=True)
    worker.start()
    return worker


async def left(db: Database) -> int:
    async with db.transaction() as tx:
        return (await tx.execute(LEFT)).scalar_one()


async def fold_under_deaths(db: Database, fault: str) -> int:
    """Drain the batches by workers who die at work, until `DEATHS` have died. How many did."""
    workers = [start(db, fault, seed) for seed in range(WORKERS)]
    deaths = 0
    give_up = time.monotonic() + PATIENCE_S
    try:
        while await left(db) or any(worker.is_alive() for worker in workers):
            assert time.monotonic() < give_up, "the batches do not drain"
            for place, worker in enumerate(workers):
                if worker.exitcode:
                    assert worker.exitcode == -signal.SIGPROF
                    deaths += 1
                    seed = deaths + WORKERS if deaths < DEATHS else None
                    workers[place] = start(db, fault, seed)
            await asyncio.sleep(0.02)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()
    return deaths


async def wrong_orders(db: Database, clerks: dict[int, Clerk]) -> list[int]:
    async with db.transaction() as tx:
        found = (await tx.execute(STAGES)).all()
    return [
        row.id
        for row in found
        if (row.stage, row.held) != (clerks[row.id].stage(), clerks[row.id].held())
    ]


@pytest.mark.timeout(600)
async def test_workers_killed_at_work_lose_and_double_nothing(db: Database) -> None:
    clerks = await prepare(db, ORDERS)
    assert await fold_under_deaths(db, "") >= DEATHS
    assert await wrong_orders(db, clerks) == []
    async with db.transaction() as tx:
        assert (await tx.execute(FACTS)).scalar_one() == ORDERS * FACTS_EACH
        events = (await tx.execute(VERSIONS)).all()
    assert len(events) == ORDERS
    assert all(n == distinct == newest - 1 for _, n, distinct, newest in events)


@pytest.mark.timeout(600)
async def test_marking_before_the_effect_is_caught(db: Database) -> None:
    await prepare(db, FEW_ORDERS)
    await fold_under_deaths(db, "mark_first")
    async with db.transaction() as tx:
        assert (await tx.execute(FACTS)).scalar_one() < FEW_ORDERS * FACTS_EACH
