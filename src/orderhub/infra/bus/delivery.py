"""Delivering a shard of one consumer's queue: in order per key, with retries and dead letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra import inbox
from orderhub.infra.bus import InTransaction, Message, Outside, Subscription
from orderhub.infra.db import Database, RawConnection, Tx, is_infra
from orderhub.infra.disposition import DeadLetter, Park, Pause, RetryAt, disposition
from orderhub.infra.outbox import SHARDS
from orderhub.infra.shards import hold_shard, shard_held
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import ContractViolation

BATCH = 200
REASON_LENGTH = 300
WAITING = text("""
SELECT shard FROM generate_series(0, :shards - 1) AS s (shard)
WHERE EXISTS (
    SELECT 1 FROM bus_messages m
    WHERE m.consumer = :consumer AND m.shard = s.shard AND m.due_at <= now())
""")
# A message that waits for its retry holds back the later ones of its key.
TAKE = text("""
SELECT id, event_id, topic, key, version, occurred_at, data, attempts, now() AS asked_at
FROM bus_messages m
WHERE consumer = :consumer AND shard = :shard AND due_at <= now() AND NOT EXISTS (
    SELECT 1 FROM bus_messages w
    WHERE w.consumer = m.consumer AND w.shard = m.shard AND w.key = m.key
        AND w.id < m.id AND w.due_at > now())
ORDER BY id LIMIT :batch
""")
DONE = text("DELETE FROM bus_messages WHERE id = ANY(:ids)")
LATER = text("""
UPDATE bus_messages SET due_at = :at, attempts = attempts + :used, last_error = :reason
WHERE id = :id
""")
BURY = text("""
WITH gone AS (DELETE FROM bus_messages WHERE id = :id RETURNING *)
INSERT INTO dead_letters
    (consumer, event_id, topic, key, version, occurred_at, data, attempts, reason)
SELECT consumer, event_id, topic, key, version, occurred_at, data, attempts + 1, :reason FROM gone
""")


async def waiting_shards(db: Database, consumer: str) -> Sequence[int]:
    """Shards of this consumer with something due."""
    async with db.transaction() as tx:
        found = await tx.execute(WAITING, {"consumer": consumer, "shards": SHARDS})
        return found.scalars().all()


async def deliver_in_transaction(db: Database, subscription: InTransaction, shard: int) -> int:
    """One batch: effects, inbox marks and queue rows commit together. Returns its size."""
    consumer = subscription.consumer
    async with db.transaction() as tx:
        if not await hold_shard(tx, f"consumer:{consumer}", shard):
            return 0
        rows = await _take(tx, consumer, shard)
        if await subscription.is_idle(tx):
            await tx.execute(DONE, {"ids": [row.id for row in rows]})
            return len(rows)
        done: list[int] = []
        blocked: set[str] = set()
        for row in rows:
            if row.key in blocked:
                continue
            try:
                async with tx.begin_nested():
                    if await inbox.first_time(tx, consumer, row.event_id):
                        await subscription.handler(_message(subscription, row), tx)
                done.append(row.id)
            except Exception as error:
                if is_infra(error):  # not the message's fault
                    raise
                await set_aside(tx, consumer, row, error)
                blocked.add(row.key)
        await tx.execute(DONE, {"ids": done})
    return len(rows)


async def deliver_outside(
    db: Database, session: RawConnection, subscription: Outside, shard: int
) -> int:
    """One batch of a consumer that talks to others, no transaction open. Returns its size."""
    consumer = subscription.consumer
    async with shard_held(session, f"consumer:{consumer}", shard) as held:
        if not held:
            return 0
        async with db.transaction() as tx:
            rows = await _take(tx, consumer, shard)
        blocked: set[str] = set()
        for row in rows:
            if row.key not in blocked and not await _deliver_one(db, subscription, row):
                blocked.add(row.key)
    return len(rows)


async def _deliver_one(db: Database, subscription: Outside, row: Any) -> bool:
    consumer = subscription.consumer
    try:
        if not await handled(db, consumer, row.event_id):
            await subscription.handler(_message(subscription, row))
    except Exception as error:  # noqa: BLE001 - the worker loop decides by disposition
        async with db.transaction() as tx:
            await set_aside(tx, consumer, row, error)
        return False
    async with db.transaction() as tx:
        await inbox.first_time(tx, consumer, row.event_id)
        await tx.execute(DONE, {"ids": [row.id]})
    return True


async def handled(db: Database, consumer: str, event_id: str) -> bool:
    """Whether the inbox says so."""
    async with db.transaction() as tx:
        found = await tx.execute(
            text("SELECT 1 FROM inbox WHERE consumer = :c AND event_id = :e"),
            {"c": consumer, "e": event_id},
        )
        return found.scalar_one_or_none() is not None


async def _take(tx: Tx, consumer: str, shard: int) -> Sequence[Any]:
    found = await tx.execute(TAKE, {"consumer": consumer, "shard": shard, "batch": BATCH})
    return found.all()


async def set_aside(tx: Tx, consumer: str, row: Any, error: Exception) -> None:
    """Give a queued message that failed its next step: later, parked, or a dead letter."""
    asked_at: datetime = row.asked_at
    reason = f"{type(error).__name__}: {error}"[:REASON_LENGTH]
    step = disposition(error, row.attempts, asked_at)
    log.warning(
        "bus.failed",
        consumer=consumer,
        event_id=row.event_id,
        topic=row.topic,
        attempts=row.attempts + 1,
        step=type(step).__name__,
        error=type(error).__name__,
    )
    match step:
        case RetryAt(at=at, counts=counts):
            await _later(tx, row.id, at, int(counts), reason)
        case Pause(probe_at=at) if at is not None:
            await _later(tx, row.id, at, 0, reason)
        case Park():
            await inbox.first_time(tx, consumer, row.event_id)
            await tx.execute(DONE, {"ids": [row.id]})
        case Pause() | DeadLetter():
            await tx.execute(BURY, {"id": row.id, "reason": reason})


async def _later(tx: Tx, row_id: int, at: datetime, used: int, reason: str) -> None:
    await tx.execute(LATER, {"id": row_id, "at": at, "used": used, "reason": reason})


def _message(subscription: Subscription, row: Any) -> Message:
    if row.topic not in subscription.topics:
        raise ContractViolation(f"{subscription.consumer} takes no {row.topic}")
    return Message(
        id=row.event_id,
        topic=row.topic,
        key=row.key,
        version=row.version,
        occurred_at=row.occurred_at,
        data=row.data,
    )
