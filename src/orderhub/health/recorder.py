"""Keeping the record of calls without delaying them: a buffer, written out every quarter second."""

import asyncio
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from prometheus_client import Counter, Histogram

from orderhub.connector_kit.session import Call
from orderhub.health.decide.streaks import minutes_of, streaks_of
from orderhub.health.model.calls import KeptCall
from orderhub.health.store import calls as store
from orderhub.health.store import minutes
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log, registry
from orderhub.kernel.errors import InfraError

FLUSH_EVERY_S = 0.25
FLUSH_AT = 500
ROOM = 50_000  # beyond it the oldest are dropped: calls matter more than their record
_order: ContextVar[str | None] = ContextVar("order_called_about", default=None)

CALLS = Counter(
    "hub_health_calls",
    "Finished calls, by us (out) and by channels and peers (in)",
    ("channel", "direction", "outcome", "code"),
    registry=registry,
)
SECONDS = Histogram(
    "hub_health_call_seconds",
    "Duration of calls to channels and of their pushes",
    ("channel", "direction"),
    registry=registry,
)
DROPPED = Counter("hub_health_calls_dropped", "Calls whose record was lost", registry=registry)


@contextmanager
def about_order(external_no: str) -> Generator[None]:
    """Calls made inside are about this order; they stand in its timeline."""
    token = _order.set(external_no)
    try:
        yield
    finally:
        _order.reset(token)


class Recorder:
    """`record` is the session's port; `run` writes behind it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: deque[KeptCall] = deque()
        self._full = asyncio.Event()

    def record(self, call: Call) -> None:
        """Remember a call of ours; never blocks, never fails."""
        self.keep(_kept(call))

    def keep(self, call: KeptCall) -> None:
        """Remember a call, whoever made it; never blocks, never fails."""
        CALLS.labels(call.channel, call.direction, call.outcome, call.code).inc()
        SECONDS.labels(call.channel, call.direction).observe(call.ms / 1000)
        if len(self._waiting) >= ROOM:
            self._waiting.popleft()
            DROPPED.inc()
        self._waiting.append(call)
        if len(self._waiting) >= FLUSH_AT:
            self._full.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Write until `stop`, then what is left."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                full = asyncio.create_task(self._full.wait())
                waits: set[asyncio.Task[Any]] = {full, stopped}
                await asyncio.wait(
                    waits, timeout=FLUSH_EVERY_S, return_when=asyncio.FIRST_COMPLETED
                )
                full.cancel()
                self._full.clear()
                await self.flush()
        finally:
            stopped.cancel()
        await self.flush()

    async def flush(self) -> None:
        """Write all that waits; what cannot be written stays for the next time."""
        while self._waiting:
            calls = [self._waiting.popleft() for _ in range(min(len(self._waiting), FLUSH_AT))]
            try:
                async with self._db.transaction() as tx:
                    await store.add(tx, calls)
                    await minutes.add(tx, minutes_of(calls))
                    await minutes.join(tx, streaks_of(calls))
            except (InfraError, psycopg.Error) as error:
                self._waiting.extendleft(reversed(calls))
                log.warning("health.not_recorded", n=len(calls), error=type(error).__name__)
                return


def _kept(call: Call) -> KeptCall:
    is_shop = call.shop.isdecimal()
    return KeptCall(
        at=call.at,
        shop_id=int(call.shop) if is_shop else 0,
        peer="" if is_shop else call.shop,
        channel=call.channel,
        app_key=call.app_key,
        method=call.method,
        outcome=call.outcome,
        code=call.code,
        channel_code=call.channel_code[:200].replace("\x00", ""),
        ms=call.ms,
        external_no=_order.get(),
    )
