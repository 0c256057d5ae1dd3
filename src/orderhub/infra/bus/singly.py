"""Messages handled alone, each written down before: which one its process dies of is found out."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Collection
from typing import Any

from sqlalchemy import text

from orderhub.infra import inbox
from orderhub.infra.bus import InTransaction, Subscription
from orderhub.infra.bus.delivery import BATCH, DONE, bury, message_of, set_aside, take
from orderhub.infra.db import Database, is_infra
from orderhub.infra.ids import process_owner
from orderhub.infra.shards import shards_held
from orderhub.infra.telemetry import log

DEATHS = 3
"""Processes that may die of a message when it is handled alone; then it is a dead letter."""
# Who finds the name of another holds its shard, so that other is gone. What this process itself
# left undone was the database's fault.
BEGIN = text("""
UPDATE bus_messages SET
    deaths = deaths + CASE WHEN taken_by <> :owner THEN 1 ELSE 0 END,
    taken_by = :owner
WHERE id = :id
RETURNING deaths,
    EXISTS (SELECT 1 FROM inbox i WHERE i.consumer = :consumer AND i.event_id = :event) AS handled
""")


class Singly:
    """One process's way through messages that talk to others, and through suspects: those that were
    under way when a process died, or a transaction failed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._owner = process_owner()
        self._turn = asyncio.Lock()

    async def deliver(self, subscription: Subscription, shards: Collection[int]) -> bool:
        """What is due in those of `shards` that no other process holds; of a consumer that only
        touches the database no more than the suspects. Returns whether more may be due."""
        consumer = subscription.consumer
        async with (
            self._db.psycopg() as session,
            shards_held(session, f"consumer:{consumer}", sorted(shards)) as held,
        ):
            if not held:
                return False
            async with self._db.transaction() as tx:
                rows = await take(tx, consumer, held)
            last = {row.shard: row.id for row in rows if row.suspect}
            if isinstance(subscription, InTransaction):
                wanted = [row for row in rows if row.id <= last.get(row.shard, 0)]
            else:
                wanted = [*rows]
            blocked: set[str] = set()
            for row in wanted:
                if row.key not in blocked and not await self._deliver(subscription, row):
                    blocked.add(row.key)
        return len(rows) >= BATCH or len(wanted) < len(rows)

    async def _deliver(self, subscription: Subscription, row: Any) -> bool:
        """Handle one; False when the later ones of its key have to wait."""
        consumer = subscription.consumer
        async with self._alone(row):
            about = {"id": row.id, "owner": self._owner, "event": row.event_id}
            async with self._db.autocommit() as tx:
                begun = (await tx.execute(BEGIN, {**about, "consumer": consumer})).one()
            if begun.deaths >= DEATHS:
                await self._give_up(consumer, row, begun.deaths)
                return True
            try:
                await self._handle(subscription, row, handled=begun.handled)
            except Exception as error:
                if isinstance(subscription, InTransaction) and is_infra(error):
                    raise
                async with self._db.transaction() as tx:
                    await set_aside(tx, consumer, row, error)
                return False
        return True

    @contextlib.asynccontextmanager
    async def _alone(self, row: Any) -> AsyncGenerator[None]:
        """Suspects go one at a time, whatever their consumers, so that a death is of one."""
        if not row.suspect:
            yield
            return
        async with self._turn:
            yield

    async def _handle(self, subscription: Subscription, row: Any, *, handled: bool) -> None:
        message = message_of(subscription, row)
        if not handled and not isinstance(subscription, InTransaction):
            await subscription.handler(message)
        async with self._db.transaction() as tx:
            new = await inbox.first_time(tx, subscription.consumer, row.event_id)
            if new and isinstance(subscription, InTransaction):
                await subscription.handler([message], tx)
            await tx.execute(DONE, {"ids": [row.id]})

    async def _give_up(self, consumer: str, row: Any, deaths: int) -> None:
        log.error("bus.deadly", consumer=consumer, event_id=row.event_id, topic=row.topic)
        reason = f"ProcessDied: {deaths} processes died while they handled it"
        async with self._db.transaction() as tx:
            await bury(tx, row.id, deaths, reason)
