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
from orderhub.infra.shards import lock_class, shards_held
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import ContractViolation

BATCH = 50  # of each shard
AT_ONCE = 16  # shards in one transaction; the others are for other processes
REASON_LENGTH = 300
# A message that waits for its retry holds back the later ones of its key.
DUE = """m.due_at <= now() AND NOT EXISTS (
    SELECT 1 FROM bus_messages w
    WHERE w.consumer = m.consumer AND w.shard = m.shard AND w.key = m.key
        AND w.id < m.id AND w.due_at > now())"""
# The shard whose message waited longest comes first: by number, the last would starve under load.
WAITING_SHARDS = f"""
SELECT s.shard FROM generate_series(0, :shards - 1) AS s (shard), LATERAL (
    SELECT m.id FROM bus_messages m
    WHERE m.consumer = :consumer AND m.shard = s.shard AND {DUE} ORDER BY m.id LIMIT 1) AS oldest
ORDER BY oldest.id
"""
WAITING = text(WAITING_SHARDS)
WAITING_CONSUMERS = text(f"""
SELECT c.consumer FROM unnest(cast(:consumers AS text[])) AS c (consumer)
WHERE EXISTS (
    SELECT 1 FROM generate_series(0, :shards - 1) AS s (shard), LATERAL (
        SELECT 1 FROM bus_messages m
        WHERE m.consumer = c.consumer AND m.shard = s.shard AND {DUE} LIMIT 1) AS due)
""")
HOLD = text(f"""
WITH waiting AS MATERIALIZED ({WAITING_SHARDS})
SELECT shard FROM waiting WHERE pg_try_advisory_xact_lock(:class, shard) LIMIT :at_once
""")
TAKE = text(f"""
SELECT m.*, now() AS asked_at FROM unnest(cast(:shards AS smallint[])) AS s (shard), LATERAL (
    SELECT id, event_id, topic, key, version, occurred_at, data, attempts FROM bus_messages m
    WHERE m.consumer = :consumer AND m.shard = s.shard AND {DUE}
    ORDER BY id LIMIT :batch) AS m
ORDER BY m.id
""")
DONE = text("DELETE FROM bus_messages WHERE id = ANY(:ids)")
LATER = text("""
UPDATE bus_messages SET due_at = :at, attempts = attempts + :used, last_error = :reason
WHERE id = :id
""")
HANDLED = text("SELECT 1 FROM inbox WHERE consumer = :c AND event_id = :e")
# A repeat that was published while the first was dying dies without a second letter.
BURY = text("""
WITH gone AS (DELETE FROM bus_messages WHERE id = :id RETURNING *)
INSERT INTO dead_letters
    (consumer, event_id, topic, key, version, occurred_at, data, attempts, reason)
SELECT consumer, event_id, topic, key, version, occurred_at, data, attempts + 1, :reason FROM gone
WHERE NOT EXISTS (
    SELECT 1 FROM dead_letters d
    WHERE d.consumer = gone.consumer AND d.event_id = gone.event_id)
""")


async def deliver_in_transaction(db: Database, subscription: InTransaction) -> bool:
    """One batch of some shards: effects, inbox marks and queue rows commit together. Returns
    whether more may be due that no other process holds."""
    consumer = subscription.consumer
    which = {"consumer": consumer, "class": lock_class(f"consumer:{consumer}"), "shards": SHARDS}
    async with db.transaction() as tx:
        held = (await tx.execute(HOLD, {**which, "at_once": AT_ONCE})).scalars().all()
        if not held:
            return False
        rows = await _take(tx, consumer, held)
        if not await _handle_all(tx, subscription, rows):
            await _handle_each(tx, subscription, rows)
    return _more(held, rows)


async def _handle_all(tx: Tx, subscription: InTransaction, rows: Sequence[Any]) -> bool:
    if not all(row.topic in subscription.topics for row in rows):
        return False
    if not await handle_all(tx, subscription, [_message(subscription, row) for row in rows]):
        return False
    await tx.execute(DONE, {"ids": [row.id for row in rows]})
    return True


async def _handle_each(tx: Tx, subscription: InTransaction, rows: Sequence[Any]) -> None:
    """Row by row, when one of them fails: that one is set aside, and what follows it under its key
    stays where it is."""
    done: list[int] = []
    blocked: set[str] = set()
    for row in rows:
        if row.key in blocked:
            continue
        try:
            async with tx.begin_nested():
                if await inbox.first_time(tx, subscription.consumer, row.event_id):
                    await subscription.handler([_message(subscription, row)], tx)
            done.append(row.id)
        except Exception as error:
            if is_infra(error):  # not the message's fault
                raise
            await set_aside(tx, subscription.consumer, row, error)
            blocked.add(row.key)
    await tx.execute(DONE, {"ids": done})


async def handle_all(tx: Tx, subscription: InTransaction, messages: Sequence[Message]) -> bool:
    """All of a batch at once, each for the first time only; False, and nothing is done, when one
    of them fails."""
    try:
        async with tx.begin_nested():
            ids = [message.id for message in messages]
            fresh = await inbox.first_times(tx, subscription.consumer, ids)
            first = {message.id: message for message in messages if message.id in fresh}
            if first:
                await subscription.handler(list(first.values()), tx)
    except Exception as error:
        if is_infra(error):
            raise
        return False
    return True


def _more(held: Sequence[int], rows: Sequence[Any]) -> bool:
    """Whether the batch was cut off: in shards, or in the rows of one."""
    return len(held) == AT_ONCE or len(rows) >= BATCH


async def waiting_shards(db: Database, consumer: str) -> Sequence[int]:
    """Shards of this consumer with something due."""
    async with db.transaction() as tx:
        found = await tx.execute(WAITING, {"consumer": consumer, "shards": SHARDS})
        return found.scalars().all()


async def waiting_consumers(db: Database, consumers: Sequence[str]) -> Sequence[str]:
    """Those of `consumers` with something due."""
    async with db.transaction() as tx:
        asked = {"consumers": list(consumers), "shards": SHARDS}
        return (await tx.execute(WAITING_CONSUMERS, asked)).scalars().all()


async def deliver_outside(
    db: Database, session: RawConnection, subscription: Outside, shards: Sequence[int]
) -> bool:
    """One batch of a consumer that talks to others, no transaction open. Returns whether more may
    be due."""
    consumer = subscription.consumer
    async with shards_held(session, f"consumer:{consumer}", shards) as held:
        if not held:
            return False
        async with db.transaction() as tx:
            rows = await _take(tx, consumer, held)
        blocked: set[str] = set()
        for row in rows:
            if row.key not in blocked and not await _deliver_one(db, subscription, row):
                blocked.add(row.key)
    return _more(held, rows)


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
        found = await tx.execute(HANDLED, {"c": consumer, "e": event_id})
        return found.scalar_one_or_none() is not None


async def _take(tx: Tx, consumer: str, shards: Sequence[int]) -> Sequence[Any]:
    which = {"consumer": consumer, "shards": list(shards), "batch": BATCH}
    found = await tx.execute(TAKE, which)
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
