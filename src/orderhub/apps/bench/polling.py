"""`bench polling`: one process asks 200 shops of mixed platforms, then one of them grows hot.

The platforms' default intervals are divided by `time_scale`, so that minutes show what would take
hours; `--scale 1` keeps them. A lag is the time from placed to known.
"""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from orderhub.apps.bench.machine import machine, show
from orderhub.apps.drill.stage import Stage, StageShop, bare_stage
from orderhub.apps.forked import children_called
from orderhub.connectors import CONNECTORS
from orderhub.kernel.types import ChannelCode

MARGIN_S = 60
HOT_TIMES = 100
HOT_RATIO_MAX = 2.0
ORDERS_PER_MINUTE = 600
PATIENCE_S = 400
LOOK_EVERY_S = 1.0
POLLED = {name: one.poll_every for name, one in CONNECTORS.items() if one.poll_every}
P95 = """
    SELECT channel, percentile_disc(0.95) WITHIN GROUP (
        ORDER BY extract(epoch FROM learned_at - placed_at))::float8
    FROM orders WHERE placed_at > %s AND shop_id <> %s GROUP BY GROUPING SETS ((channel), ())
"""


@dataclass(slots=True)
class Effort:
    """What the one worker took: seconds of CPU a second, and memory of its own."""

    cpu: float = 0.0
    memory_mb: float = 0.0


@dataclass(slots=True)
class Phase:
    """p95 lag by channel and (None) of all but the hot shop, and what it took."""

    lags_s: dict[str | None, float] = field(default_factory=dict[str | None, float])
    missing: int = 0
    effort: Effort = field(default_factory=Effort)


async def run(shops: int, scale: float, seconds: int) -> dict[str, Any]:
    """Figures with `ok`: lag p95 of each platform within its interval and a minute, and at most
    doubled by a shop with a hundred times its usual orders; nothing missing."""
    return await asyncio.to_thread(_measure, shops, scale, seconds)


def _measure(shops: int, scale: float, seconds: int) -> dict[str, Any]:
    each = -(-shops // len(POLLED))
    with bare_stage("--shops", str(each), settings={"ORDERHUB_WORKERS": "1"}) as on:
        connected = _connect(on, each, scale)
        _await_first_reading(on, connected)
        hot = next(iter(connected[next(iter(POLLED))]))
        calm = _phase(on, connected, seconds, hot, times=1)
        heated = _phase(on, connected, seconds, hot, times=HOT_TIMES)
        with psycopg.connect(on.database_url) as connection:
            about = machine(connection)
    platforms = [_platform(name, scale, calm, heated) for name in POLLED]
    ratio = round(heated.lags_s[None] / calm.lags_s[None], 2)
    missing = calm.missing + heated.missing
    within = all(one["p95_s"] <= one["budget_s"] for one in platforms)
    return {
        "bench": "polling",
        "ok": within and ratio <= HOT_RATIO_MAX and not missing,
        "shops": each * len(POLLED),
        "time_scale": scale,
        "worker_processes": 1,
        "cpu": calm.effort.cpu,
        "memory_mb": calm.effort.memory_mb,
        "cpu_hot": heated.effort.cpu,
        "memory_hot_mb": heated.effort.memory_mb,
        "others_p95_ratio": ratio,
        "missing": missing,
        "platforms": platforms,
        "machine": about,
    }


def _connect(on: Stage, each: int, scale: float) -> dict[ChannelCode, list[StageShop]]:
    offered = on.offered()
    return {
        name: [
            on.connect_shop(name, offered[name], place, every.total_seconds() / scale)
            for place in range(each)
        ]
        for name, every in POLLED.items()
    }


def _await_first_reading(on: Stage, connected: dict[ChannelCode, list[StageShop]]) -> None:
    wanted = sum(len(shops) for shops in connected.values())
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        [[read]] = on.execute("SELECT count(*) FROM sync_cursors WHERE read_to IS NOT NULL")
        if read >= wanted:
            return
        show(f"first reading: {read} of {wanted} shops")
        time.sleep(LOOK_EVERY_S)
    raise RuntimeError("some shops were not read once")


def _phase(
    on: Stage,
    connected: dict[ChannelCode, list[StageShop]],
    seconds: int,
    hot: StageShop,
    *,
    times: int,
) -> Phase:
    begin = on.now()
    usual = ORDERS_PER_MINUTE / 60 / sum(len(shops) for shops in connected.values())
    with _worker_effort(on) as effort:
        _live(on, ORDERS_PER_MINUTE)
        for second in range(seconds):
            show(f"orders come in, one shop at {times} times its usual: {second} of {seconds} s")
            if times > 1:
                on.place(hot, round(usual * times), spread_s=1)
            time.sleep(1)
        _live(on, 0)
    found = Phase(effort=effort)
    found.missing = _await_all(on, connected, begin)
    found.lags_s = dict(on.execute(P95, (begin, hot.id)))
    return found


def _live(on: Stage, per_minute: float) -> None:
    rates = {"orders_per_minute": per_minute, "changes_per_minute": 0}
    on.tell("/traffic", {**rates, "channels": list(POLLED)})


def _await_all(on: Stage, connected: dict[ChannelCode, list[StageShop]], begin: datetime) -> int:
    """Waits until every paid order is known; how many still are not after the patience."""
    wanted = {
        (shop.id, number)
        for name, shops in connected.items()
        for place, shop in enumerate(shops)
        for number, status in on.listed(name, place).items()
        if status == "to_ship"
    }
    deadline = time.monotonic() + PATIENCE_S
    while True:
        rows = on.execute(
            "SELECT shop_id, external_no FROM orders WHERE placed_at > %s",
            (begin - timedelta(days=1),),
        )
        missing = len(wanted - set(rows))
        if not missing or time.monotonic() > deadline:
            return missing
        show(f"still unknown to the hub: {missing} of {len(wanted)} paid orders")
        time.sleep(LOOK_EVERY_S)


@contextmanager
def _worker_effort(on: Stage) -> Generator[Effort]:
    """CPU and memory of the worker over the block."""
    [worker] = children_called(on.pid, "worker")
    effort, begin, before = Effort(), time.monotonic(), worker.cpu_times()
    yield effort
    after, wall = worker.cpu_times(), time.monotonic() - begin
    effort.cpu = round((after.user + after.system - before.user - before.system) / wall, 3)
    effort.memory_mb = round(worker.memory_full_info().uss / 2**20, 1)


def _platform(name: ChannelCode, scale: float, calm: Phase, heated: Phase) -> dict[str, Any]:
    connector, every = CONNECTORS[name], POLLED[name]
    budget = every.total_seconds() / scale + connector.settles_after.total_seconds() + MARGIN_S
    return {
        "platform": str(name),
        "interval_s": every.total_seconds() / scale,
        "p95_s": round(calm.lags_s[name], 1),
        "p95_hot_s": round(heated.lags_s[name], 1),
        "budget_s": budget,
    }
