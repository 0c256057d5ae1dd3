"""`bench events`: from the scan of a parcel to the message at a subscriber, over HTTP both ways.

Scans come at a steady rate whether the hub keeps up or not, and every time counts from the moment
when the scan was due. They are a sorter's, which asks for no verdict: an answer says that the
scan is kept. The subscriber is a partner's webhook; shops are told of parcels meanwhile.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import orjson
import psycopg

from orderhub.apps.bench.kafka import KafkaCluster, running_kafka
from orderhub.apps.bench.machine import machine, median, percentile, show
from orderhub.apps.bench.rabbit import PROGRAMS, running_rabbit
from orderhub.apps.bench.wire import OK, Sender, receiver
from orderhub.apps.drill.stage import Stage, bare_stage
from orderhub.infra.bus import Carrier
from orderhub.orders.events import CHANGED

BUDGET_MS: dict[Carrier, float] = {"local": 300, "rabbitmq": 500, "kafka": 500}
RUSH_PER_SECOND = 300
RUSH_ANSWER_P99_MS = 50.0
WARM_S = 3
NAME = "bench"
PREFER = "respond-async"
CHANNEL, CALLS_PER_SECOND = "taobao", 100.0
PLACED_AT_ONCE = 1000
PLACED_WITHIN_S = 60  # a second that has more than a hundred pages cannot be read
PATIENCE_S, LONGEST_S = 30.0, 120.0
"""So long without anything new, or so long in all, and the rest is given up."""
LOOK_EVERY_S = 0.5


@dataclass(slots=True)
class Flow:
    """One stretch of scans, by order: due, answered well, at the subscriber (seconds)."""

    due: dict[str, float] = field(default_factory=dict[str, float])
    answered: dict[str, float] = field(default_factory=dict[str, float])
    arrived: dict[str, float] = field(default_factory=dict[str, float])
    failed: Counter[int] = field(default_factory=Counter[int])
    """Answers that were no 2xx, by status; 0: none came."""

    def hear(self, body: bytes, at: float) -> None:
        """A message is at the subscriber; of an earlier stretch there may be others."""
        event = orjson.loads(body)
        if event["data"]["stage"] == "shipped" and event["subject"] in self.due:
            self.arrived.setdefault(event["subject"], at)

    def figures(self) -> dict[str, Any]:
        """Milliseconds from due, and what is missing."""
        waits = [(self.arrived[n] - due) * 1000 for n, due in self.due.items() if n in self.arrived]
        answers = [(at - self.due[n]) * 1000 for n, at in self.answered.items()]
        shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
        return {
            **{name: round(percentile(waits or [0.0], share), 1) for name, share in shares.items()},
            "answer_p50_ms": round(percentile(answers or [0.0], 0.5), 1),
            "answer_p99_ms": round(percentile(answers or [0.0], 0.99), 1),
            "scans": len(self.due),
            "failed": self.failed.total(),
            "failed_as": {str(status): n for status, n in sorted(self.failed.items())},
            "missing": len(self.due.keys() - self.arrived.keys()),
        }


async def run(bus: Carrier, scans_per_second: int, seconds: int, rounds: int) -> dict[str, Any]:
    """Figures with `ok`: medians of `rounds` stretches at the asked rate, then as many at 300/s
    for the answers' p99."""
    with _bus_at(bus) as (url, broker):
        settings = {"ORDERHUB_BUS_URL": url, "ORDERHUB_NOTIFY_PRIVATE": "true"}
        with bare_stage(settings=settings) as on:
            rates = [scans_per_second] * rounds + [RUSH_PER_SECOND] * rounds
            numbers = await asyncio.to_thread(
                _orders, on, scans_per_second * WARM_S + sum(rates) * seconds
            )
            steady, rush = await _measure(on, numbers, rates, (scans_per_second, seconds, rounds))
            with psycopg.connect(on.database_url) as connection:
                about = {**machine(connection), "broker": broker}
    told = {name: median([one[name] for one in steady]) for name in ("p50_ms", "p95_ms", "p99_ms")}
    answer = median([one["answer_p99_ms"] for one in rush])
    whole = all(one["failed"] == one["missing"] == 0 for one in (*steady, *rush))
    return {
        "bench": "events",
        "ok": whole and told["p95_ms"] <= BUDGET_MS[bus] and answer <= RUSH_ANSWER_P99_MS,
        "bus": bus,
        "scans_per_second": scans_per_second,
        "prefer": PREFER,
        **told,
        "p95_budget_ms": BUDGET_MS[bus],
        "rush_per_second": RUSH_PER_SECOND,
        "rush_answer_p99_ms": answer,
        "answer_budget_ms": RUSH_ANSWER_P99_MS,
        "rounds": steady,
        "rush": rush,
        "machine": about,
    }


async def _measure(
    on: Stage, numbers: list[str], rates: Sequence[int], terms: tuple[int, int, int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    usual, seconds, rounds = terms
    sender = _scanner(on)
    flow = Flow()

    def hear(body: bytes, at: float) -> None:
        flow.hear(body, at)

    async with receiver(hear) as address:
        wish = {"name": NAME, "url": address, "topics": [CHANGED]}
        await asyncio.to_thread(on.post_hub, "/api/v1/partners/endpoints", wish)
        await _stretch(sender, flow, _taken(numbers, usual * WARM_S), usual)
        figures: list[dict[str, Any]] = []
        for rate in rates:
            flow = Flow()
            await _stretch(sender, flow, _taken(numbers, rate * seconds), rate)
            figures.append(flow.figures())
            told = figures[-1]
            show(f"{rate} scans/s: p95 {told['p95_ms']} ms, answers p99 {told['answer_p99_ms']} ms")
    sender.close()
    return figures[:rounds], figures[rounds:]


async def _stretch(sender: Sender, flow: Flow, numbers: list[str], rate: int) -> None:
    """Scans at that rate, then until the subscriber has them all."""
    async with asyncio.TaskGroup() as scans:
        begin = time.perf_counter()
        for place, number in enumerate(numbers):
            due = flow.due[number] = begin + place / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            scans.create_task(_scan(sender, flow, number))
            if not place % rate:
                show(f"{rate} scans/s: {place} of {len(numbers)}, {len(flow.arrived)} arrived")
    before, give_up, end = -1, 0.0, time.perf_counter() + LONGEST_S
    while (there := len(flow.arrived)) < len(numbers):
        if there > before:
            before, give_up = there, time.perf_counter() + PATIENCE_S
        if time.perf_counter() > min(give_up, end):
            return
        show(f"{rate} scans/s: {there} of {len(numbers)} arrived")
        await asyncio.sleep(LOOK_EVERY_S)


async def _scan(sender: Sender, flow: Flow, number: str) -> None:
    waybill_no = "SF" + number.replace("-", "")
    scan = {"scan_id": number, "order": number, "carrier": "SF", "waybill_no": waybill_no}
    body = orjson.dumps({"scans": [{**scan, "scanned_at": "2026-01-01T00:00:00Z"}]})
    try:
        async with asyncio.timeout(PATIENCE_S):
            status = await sender.post(body)
    except (TimeoutError, OSError, EOFError):
        status = 0
    if status in OK:
        flow.answered[number] = time.perf_counter()
    else:
        flow.failed[status] += 1


def _scanner(on: Stage) -> Sender:
    hub = on.hub
    cookies = "; ".join(f"{name}={value}" for name, value in hub.cookies.items())
    headers = {
        "host": hub.base_url.netloc.decode(),
        "content-type": "application/json",
        "cookie": cookies,
        "x-csrf-token": hub.headers["x-csrf-token"],
        "prefer": PREFER,
    }
    port = hub.base_url.port
    if port is None:
        raise RuntimeError("the hub has no port")
    return Sender(hub.base_url.host, port, "/api/v1/fulfilment/scans", headers)


def _orders(on: Stage, many: int) -> list[str]:
    """So many orders to be shipped, as the hub read them at their platform."""
    offered = on.offered()[CHANNEL]
    shop = on.connect_shop(CHANNEL, offered, 0, 2.0, calls_per_second=CALLS_PER_SECOND)
    for first in range(0, many, PLACED_AT_ONCE):
        on.place(shop, min(PLACED_AT_ONCE, many - first), spread_s=PLACED_WITHIN_S)
    before, give_up = -1, 0.0
    while (there := on.count(shop)) < many:
        if there > before:
            before, give_up = there, time.monotonic() + PATIENCE_S
        if time.monotonic() > give_up:
            raise RuntimeError(f"the hub has {there} of {many} orders, and no more come in")
        show(f"orders to be scanned: {there} of {many}")
        time.sleep(LOOK_EVERY_S)
    on.poll_as_usual(shop)
    return [number for (number,) in on.execute("SELECT number FROM orders ORDER BY id")]


def _taken(numbers: list[str], many: int) -> list[str]:
    taken = numbers[:many]
    del numbers[:many]
    return taken


@contextmanager
def _bus_at(bus: Carrier) -> Generator[tuple[str, str]]:
    """The setting, and which broker is behind it. ConfigError where there is none."""
    if bus == "local":
        yield "local", "PostgreSQL"
    elif bus == "rabbitmq":
        with running_rabbit() as node:
            [server] = PROGRAMS.parent.glob("lib/rabbitmq_server-*")
            yield f"{node.url}?name={NAME}", server.name
    else:
        with running_kafka(KafkaCluster) as cluster:
            cluster.make_topics(NAME)
            yield cluster.address(NAME), f"librdkafka mock {version('confluent-kafka')}"
