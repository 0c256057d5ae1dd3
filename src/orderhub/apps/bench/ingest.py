"""`bench ingest`: raw payloads to committed orders, against a bare COPY of the very same rows."""

import asyncio
import io
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from orderhub.apps.bench.crew import run_crew
from orderhub.apps.bench.ground import ground, raw_bodies
from orderhub.apps.bench.machine import machine, median
from orderhub.connectors import CONNECTORS
from orderhub.infra.clock import now
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.orders.facade import Arrival, Batch, absorb
from orderhub.rules.facade import ensure_defaults
from orderhub.vault.facade import keep_raw, load_ring

CHANNEL = ChannelCode("taobao")
BODIES_A_BATCH = 10
WORKERS = Settings.model_fields["workers"].default
SHOPS = tuple(ShopId(n) for n in range(1, 5))
TABLES = (
    "raw_payloads",
    "people_records",
    "orders",
    "order_lines",
    "order_facts",
    "order_tags",
    "order_attribute_index",
    "order_count_changes",
    "outbox",
)
LEAST_ORDERS_PER_S = 8_000
LEAST_RATIO = 0.5


async def run(orders: int, rounds: int) -> dict[str, Any]:
    """Figures with `ok`; medians of `rounds` rounds, each on empty tables."""
    bodies = await asyncio.to_thread(raw_bodies, CHANNEL, orders)
    with ground() as (url, master):
        figures = [await _round(url, master, bodies) for _ in range(rounds)]
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            about = machine(connection)
    speeds = [figure["orders_per_s"] for figure in figures]
    copies = [figure["copy_orders_per_s"] for figure in figures]
    again = [figure["unchanged_per_s"] for figure in figures]
    ratio = median([s / c for s, c in zip(speeds, copies, strict=True)], 3)
    return {
        "bench": "ingest",
        "ok": median(speeds) >= LEAST_ORDERS_PER_S and ratio >= LEAST_RATIO,
        "orders": orders,
        "workers": WORKERS,
        "orders_per_s": median(speeds),
        "copy_orders_per_s": median(copies),
        "ratio": ratio,
        "unchanged_per_s": median(again),
        "rows": figures[0]["rows"],
        "rounds": figures,
        "machine": about,
    }


async def _round(url: str, master: MasterKey, bodies: list[bytes]) -> dict[str, Any]:
    _empty(url)
    db = Database(url, pool_size=1)
    try:
        async with db.transaction() as tx:
            await ensure_defaults(tx)
    finally:
        await db.close()
    shares = [(bodies[n::WORKERS], SHOPS[n::WORKERS]) for n in range(WORKERS)]
    took, again = await asyncio.to_thread(run_crew, url, master, ingest, shares, 2)
    rows, copied = _bare_copy(url)
    orders = rows["orders"]
    return {
        "orders_per_s": round(orders / took, 1),
        "unchanged_per_s": round(orders / again, 1),
        "copy_orders_per_s": round(orders / copied, 1),
        "rows": rows,
    }


async def ingest(db: Database, bodies: list[bytes], shops: Sequence[ShopId] = SHOPS) -> None:
    """Shops side by side, as the pulls of one worker are: one shop alone makes the database wait
    for Python's bursts."""
    batches = [bodies[at : at + BODIES_A_BATCH] for at in range(0, len(bodies), BODIES_A_BATCH)]
    await asyncio.gather(
        *(_pull(db, shop, batches[place :: len(shops)]) for place, shop in enumerate(shops))
    )


async def _pull(db: Database, shop: ShopId, batches: list[list[bytes]]) -> None:
    read_rows = CONNECTORS[CHANNEL].read_rows
    for group in batches:
        async with db.transaction() as tx:
            ring = await load_ring(tx, "cn", ())
            arrivals: list[Arrival] = []
            for body in group:
                ref = await keep_raw(tx, ring, shop, "page", body)
                orders = [row.order for row in read_rows(body) if row.order is not None]
                arrivals.extend([Arrival(order, raw_ref=ref) for order in orders])
            batch = Batch(
                shop_id=shop,
                channel=CHANNEL,
                region="cn",
                arrivals=arrivals,
                read_at=now(),
            )
            await absorb(tx, batch)


def _empty(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"TRUNCATE {', '.join(TABLES)}, order_counts, order_numbers".encode())
        connection.execute("CHECKPOINT")


def _bare_copy(url: str) -> tuple[dict[str, int], float]:
    """Copy every table out, empty it, and time one COPY per table back in, in one transaction."""
    rows: dict[str, int] = {}
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        held: dict[str, bytes] = {}
        columns: dict[str, str] = {}
        for table in TABLES:
            columns[table] = _columns(connection, table)
            held[table], rows[table] = _copy_out(connection, table, columns[table])
        connection.execute(f"TRUNCATE {', '.join(TABLES)}".encode())
        connection.execute("CHECKPOINT")
        begin = time.perf_counter()
        with connection.transaction(), connection.cursor() as cursor:
            for table in TABLES:
                statement = f"COPY {table} ({columns[table]}) FROM STDIN".encode()
                with cursor.copy(statement) as stream:
                    view = memoryview(held[table])
                    for at in range(0, len(view), 1 << 18):
                        stream.write(bytes(view[at : at + (1 << 18)]))
        return rows, time.perf_counter() - begin


def _columns(connection: psycopg.Connection[Any], table: str) -> str:
    """The table's columns but those that PostgreSQL itself fills in."""
    found = connection.execute(
        """
        SELECT string_agg(column_name, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'
        """,
        (table,),
    ).fetchone()
    return found[0] if found else ""


def _copy_out(connection: psycopg.Connection[Any], table: str, columns: str) -> tuple[bytes, int]:
    held = io.BytesIO()
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({columns}) TO STDOUT".encode()) as stream:
            for block in stream:
                held.write(block)
        return held.getvalue(), cursor.rowcount
