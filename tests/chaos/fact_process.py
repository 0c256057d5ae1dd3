"""A worker that takes batches of facts from a table and lets orders learn them, until it dies.

The fault `mark_first` is the bug of marking a batch done in a transaction before its effect.
"""

import asyncio
import random
import signal
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.orders.facade import Fact, learn

DEAREST_S = 0.03  # of a batch, on a quick machine
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


@dataclass
class Death:
    """SIGKILL somewhere in the work on a batch, after so many whole ones; `None` spares."""

    after: int | None
    cpu_s: float = 0

    def comes_near(self) -> None:
        """A batch begins. The kernel kills by the time that this process has worked, whatever else
        the machine does; the signal has no handler, so it ends the process as SIGKILL does."""
        if self.after is None:
            return
        if self.after == 0:
            signal.setitimer(signal.ITIMER_PROF, self.cpu_s)
        self.after -= 1


async def one_batch(db: Database, fault: str, death: Death) -> bool:
    """Take one batch and learn it; False when none is left."""
    async with db.transaction() as tx:
        taken = (await tx.execute(TAKE)).scalar_one_or_none()
        if taken is None:
            return False
        if fault != "mark_first":
            death.comes_near()
            await told(tx, taken)
            return True
    death.comes_near()
    async with db.transaction() as tx:
        await told(tx, taken)
    return True


async def told(tx: Tx, taken: str) -> None:
    await learn(tx, [fact_of(row) for row in orjson.loads(taken)])


async def _work(url: str, fault: str, death: Death) -> None:
    db = Database(url, pool_size=2, name="chaos")
    while await one_batch(db, fault, death):
        pass
    await db.close()


def work(url: str, fault: str, seed: int | None) -> None:
    """Until no batch is left, or death; who has no seed dies of age."""
    chance = random.Random(seed)
    after = None if seed is None else chance.randrange(3)
    asyncio.run(_work(url, fault, Death(after, chance.uniform(0.001, DEAREST_S))))
