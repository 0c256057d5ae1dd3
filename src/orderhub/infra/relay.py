"""The relay (发件中继): carries outbox rows to the bus, one holder per shard, in version order."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import psycopg
from sqlalchemy import text

from orderhub.infra.bus import Bus, Message
from orderhub.infra.bus.local import LocalBus
from orderhub.infra.db import Database, RawConnection
from orderhub.infra.outbox import CHANNEL, RELAY, SHARDS, WAITING
from orderhub.infra.shards import shards_held
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import BrokerDown, BrokerRefused, InfraError

BATCH = 500  # of each shard
IDLE_S = 1.0
RECOVER_S = 1.0
LOOK = text(WAITING)
TAKE = text("""
SELECT o.* FROM unnest(cast(:shards AS smallint[])) AS s (shard), LATERAL (
    SELECT id, topic, key, version, occurred_at, data FROM outbox
    WHERE outbox.shard = s.shard ORDER BY id LIMIT :batch) AS o
""")
DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")


class Relay:
    """Rows leave the outbox only after the bus has them: a crash repeats, it never loses. On the
    local bus both are one."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db = db
        self._bus = bus

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop`; any number of processes may do so at once."""
        async with Bell(self._db, CHANNEL).listening(stop) as bell:
            while not stop.is_set():
                try:
                    async with self._relaying() as relay_waiting:
                        while not stop.is_set():
                            if await relay_waiting() < BATCH:
                                await bell.wait(IDLE_S)
                except (InfraError, psycopg.Error) as error:
                    log.warning("relay.waits", error=type(error).__name__, reason=str(error))
                    await pause(stop, RECOVER_S)

    @asynccontextmanager
    async def _relaying(self) -> AsyncGenerator[Callable[[], Awaitable[int]]]:
        """One pass over the shards that have rows; it returns how many left."""
        if isinstance(self._bus, LocalBus):  # in the same database: nothing can come between
            yield partial(self._bus.take_over, BATCH)
            return
        async with self._db.psycopg() as session:
            yield partial(self.relay_waiting, session)

    async def relay_waiting(self, session: RawConnection) -> int:
        """To a broker, with `session` for the shards' locks; returns how many left."""
        async with self._db.autocommit() as tx:
            shards = (await tx.execute(LOOK, {"shards": SHARDS})).scalars().all()
        if not shards:
            return 0
        async with shards_held(session, RELAY, shards) as held:
            try:
                return await self._relay(held)
            except BrokerRefused:
                return await self._relay_each(held)

    async def _relay_each(self, shards: Sequence[int]) -> int:
        """Shard by shard: what the broker refuses of one, the others need not wait for."""
        moved = 0
        refused: BrokerRefused | None = None
        for shard in shards:
            try:
                moved += await self._relay([shard])
            except BrokerRefused as error:
                refused = error
        if refused is not None:
            raise refused
        return moved

    async def _relay(self, shards: Sequence[int]) -> int:
        if not shards:
            return 0
        async with self._db.autocommit() as tx:
            found = await tx.execute(TAKE, {"shards": list(shards), "batch": BATCH})
            rows = found.all()
        messages = [
            Message(
                id=str(r.id),
                topic=r.topic,
                key=r.key,
                version=r.version,
                occurred_at=r.occurred_at,
                data=r.data,
            )
            for r in rows
        ]
        messages.sort(key=lambda message: (message.key, message.version))
        try:
            await self._bus.publish(messages)
        except BrokerDown as error:
            await self._done([int(event_id) for event_id in error.safe])
            raise
        await self._done([r.id for r in rows])
        return len(rows)

    async def _done(self, ids: list[int]) -> None:
        async with self._db.autocommit() as tx:
            await tx.execute(DONE, {"ids": ids})
