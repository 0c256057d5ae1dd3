"""Exceptions whose clock ran out are told to the next in line (升级), again and again."""

from datetime import datetime

from orderhub.infra import live, outbox
from orderhub.infra.db import Database, Tx
from orderhub.orders.decide.exceptions import ESCALATION, escalated
from orderhub.orders.events import exception_escalated
from orderhub.orders.store import exceptions as store

BATCH = 500


async def sweep(db: Database, now: datetime) -> int:
    """Escalate what is due, batch by batch, each its own transaction; returns how many."""
    done = 0
    while True:
        async with db.transaction() as tx:
            count = await sweep_batch(tx, now)
        done += count
        if count < BATCH:
            return done


async def sweep_batch(tx: Tx, now: datetime) -> int:
    """Escalate up to BATCH exceptions and say so."""
    due = await store.lock_due(tx, now, BATCH)
    if not due:
        return 0
    steps = {row["id"]: escalated(row["level"], now) for row in due}
    await store.escalate(tx, steps, now)
    events = [
        exception_escalated(
            {
                "id": row["id"],
                "kind": row["kind"],
                "number": row["number"],
                "shop_id": row["shop_id"],
                "level": steps[row["id"]][0],
                "to": ESCALATION[steps[row["id"]][0]],
                "owner": row["owner"] or row["owner_role"],
                "raised_at": row["raised_at"].isoformat(),
            },
            now,
        )
        for row in due
    ]
    outbox.append(tx, *events)
    live.announce(tx, "exceptions")
    return len(due)
