"""Waking a loop: by NOTIFY at once, by the clock at the latest."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator

import psycopg

from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import InfraError

RECONNECT_S = 1.0


class Bell:
    """Rings when anybody notifies `channel`; a ring between two waits is not lost. A notice that
    names somebody (its payload) wakes only those who wait by that name."""

    def __init__(self, db: Database, channel: str) -> None:
        self._db = db
        self._channel = channel
        self._rung: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def wait(self, at_most_s: float | None = None, name: str = "") -> None:
        """Return at the next ring, or after `at_most_s` seconds if given."""
        rung = self._rung[name]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), at_most_s)
        rung.clear()

    def ring(self, name: str = "") -> None:
        """Ring from within this process; without a name for all."""
        for rung in [self._rung[name]] if name else list(self._rung.values()):
            rung.set()

    @contextlib.asynccontextmanager
    async def listening(self, stop: asyncio.Event) -> AsyncGenerator["Bell", None]:
        """Listen while in the block, reconnecting as needed; `stop` rings too."""
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._ring_at(stop))]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.ring()

    async def _listen(self) -> None:
        while True:
            try:
                async with self._db.psycopg() as connection:
                    await connection.execute(f"LISTEN {self._channel}".encode())
                    self.ring()
                    async for told in connection.notifies():
                        self.ring(told.payload)
            except (psycopg.Error, InfraError) as error:
                log.warning("bell.reconnect", channel=self._channel, error=type(error).__name__)
            await asyncio.sleep(RECONNECT_S)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
