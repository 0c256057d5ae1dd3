"""The relay (发件中继): carries outbox rows to the bus, one holder per shard, in version order."""

import asyncio

import psycopg
from sqlalchemy import text

from orderhub.infra.bus import Bus, Message
from orderhub.infra.db import Database, RawConnection
from orderhub.infra.outbox import CHANNEL, SHARDS
from orderhub.infra.shards import shard_held
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import BrokerDown, BrokerRefused, InfraError

BATCH = 1000
IDLE_S = 1.0
RECOVER_S = 1.0
WAITING = text("""
SELECT shard FROM generate_series(0, :shards - 1) AS s (shard)
WHERE EXISTS (SELECT 1 FROM outbox WHERE outbox.shard = s.shard)
""")
TAKE = text("""
SELECT id, topic, key, version, occurred_at, data FROM outbox
WHERE shard = :shard ORDER BY id LIMIT :batch
""")
DONE = text("DELETE FROM outbox WHERE id = ANY(:ids)")


class Relay:
    """Rows leave the outbox only after the bus has them: a crash repeats, it never loses."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db = db
        self._bus = bus

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop`; any number of processes may do so at once."""
        async with Bell(self._db, CHANNEL).listening(stop) as bell:
            while not stop.is_set():
                try:
                    async with self._db.psycopg() as session:
                        while not stop.is_set():
                            if await self.relay_waiting(session) == 0:
                                await bell.wait(IDLE_S)
                except (InfraError, psycopg.Error) as error:
                    log.warning("relay.waits", error=type(error).__name__, reason=str(error))
                    await pause(stop, RECOVER_S)

    async def relay_waiting(self, session: RawConnection) -> int:
        """One pass over the shards that have rows; returns how many left."""
        async with self._db.transaction() as tx:
            shards = (await tx.execute(WAITING, {"shards": SHARDS})).scalars().all()
        moved = 0
        refused: BrokerRefused | None = None
        for shard in shards:
            async with shard_held(session, "relay", shard) as held:
                try:
                    moved += await self._relay_batch(shard) if held else 0
                except BrokerRefused as error:  # The other shards need not wait for this one.
                    refused = error
        if refused is not None:
            raise refused
        return moved

    async def _relay_batch(self, shard: int) -> int:
        async with self._db.transaction() as tx:
            rows = (await tx.execute(TAKE, {"shard": shard, "batch": BATCH})).all()
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
        async with self._db.transaction() as tx:
            await tx.execute(DONE, {"ids": ids})
