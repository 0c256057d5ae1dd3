"""Presales that may ship now: a fact says so, and what follows from it follows by itself."""

from collections.abc import Callable
from datetime import datetime

from orderhub.infra.db import Database
from orderhub.infra.timers import Timer, schedule
from orderhub.orders.model import Fact
from orderhub.orders.service.absorb import learn


async def release(timer: Timer, db: Database, now: Callable[[], datetime]) -> None:
    """The order learns that its instant came; said twice, it is one fact. A clock of ours behind
    the database's waits for the rest. In a transaction of its own: the timer's row is not held
    while it waits for the order, which others hold while they move the timer."""
    at = now()
    fact = Fact(
        order_id=int(timer.key),
        source="clock",
        kind="presale",
        key=f"due:{timer.due_at.isoformat()}",
        occurred_at=timer.due_at,
        learned_at=at,
        data={"name": "due", "on": False},
    )
    async with db.transaction() as tx:
        if at < timer.due_at:
            await schedule(tx, timer.kind, timer.key, timer.due_at)
        else:
            await learn(tx, [fact])
