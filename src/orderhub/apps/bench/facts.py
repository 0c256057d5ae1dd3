"""`bench facts`: scans of warehouse and carrier folded into orders, shuffled and repeated."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import psycopg

from orderhub.apps.bench.crew import run_crew
from orderhub.apps.bench.ground import ground, raw_bodies
from orderhub.apps.bench.ingest import CHANNEL, WORKERS, ingest
from orderhub.apps.bench.machine import machine, median
from orderhub.apps.process import calm_collector
from orderhub.infra.clock import now
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.postgres import libpq_url
from orderhub.orders.facade import Fact, learn
from orderhub.rules.facade import ensure_defaults
from orderhub.vault.facade import unlock

LEAST_FACTS_PER_S = 5_000
STEPS = ("packed", "shipped", "in_transit", "delivered")
REPEATED = 0.1
BATCH = 1_000
WRITERS = 2


async def run(orders: int, rounds: int) -> dict[str, Any]:
    """Figures with `ok`: facts a second, first seen and repeated ones together."""
    bodies = await asyncio.to_thread(raw_bodies, CHANNEL, orders)
    calm_collector()
    with ground() as (url, master):
        db = Database(url, pool_size=4)
        try:
            async with db.transaction() as tx:
                await ensure_defaults(tx)
            unlock(master)
            await ingest(db, bodies)
            ids = await _order_ids(db)
        finally:
            await db.close()
        speeds = [
            await asyncio.to_thread(_round, url, master, _facts(ids, place))
            for place in range(rounds)
        ]
        with psycopg.connect(libpq_url(url)) as connection:
            about = machine(connection)
            delivered = connection.execute(
                "SELECT count(*) FROM orders WHERE fulfilment_status = 'delivered'"
            ).fetchone()
    return {
        "bench": "facts",
        "ok": median(speeds) >= LEAST_FACTS_PER_S,
        "orders": orders,
        "workers": WORKERS,
        "delivered": delivered[0] if delivered else 0,
        "facts_per_s": median(speeds),
        "rounds": speeds,
        "machine": about,
    }


async def _order_ids(db: Database) -> list[int]:
    async with db.psycopg() as connection:
        found = await connection.execute("SELECT id FROM orders ORDER BY id")
        return [row[0] for row in await found.fetchall()]


def _round(url: str, master: MasterKey, facts: list[Fact]) -> float:
    writers = [
        [fact for fact in facts if fact.order_id % (WORKERS * WRITERS) == writer]
        for writer in range(WORKERS * WRITERS)
    ]
    shares = [(writers[n::WORKERS],) for n in range(WORKERS)]
    return round(len(facts) / run_crew(url, master, _tell, shares)[0], 1)


async def _tell(db: Database, writers: list[list[Fact]]) -> None:
    """Each writer has orders of its own, as a shard of the bus has: else they wait in turn."""
    await asyncio.gather(*(_write(db, facts) for facts in writers))


async def _write(db: Database, facts: list[Fact]) -> None:
    for at in range(0, len(facts), BATCH):
        async with db.transaction() as tx:
            await learn(tx, facts[at : at + BATCH])


def _facts(order_ids: list[int], place: int) -> list[Fact]:
    at = now()
    chance = random.Random(place)
    facts = [
        Fact(
            order_id=order_id,
            source="bench",
            kind="parcel",
            key=f"{place}-{step}",
            occurred_at=at + timedelta(minutes=minute),
            learned_at=at,
            data={"parcel": f"P{place}", "step": step, "units": {}},
        )
        for order_id in order_ids
        for minute, step in enumerate(STEPS)
    ]
    facts += chance.sample(facts, int(len(facts) * REPEATED))
    chance.shuffle(facts)
    return facts
