"""What was put aside: messages that used up their tries, timers that keep failing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.bus import HUB
from orderhub.infra.db import Tx
from orderhub.infra.outbox import shard_of

LETTERS = text("""
    SELECT id, consumer, topic, attempts, reason, occurred_at, died_at FROM dead_letters
    ORDER BY id DESC LIMIT :limit
""")
TIMERS = text("""
    SELECT kind, count(*) AS n, max(attempts) AS attempts, min(due_at) AS next_at,
        (array_agg(last_error ORDER BY attempts DESC))[1] AS reason
    FROM timers WHERE attempts > 0 GROUP BY kind ORDER BY n DESC, kind LIMIT :limit
""")
TAKE = text("""
    DELETE FROM dead_letters WHERE id = ANY(:ids) AND consumer <> :nobody
    RETURNING id, consumer, event_id, topic, key, version, occurred_at, data::text AS data
""")
DISMISS = text("""
    DELETE FROM dead_letters WHERE id = ANY(:ids) AND consumer = :nobody RETURNING id
""")
SEND = text("""
    INSERT INTO bus_messages (consumer, shard, event_id, topic, key, version, occurred_at, data)
    VALUES (:consumer, :shard, :event_id, :topic, :key, :version, :occurred_at,
        cast(:data AS jsonb))
    ON CONFLICT (consumer, event_id) DO NOTHING
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that its consumer could not handle; its data is not shown."""

    id: int
    consumer: str
    topic: str
    attempts: int
    reason: str
    occurred_at: datetime
    died_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingTimers:
    """Timers of one kind that failed and will run again."""

    kind: str
    n: int
    attempts: int
    next_at: datetime
    reason: str | None


async def letters(tx: Tx, limit: int) -> list[DeadLetter]:
    """Dead letters, newest first."""
    return [DeadLetter(**row) for row in (await tx.execute(LETTERS, {"limit": limit})).mappings()]


async def failing_timers(tx: Tx, limit: int) -> list[FailingTimers]:
    """Kinds of timers that fail just now, the most frequent first."""
    found = await tx.execute(TIMERS, {"limit": limit})
    return [FailingTimers(**row) for row in found.mappings()]


async def send_again(tx: Tx, ids: Collection[int]) -> list[int]:
    """Put dead letters back into their consumers' queues; returns those that were there. What was
    unreadable on the broker stays: it is for no consumer, and can be dismissed."""
    taken = (await tx.execute(TAKE, {"ids": list(ids), "nobody": HUB})).mappings().all()
    for row in sorted(taken, key=lambda row: row["id"]):
        await tx.execute(SEND, {**row, "shard": shard_of(row["key"])})
    return sorted(row["id"] for row in taken)


async def dismiss(tx: Tx, ids: Collection[int]) -> list[int]:
    """Remove what was unreadable on the broker, bytes and all; returns those that were there. What
    a consumer could not handle stays: it was meant to have an effect."""
    gone = (await tx.execute(DISMISS, {"ids": list(ids), "nobody": HUB})).scalars().all()
    return sorted(gone)
