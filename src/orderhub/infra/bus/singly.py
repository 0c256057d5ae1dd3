"""Messages handled alone, each written down before: which one its process dies of is found out."""

import asyncio
from collections.abc import Collection
from typing import Any

from sqlalchemy import text

from orderhub.infra import inbox
from orderhub.infra.bus import Subscription
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
RETURNING deaths
""")


class Singly:
    """One process's way through suspects: messages that were under way when a process died, or a
    transaction failed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._owner = process_owner()
        self._turn = asyncio.Lock()

    async def deliver(self, subscription: Subscription, shards: Collection[int]) -> bool:
        """The suspects in those of `shards` that no other process holds, and what stands before
        them. Returns whether more may be due."""
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
            wanted = [row for row in rows if row.id <= last.get(row.shard, 0)]
            blocked: set[str] = set()
            for row in wanted:
                if row.key not in blocked and not await self._deliver(subscription, row):
                    blocked.add(row.key)
        return len(rows) >= BATCH or len(wanted) < len(rows)

    async def _deliver(self, subscription: Subscription, row: Any) -> bool:
        """Handle one, and no other of any consumer meanwhile, so that a death is of one; False when
        the later ones of its key have to wait."""
        consumer = subscription.consumer
        async with self._turn:
            mine = {"id": row.id, "owner": self._owner}
            async with self._db.autocommit() as tx:
                deaths = (await tx.execute(BEGIN, mine)).scalar_one()
            if deaths >= DEATHS:
                await self._give_up(consumer, row, deaths)
                return True
            try:
                await self._handle(subscription, row)
            except Exception as error:
                if is_infra(error):
                    raise
                async with self._db.transaction() as tx:
                    await set_aside(tx, consumer, row, error)
                return False
        return True

    async def _handle(self, subscription: Subscription, row: Any) -> None:
        message = message_of(subscription, row)
        async with self._db.transaction() as tx:
            if await inbox.first_time(tx, subscription.consumer, row.event_id):
                await subscription.handler([message], tx)
            await tx.execute(DONE, {"ids": [row.id]})

    async def _give_up(self, consumer: str, row: Any, deaths: int) -> None:
        log.error("bus.deadly", consumer=consumer, event_id=row.event_id, topic=row.topic)
        reason = f"ProcessDied: {deaths} processes died while they handled it"
        async with self._db.transaction() as tx:
            await bury(tx, row.id, deaths, reason)
