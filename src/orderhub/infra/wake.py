"""Waking a loop: by NOTIFY at once, by the clock at the latest."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator

from orderhub.infra.db import Database
from orderhub.infra.ear import hearing


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
        stopping = asyncio.create_task(self._ring_at(stop))
        try:
            async with hearing(self._db, self._channel, lambda payload: self.ring(payload or "")):
                yield self
        finally:
            stopping.cancel()
            await asyncio.gather(stopping, return_exceptions=True)

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.ring()


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
