"""`bench stock`: orders reserve goods, one hot SKU or a thousand, and conservation holds."""

import asyncio
import random
from typing import Any

import psycopg

from orderhub.apps.bench.crew import run_crew
from orderhub.apps.bench.ground import ground
from orderhub.apps.bench.machine import machine
from orderhub.infra.clock import now
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.infra.postgres import libpq_url
from orderhub.infra.settings import Settings
from orderhub.stock.facade import Ending, ReservationState, Want, WantLine, reserve_many
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.service.verify import verify
from orderhub.stock.store.balances import Note
from orderhub.stock.store.shops import ShopStock, save

WORKERS = Settings.model_fields["workers"].default
AT_ONCE = 4
SHOP = 1
SKUS = 1_000
PAGE = 50
TABLES = "stock_reservations, stock_movements, stock_on_hand, stock_listings, outbox"
LEAST = {"hot": 2_000, "spread": 5_000}


async def run(orders: int) -> dict[str, Any]:
    """Reservations a second from pages of orders: all for one SKU of which half is there, and
    baskets of one to three lines over many SKUs; one order at a time and releases besides."""
    with ground() as (url, master):
        hot = await _round(url, master, orders, skus=1, page=PAGE)
        spread = await _round(url, master, orders, skus=SKUS, page=PAGE)
        single = await _round(url, master, orders // 10, skus=1, page=1)
        with psycopg.connect(libpq_url(url)) as connection:
            about = machine(connection)
    exact = all(one["exact"] for one in (hot, spread, single))
    fast = hot["per_s"] >= LEAST["hot"] and spread["per_s"] >= LEAST["spread"]
    return {
        "bench": "stock",
        "ok": exact and fast,
        "exact": exact,
        "hot_per_s": hot["per_s"],
        "spread_per_s": spread["per_s"],
        "hot_one_by_one_per_s": single["per_s"],
        "released_per_s": spread["released_per_s"],
        "rounds": [hot, spread, single],
        "workers": WORKERS,
        "machine": about,
    }


async def _round(
    url: str, master: MasterKey, orders: int, *, skus: int, page: int
) -> dict[str, Any]:
    db = Database(url, pool_size=1)
    try:
        there = orders // 2 if skus == 1 else orders
        await _stock_up(db, skus, there)
        share = orders // WORKERS
        shares = [(n * share, share, skus, page) for n in range(WORKERS)]
        took = await asyncio.to_thread(run_crew, url, master, reserve, shares)
        async with db.transaction() as tx:
            findings = await verify(tx)
        lines, held = _held(url)
        back = await asyncio.to_thread(run_crew, url, master, release, shares)
        async with db.transaction() as tx:
            findings += await verify(tx)
        lines_left, held_left = _held(url)
    finally:
        await db.close()
    exact = not findings and held_left == 0 and (skus > 1 or held == there)
    return {
        "skus": skus,
        "page": page,
        "per_s": round(lines / took[0], 1),
        "held": held,
        "released_per_s": round((lines - lines_left) / back[0], 1),
        "exact": exact,
    }


async def reserve(db: Database, first: int, orders: int, skus: int, page: int) -> None:
    """Pages of orders side by side, as shops are pulled."""
    pages = [range(at, min(at + page, first + orders)) for at in range(first, first + orders, page)]
    await asyncio.gather(*(_reserve(db, pages[n::AT_ONCE], skus) for n in range(AT_ONCE)))


async def _reserve(db: Database, pages: list[range], skus: int) -> None:
    for numbers in pages:
        wants = [_want(number, skus) for number in numbers]
        async with db.transaction() as tx:
            await reserve_many(tx, wants, now=now())


async def release(db: Database, first: int, orders: int, skus: int, page: int) -> None:  # noqa: ARG001 - as `reserve`
    """Everything is cancelled again, page by page."""
    for at in range(first, first + orders, PAGE):
        numbers = range(at, min(at + PAGE, first + orders))
        endings = [Ending(n, ReservationState.RELEASED, "cancelled") for n in numbers]
        async with db.transaction() as tx:
            await reserve_many(tx, (), endings, now=now())


def _want(number: int, skus: int) -> Want:
    chance = random.Random(number)
    many = 1 if skus == 1 else chance.randint(1, 3)
    codes = [f"SKU-{n}" for n in chance.sample(range(skus), many)]
    lines = tuple(WantLine(str(n), "", code, "", "", 1) for n, code in enumerate(codes))
    return Want(number, f"ORD-{number}", SHOP, 0, unpaid=False, known=False, lines=lines)


async def _stock_up(db: Database, skus: int, units: int) -> None:
    at = now()
    async with db.transaction() as tx:
        await tx.raw.execute(f"TRUNCATE {TABLES}, stock_publications".encode())
        await tx.raw.execute(
            b"UPDATE stock_balances SET counted=0, available=0, reserved=0, shipped=0"
        )
        await save(tx, ShopStock(shop_id=SHOP), at)
        new = [NewSku(code=f"SKU-{n}", title=f"SKU {n}") for n in range(skus)]
        ids = await add_skus(tx, new, at)
        counted = [Counted(sku, "HZ", units, absolute=True) for sku in ids.values()]
        await count(tx, counted, Note("count", at))


def _held(url: str) -> tuple[int, int]:
    """Reservation rows that are not released, and units held."""
    with psycopg.connect(libpq_url(url)) as connection:
        row = connection.execute("""
            SELECT count(*) FILTER (WHERE state <> 'released'),
                coalesce(sum(quantity) FILTER (WHERE state = 'held'), 0)::int
            FROM stock_reservations
        """).fetchone()
    return row or (0, 0)
