"""What a consumer has handled already: marked in the transaction of the effect."""

from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.infra.tx import text


async def first_time(tx: Tx, consumer: str, event_id: str) -> bool:
    """Mark the event as handled by `consumer`; False when it was before."""
    marked = await tx.execute(
        text("INSERT INTO inbox (consumer, event_id) VALUES (:c, :e) ON CONFLICT DO NOTHING"),
        {"c": consumer, "e": event_id},
    )
    return marked.rowcount == 1


async def forget(tx: Tx, before: datetime) -> int:
    """Remove marks older than `before`; returns how many. Keep at least 90 days."""
    gone = await tx.execute(text("DELETE FROM inbox WHERE handled_at < :b"), {"b": before})
    return gone.rowcount
