"""Events that are written until told to stop, and their effects in a table that counts them."""

import asyncio
import itertools

from sqlalchemy import text

from orderhub.infra.bus import Message
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import InfraError
from tests.support.buses import append, event

TABLE = text("CREATE TABLE chaos_effects (key text, version int)")
EFFECT = text("INSERT INTO chaos_effects VALUES (:key, :version)")
EFFECTS = text("SELECT key, version FROM chaos_effects")
Told = set[tuple[str, int]]


async def write(db: Database, key: str, committed: Told, stop: asyncio.Event) -> None:
    """One event after another; what the database did not confirm is nobody's promise."""
    for version in itertools.count(1):
        if stop.is_set():
            return
        try:
            await append(db, event(key, version))
        except InfraError:
            await asyncio.sleep(0.05)
        else:
            committed.add((key, version))


async def effect(message: Message, tx: Tx) -> None:
    """In the transaction of the consumer."""
    await tx.execute(EFFECT, {"key": message.key, "version": message.version})


async def effects(db: Database) -> list[tuple[str, int]]:
    """Each as often as it happened."""
    async with db.transaction() as tx:
        return [(row.key, row.version) for row in await tx.execute(EFFECTS)]
