"""One LISTEN per process, fanned out to every open screen."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from orderhub.infra import live
from orderhub.infra.db import Database

QUEUE_LENGTH = 500
RESYNC: dict[str, Any] = {"topic": "resync"}
Notice = dict[str, Any]


class LiveFeed:
    """A screen that falls behind loses its queue and is told to reload instead."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._queues: set[asyncio.Queue[Notice | None]] = set()
        self._closed = False

    async def run(self) -> None:
        """Carry notices until cancelled."""
        async for notice in live.listen(self._db):
            self.tell(notice)

    def tell(self, notice: Notice) -> None:
        """Put `notice` before every screen."""
        for queue in self._queues:
            _put(queue, notice)

    def close(self) -> None:
        """End every stream: the process is about to stop."""
        self._closed = True
        for queue in self._queues:
            _put(queue, None)

    @contextlib.asynccontextmanager
    async def subscribed(self) -> AsyncGenerator[asyncio.Queue[Notice | None], None]:
        """A queue of notices for one screen; None ends it."""
        queue: asyncio.Queue[Notice | None] = asyncio.Queue(QUEUE_LENGTH)
        if self._closed:
            _put(queue, None)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)


def _put(queue: asyncio.Queue[Notice | None], notice: Notice | None) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(RESYNC)
    queue.put_nowait(notice)
