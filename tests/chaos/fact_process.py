"""A worker that takes batches of facts from a table and lets orders learn them, until it is killed.

`FAULT=mark_first` plants the bug of marking a batch done in a transaction before its effect.
"""

import asyncio
import os
import sys
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.orders.facade import Fact, learn

FAULT = os.environ.get("FAULT", "")
TAKE = text("""
    DELETE FROM chaos_batches WHERE id = (
        SELECT id FROM chaos_batches ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING facts
""")


def fact_of(row: list[Any]) -> Fact:
    order_id, kind, key, at, data = row
    moment = datetime.fromisoformat(at)
    return Fact(
        order_id=order_id,
        source="chaos",
        kind=kind,
        key=key,
        occurred_at=moment,
        learned_at=moment,
        data=data,
    )


async def one_batch(db: Database) -> bool:
    """Take one batch and learn it; False when none is left."""
    async with db.transaction() as tx:
        taken = (await tx.execute(TAKE)).scalar_one_or_none()
        if taken is None:
            return False
        if FAULT != "mark_first":
            await told(tx, taken)
            return True
    async with db.transaction() as tx:
        await told(tx, taken)
    return True


async def told(tx: Tx, taken: str) -> None:
    await learn(tx, [fact_of(row) for row in orjson.loads(taken)])


async def main(url: str) -> None:
    db = Database(url, pool_size=2, name="chaos")
    while await one_batch(db):
        pass
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
