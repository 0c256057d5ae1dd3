"""One connection that hears for all of a process: at each notice PostgreSQL wakes everybody who
listens, to whatever channel."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from weakref import WeakKeyDictionary

import psycopg

from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import InfraError

RECONNECT_S = 1.0
Heard = Callable[[str | None], None]
"""Told of each notice's payload; None: whatever was said until now may have been missed."""

_ears: "WeakKeyDictionary[Database, Ear]" = WeakKeyDictionary()


@contextlib.asynccontextmanager
async def hearing(db: Database, channel: str, heard: Heard) -> AsyncGenerator[None, None]:
    """Tell `heard` what `channel` says while in the block, reconnecting as needed."""
    async with _ears.setdefault(db, Ear()).hearing(db, channel, heard):
        yield


class Ear:
    """Connects anew when there is another channel to hear, which is when a process starts."""

    def __init__(self) -> None:
        self._told: dict[str, list[Heard]] = {}
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def hearing(self, db: Database, channel: str, heard: Heard) -> AsyncGenerator[None, None]:
        """As the function of this name."""
        self._told.setdefault(channel, []).append(heard)
        try:
            await self._begin(db)
            yield
        finally:
            self._told[channel].remove(heard)
            if not self._told[channel]:
                del self._told[channel]
            if not self._told:
                async with self._turn:
                    await self._end()
            elif self._task is None:  # whoever joined was stopped between end and begin
                await self._begin(db)

    async def _begin(self, db: Database) -> None:
        async with self._turn:
            await self._end()
            self._task = asyncio.create_task(self._listen(db))

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _listen(self, db: Database) -> None:
        while True:
            try:
                async with db.psycopg() as connection:
                    for channel in [*self._told]:
                        await connection.execute(f"LISTEN {channel}".encode())
                    self._tell([*self._told], None)
                    async for notice in connection.notifies():
                        self._tell([notice.channel], notice.payload)
            except (psycopg.Error, InfraError) as error:
                log.warning("ear.reconnect", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_S)

    def _tell(self, channels: list[str], payload: str | None) -> None:
        for channel in channels:
            for heard in self._told.get(channel, ()):
                heard(payload)
