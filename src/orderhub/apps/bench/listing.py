"""`bench list`: the index catalogue and free combinations, as each kind of role sees them."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg

from orderhub.apps.bench.ground import ground
from orderhub.apps.bench.machine import machine, percentile, show
from orderhub.apps.bench.many_orders import SHOPS, SKUS, make
from orderhub.infra.clock import now
from orderhub.infra.db import Database
from orderhub.infra.postgres import libpq_url
from orderhub.kernel.words import Stage
from orderhub.orders.queries.catalogue import CATALOGUE
from orderhub.orders.queries.filters import Keys, OrderFilter, Search, sort_of
from orderhub.orders.queries.listing import fetch

MOST_MS = 50.0
MOST_FREE_MS = 1_000.0
PAGE = 50
# What each role sees: everything, a few shops, one small shop.
SCOPES: dict[str, tuple[int, ...] | None] = {
    "every shop": None,
    "five shops": (1, 4, 9, 20, 38),
    "one small shop": (39,),
}
Query = tuple[str, Search, str]


async def run(orders: int, rounds: int) -> dict[str, Any]:
    """p95 per query and scope in milliseconds; `ok` against architecture §8."""
    with ground(shared_buffers_mb=2048) as (url, _):
        plain = libpq_url(url)
        with psycopg.connect(plain, autocommit=True) as connection:
            began = time.perf_counter()
            await asyncio.to_thread(
                make, connection, orders, lambda done: show(f"{done:,} of {orders:,} orders")
            )
            took = round(time.perf_counter() - began, 1)
            about = machine(connection)
            samples = _samples(connection, orders)
        db = Database(url, pool_size=2)
        try:
            queries = [await _measure(db, make_query, rounds) for make_query in _queries(samples)]
        finally:
            await db.close()
    catalogued = [q for q in queries if not q["free"]]
    free = [q for q in queries if q["free"]]
    worst = max(q["p95_ms"] for q in catalogued)
    return {
        "bench": "list",
        "ok": worst <= MOST_MS and all(q["p95_ms"] <= MOST_FREE_MS for q in free),
        "orders": orders,
        "made_in_s": took,
        "worst_p95_ms": worst,
        "worst_free_p95_ms": max(q["p95_ms"] for q in free),
        "queries": queries,
        "machine": about,
    }


def _samples(connection: psycopg.Connection[Any], orders: int) -> list[dict[str, Any]]:
    """Orders to take search terms from."""
    ids = [random.randint(1, orders) for _ in range(400)]
    columns = ("id", "phone_key", "last4_key", "buyer_key", "placed_at", "shop_id")
    found = connection.execute(
        f"SELECT {', '.join(columns)} FROM orders WHERE id = ANY(%s)".encode(), (ids,)
    ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def _queries(samples: list[dict[str, Any]]) -> list[Callable[[], Query]]:
    """A maker per query and scope; each call draws other terms."""
    makers: list[Callable[[], Query]] = []
    for scope_name, shops in SCOPES.items():
        for entry in CATALOGUE:
            stages = (
                [None, *Stage] if entry.with_stage and entry.name in ("all", "stage") else [None]
            )
            makers.extend(
                _maker(entry.name, entry.fields, stage, sort, (scope_name, shops), samples)
                for stage in stages
                for sort in entry.sorts
            )
    makers.extend(_free_combinations())
    return makers


def _maker(
    name: str,
    fields: frozenset[str],
    stage: Stage | None,
    sort: str,
    scope: tuple[str, tuple[int, ...] | None],
    samples: list[dict[str, Any]],
) -> Callable[[], Query]:
    scope_name, shops = scope

    def draw() -> Query:
        one = random.choice(samples)
        wanted = OrderFilter(stages=(stage,) if stage else ())
        keys = Keys()
        for field in sorted(fields):
            wanted, keys = _with(field, one, wanted, keys)
        label = f"{name}{f' {stage}' if stage else ''} by {sort}, {scope_name}"
        token = sort if sort == "ship_by" else f"-{sort}"
        return label, Search(filter=wanted, keys=keys, shops=shops), token

    return draw


def _with(
    field: str, one: dict[str, Any], wanted: OrderFilter, keys: Keys
) -> tuple[OrderFilter, Keys]:
    begin = now() - timedelta(days=random.randint(1, 80))
    match field:
        case "ids":
            return wanted, replace(keys, ids=(one["id"],))
        case "phone" | "last4" | "buyer":
            return wanted, replace(keys, **{field: (bytes(one[f"{field}_key"]),)})
        case "tags":
            return replace(wanted, tags=(random.choice(("高价值订单", "偏远地区")),)), keys
        case "flags":
            return replace(wanted, flags=("late",)), keys
        case "sku":
            return replace(wanted, sku=f"SY-{random.randint(0, SKUS - 1):05d}"), keys
        case "attributes":
            room = f"room-{random.randint(0, 299) * 10}"
            return replace(wanted, attributes=(("live_room", room),)), keys
        case _:
            return replace(wanted, date=field, since=begin, until=begin + timedelta(days=1)), keys


def _free_combinations() -> list[Callable[[], Query]]:
    """Unselective pairs, sorts without an index: answered or narrowed within a second."""
    amount = OrderFilter(amount_from=300_000, amount_to=310_000, provinces=("西藏自治区",))
    pair = Search(filter=amount)
    dear = Search(filter=OrderFilter(stages=("completed",)))
    tagged = Search(
        filter=OrderFilter(tags=("高价值订单",), provinces=("西藏自治区",), stages=("shipped",))
    )
    scoped = Search(filter=amount, shops=tuple(range(1, SHOPS // 2)))
    return [
        lambda: ("free: amount and province", pair, "-placed_at"),
        lambda: ("free: completed by total", dear, "-total"),
        lambda: ("free: tag, province and stage", tagged, "-placed_at"),
        lambda: ("free: amount and province, twenty shops", scoped, "-placed_at"),
    ]


async def _measure(db: Database, draw: Callable[[], Query], rounds: int) -> dict[str, Any]:
    times: list[float] = []
    label, narrowed = "", 0
    for _ in range(rounds):
        label, search, token = draw()
        async with db.transaction() as tx:
            began = time.perf_counter()
            listed = await fetch(tx, search, sort_of(token), None, PAGE)
            times.append((time.perf_counter() - began) * 1000)
        narrowed += listed.narrow_by is not None
    return {
        "query": label,
        "free": label.startswith("free"),
        "p50_ms": round(percentile(times, 0.5), 2),
        "p95_ms": round(percentile(times, 0.95), 2),
        "narrowed": narrowed,
    }
