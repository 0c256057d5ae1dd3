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
_HELD = f"""
    waiting AS MATERIALIZED ({WAITING_SHARDS}), held AS MATERIALIZED (
        SELECT shard FROM waiting WHERE pg_try_advisory_xact_lock(:class, shard))
"""
HOLD = text(f"WITH {_HELD} SELECT shard FROM held")
TAKE = text(f"""
SELECT m.*, now() AS asked_at FROM unnest(cast(:shards AS smallint[])) AS s (shard), LATERAL (
    SELECT id, event_id, topic, key, version, occurred_at, data, attempts FROM bus_messages m
    WHERE m.consumer = :consumer AND m.shard = s.shard AND {DUE}
    ORDER BY id LIMIT :batch) AS m
ORDER BY m.id
""")
# Whoever held a shard a moment ago may have taken what is still seen here: only what this statement
# takes away itself is in its answer.
TAKE_AWAY = text(f"""
WITH {_HELD}, taken AS (
    DELETE FROM bus_messages WHERE id = ANY(ARRAY(
        SELECT due.id FROM held, LATERAL (
            SELECT m.id FROM bus_messages m
            WHERE m.consumer = :consumer AND m.shard = held.shard AND {DUE}
            ORDER BY m.id LIMIT :batch) AS due))
    RETURNING id, event_id, topic, key, version, occurred_at, data
), marked AS (
    INSERT INTO inbox (consumer, event_id) SELECT :consumer, event_id FROM taken
    ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT taken.*, marked.event_id IS NOT NULL AS is_new
FROM taken LEFT JOIN marked USING (event_id) ORDER BY taken.id
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
    """One batch of the shards that no other process holds: effects, inbox marks and queue rows
    commit together. Returns whether more may be due."""
    which = {**_which(subscription), "batch": BATCH}
    try:
        async with db.transaction() as tx:
            rows = (await tx.execute(TAKE_AWAY, which)).all()
            new = [_message(subscription, row) for row in rows if row.is_new]
            if new:
                await subscription.handler(new, tx)
    except Exception as error:
        if is_infra(error):
            raise
        return await _deliver_each(db, subscription)
    return _more(rows)


async def _deliver_each(db: Database, subscription: InTransaction) -> bool:
    """Row by row, when one of them fails: that one is set aside, and what follows it under its key
    stays where it is."""
    done: list[int] = []
    blocked: set[str] = set()
    async with db.transaction() as tx:
        held = (await tx.execute(HOLD, _which(subscription))).scalars().all()
        rows = await _take(tx, subscription.consumer, held)
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
                await _set_aside(tx, subscription.consumer, row, error)
                blocked.add(row.key)
        await tx.execute(DONE, {"ids": done})
    return _more(rows)


def _which(subscription: InTransaction) -> dict[str, object]:
    consumer = subscription.consumer
    return {"consumer": consumer, "class": lock_class(f"consumer:{consumer}"), "shards": SHARDS}


def _more(rows: Sequence[Any]) -> bool:
    """Whether the rows of a shard may have been cut off."""
    return len(rows) >= BATCH


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
    return _more(rows)


async def _deliver_one(db: Database, subscription: Outside, row: Any) -> bool:
    consumer = subscription.consumer
    try:
        if not await _handled(db, consumer, row.event_id):
            await subscription.handler(_message(subscription, row))
    except Exception as error:  # noqa: BLE001 - the worker loop decides by disposition
        async with db.transaction() as tx:
            await _set_aside(tx, consumer, row, error)
        return False
    async with db.transaction() as tx:
        await inbox.first_time(tx, consumer, row.event_id)
        await tx.execute(DONE, {"ids": [row.id]})
    return True


async def _handled(db: Database, consumer: str, event_id: str) -> bool:
    """Whether the inbox says so."""
    async with db.transaction() as tx:
        found = await tx.execute(HANDLED, {"c": consumer, "e": event_id})
        return found.scalar_one_or_none() is not None


async def _take(tx: Tx, consumer: str, shards: Sequence[int]) -> Sequence[Any]:
    which = {"consumer": consumer, "shards": list(shards), "batch": BATCH}
    found = await tx.execute(TAKE, which)
    return found.all()


async def _set_aside(tx: Tx, consumer: str, row: Any, error: Exception) -> None:
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
