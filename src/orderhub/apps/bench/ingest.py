"""`bench ingest`: raw payloads to committed orders, against a bare COPY of the very same rows."""

import asyncio
import io
import time
from collections.abc import Sequence
from typing import Any

import psutil
import psycopg

from orderhub.apps.bench.crew import Share, run_crew
from orderhub.apps.bench.ground import ground, raw_bodies
from orderhub.apps.bench.machine import machine, median
from orderhub.connectors import CONNECTORS
from orderhub.infra.clock import now
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.postgres import libpq_url
from orderhub.infra.settings import Settings
from orderhub.infra.tx import text
from orderhub.kernel.types import ChannelCode, ShopId
from orderhub.orders.facade import Arrival, Batch, absorb
from orderhub.rules.facade import ensure_defaults
from orderhub.stock.facade import verify
from orderhub.stock.model import ShopStock
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.store.balances import Note
from orderhub.stock.store.shops import save
from orderhub.vault.facade import keep_raw, load_ring, unlock

CHANNEL = ChannelCode("taobao")
BODIES_A_BATCH = 10
WORKERS = Settings.model_fields["workers"].default
SHOPS = tuple(ShopId(n) for n in range(1, 5))
LAST_SHOP = ShopId(5)
CPU_BODIES = 100
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
STOCK_TABLES = (
    "stock_reservations", "stock_movements", "stock_on_hand", "stock_publications",
    "stock_listings", "stock_parts", "stock_balances", "stock_report_lines", "stock_reports",
    "stock_allocations", "stock_skus", "stock_shops",
)  # fmt: skip
LEAST_ORDERS_PER_S = 8_000
LEAST_RESERVED_PER_S = 6_000
LEAST_RATIO = 0.5


async def run(orders: int, rounds: int, *, reserve: bool = False) -> dict[str, Any]:
    """Figures with `ok`; medians of `rounds` rounds, each on empty tables. With `reserve` every
    line is a SKU with plenty of units, and every order holds what it wants; each round takes the
    same bodies in without stock first, and `ratio_to_plain` compares the two."""
    bodies = await asyncio.to_thread(raw_bodies, CHANNEL, orders)
    with ground() as (url, master):
        figures = [await _round(url, master, bodies, reserve=reserve) for _ in range(rounds)]
        with psycopg.connect(libpq_url(url)) as connection:
            about = machine(connection)
    speeds = [figure["orders_per_s"] for figure in figures]
    copies = [figure["copy_orders_per_s"] for figure in figures]
    again = [figure["unchanged_per_s"] for figure in figures]
    plain = [figure["plain_orders_per_s"] for figure in figures]
    ratio = median([s / c for s, c in zip(speeds, copies, strict=True)], 3)
    return {
        "bench": "ingest",
        "ok": median(speeds) >= (LEAST_RESERVED_PER_S if reserve else LEAST_ORDERS_PER_S)
        and (reserve or ratio >= LEAST_RATIO)
        and all(figure["exact"] for figure in figures),
        "orders": orders,
        "reserve": reserve,
        "workers": WORKERS,
        "orders_per_s": median(speeds),
        "plain_orders_per_s": median(plain),
        "ratio_to_plain": median([s / p for s, p in zip(speeds, plain, strict=True)], 3),
        "copy_orders_per_s": median(copies),
        "ratio": ratio,
        "unchanged_per_s": median(again),
        "cpu_us_per_order": median([figure["cpu_us_per_order"] for figure in figures]),
        "rows": figures[0]["rows"],
        "rounds": figures,
        "machine": about,
    }


async def _round(
    url: str, master: MasterKey, bodies: list[bytes], *, reserve: bool
) -> dict[str, Any]:
    shares = [(bodies[n::WORKERS], SHOPS[n::WORKERS]) for n in range(WORKERS)]
    plain = await _take_in(url, master, bodies, shares, reserve=False) if reserve else None
    took = await _take_in(url, master, bodies, shares, reserve=reserve)
    exact = await _sound(url)
    (again,) = await asyncio.to_thread(run_crew, url, master, ingest, shares, 1)
    rows, copied = _bare_copy(url)
    cpu = await _cpu(url, master, bodies[:CPU_BODIES])
    orders = rows["orders"]
    return {
        "orders_per_s": round(orders / took, 1),
        "plain_orders_per_s": round(orders / (plain or took), 1),
        "unchanged_per_s": round(orders / again, 1),
        "copy_orders_per_s": round(orders / copied, 1),
        "cpu_us_per_order": cpu,
        "exact": exact,
        "rows": rows,
    }


async def _take_in(
    url: str, master: MasterKey, bodies: list[bytes], shares: Sequence[Share], *, reserve: bool
) -> float:
    """Seconds of the whole crew, on tables that were empty."""
    _empty(url)
    db = Database(url, pool_size=1)
    try:
        async with db.transaction() as tx:
            await ensure_defaults(tx)
            if reserve:
                await stock_goods(tx, bodies)
    finally:
        await db.close()
    (took,) = await asyncio.to_thread(run_crew, url, master, ingest, shares, 1)
    return took


async def stock_goods(tx: Tx, bodies: list[bytes]) -> None:
    """Every merchant code of the payloads is a SKU with plenty of units, at every shop."""
    at = now()
    read_rows = CONNECTORS[CHANNEL].read_rows
    orders = (row.order for body in bodies for row in read_rows(body) if row.order is not None)
    codes = sorted({line.sku_code for order in orders for line in order.lines if line.sku_code})
    for shop in (*SHOPS, LAST_SHOP):
        await save(tx, ShopStock(shop_id=shop), at)
    ids = await add_skus(tx, [NewSku(code=code, title=code) for code in codes], at)
    counted = [Counted(sku, "HZ", 10_000_000, absolute=True) for sku in ids.values()]
    await count(tx, counted, Note("count", at))


async def _sound(url: str) -> bool:
    db = Database(url, pool_size=1)
    try:
        async with db.transaction() as tx:
            return not await verify(tx)
    finally:
        await db.close()


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
            refs = await keep_raw(tx, ring, shop, "page", group)
            for ref, body in zip(refs, group, strict=True):
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


async def _cpu(url: str, master: MasterKey, bodies: list[bytes]) -> float:
    """CPU of Python and of its database session, in µs an order: what the clock says depends on
    who else is at work, this does not."""
    unlock(master)
    db = Database(url, pool_size=1)
    try:
        async with db.transaction() as tx:
            session = (await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        server = psutil.Process(session)
        begun = server.cpu_times(), time.process_time()
        await ingest(db, bodies, (LAST_SHOP,))
        ended = server.cpu_times(), time.process_time()
    finally:
        await db.close()
    spent = ended[1] - begun[1] + sum(ended[0][:2]) - sum(begun[0][:2])
    return round(spent / (len(bodies) * 100) * 1_000_000, 1)


def _empty(url: str) -> None:
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        emptied = ", ".join((*TABLES, *STOCK_TABLES))
        connection.execute(f"TRUNCATE {emptied}, order_counts, order_numbers CASCADE".encode())
        connection.execute("CHECKPOINT")


def _bare_copy(url: str) -> tuple[dict[str, int], float]:
    """Copy every table out, empty it, and time one COPY per table back in, in one transaction."""
    rows: dict[str, int] = {}
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
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
