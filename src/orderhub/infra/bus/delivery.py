"""Delivering a shard of one consumer's queue: in order per key, with retries and dead letters."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra import inbox
from orderhub.infra.bus import Message, Subscription
from orderhub.infra.db import Database, Tx, is_infra
from orderhub.infra.disposition import DeadLetter, Park, Pause, RetryAt, disposition
from orderhub.infra.outbox import SHARDS
from orderhub.infra.shards import lock_class
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
WAITING_CONSUMERS = text(f"""
SELECT c.consumer FROM unnest(cast(:consumers AS text[])) AS c (consumer)
WHERE EXISTS (
    SELECT 1 FROM generate_series(0, :shards - 1) AS s (shard), LATERAL (
        SELECT 1 FROM bus_messages m
        WHERE m.consumer = c.consumer AND m.shard = s.shard AND {DUE} LIMIT 1) AS due)
""")
# PostgreSQL keeps in `xmax` who last tried to take a row away: a try came to nothing, perhaps
# because its process died of that very message. Such a row is handled alone (`singly`).
SUSPECT = "(m.xmax <> '0' OR m.taken_by IS NOT NULL)"
HOLD = text("""
SELECT shard FROM unnest(cast(:shards AS smallint[])) AS s (shard)
WHERE pg_try_advisory_xact_lock(:class, shard)
""")
TAKE = text(f"""
SELECT m.*, now() AS asked_at FROM unnest(cast(:shards AS smallint[])) AS s (shard), LATERAL (
    SELECT id, shard, event_id, topic, key, version, occurred_at, data, attempts, deaths,
        {SUSPECT} AS suspect
    FROM bus_messages m
    WHERE m.consumer = :consumer AND m.shard = s.shard AND {DUE}
    ORDER BY id LIMIT :batch) AS m
ORDER BY m.id
""")
# Whoever held a shard a moment ago may have taken what is still seen here: only what this statement
# takes away itself has its event in the answer.
TAKE_AWAY = text(f"""
WITH waiting AS MATERIALIZED ({WAITING_SHARDS}), held AS MATERIALIZED (
    SELECT shard FROM waiting WHERE pg_try_advisory_xact_lock(:class, shard)
), due AS MATERIALIZED (
    SELECT m.* FROM held, LATERAL (
        SELECT m.id, m.shard, {SUSPECT} AS suspect FROM bus_messages m
        WHERE m.consumer = :consumer AND m.shard = held.shard AND {DUE}
        ORDER BY m.id LIMIT :batch) AS m
), taken AS (
    DELETE FROM bus_messages WHERE id = ANY(ARRAY(
        SELECT id FROM due WHERE shard NOT IN (SELECT shard FROM due WHERE suspect)))
    RETURNING id, event_id, topic, key, version, occurred_at, data
), marked AS (
    INSERT INTO inbox (consumer, event_id) SELECT :consumer, event_id FROM taken
    ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT due.shard, due.suspect, taken.*, marked.event_id IS NOT NULL AS is_new
FROM due LEFT JOIN taken USING (id) LEFT JOIN marked USING (event_id) ORDER BY due.id
""")
DONE = text("DELETE FROM bus_messages WHERE id = ANY(:ids)")
LATER = text("""
UPDATE bus_messages SET due_at = :at, attempts = attempts + :used, last_error = :reason,
    taken_by = NULL, deaths = 0
WHERE id = :id
""")
# A repeat that was published while the first was dying dies without a second letter.
BURY = text("""
WITH gone AS (DELETE FROM bus_messages WHERE id = :id RETURNING *)
INSERT INTO dead_letters
    (consumer, event_id, topic, key, version, occurred_at, data, attempts, reason)
SELECT consumer, event_id, topic, key, version, occurred_at, data, attempts + :used, :reason
FROM gone
WHERE NOT EXISTS (
    SELECT 1 FROM dead_letters d
    WHERE d.consumer = gone.consumer AND d.event_id = gone.event_id)
""")


async def deliver(db: Database, subscription: Subscription) -> tuple[bool, set[int]]:
    """One batch of the shards that no other process holds: effects, inbox marks and queue rows
    commit together. Returns whether more may be due, and the shards with suspects: they stay."""
    consumer = subscription.consumer
    which = {"consumer": consumer, "shards": SHARDS, "batch": BATCH, **_lock(subscription)}
    rows: list[Any] = []
    try:
        async with db.transaction() as tx:
            found = (await tx.execute(TAKE_AWAY, which)).all()
            rows = [row for row in found if row.event_id is not None]
            new = [message_of(subscription, row) for row in rows if row.is_new]
            if new:
                await subscription.handler(new, tx)
            left = {row.shard for row in found if row.suspect}
            suspected = await _suspected(tx, consumer, left) if left else left
    except Exception as error:
        if is_infra(error):
            raise
        return await _deliver_each(db, subscription, {row.shard for row in rows}), set()
    return len(rows) >= BATCH or suspected != left, suspected


async def _suspected(tx: Tx, consumer: str, shards: Collection[int]) -> set[int]:
    """Those of the held `shards` with suspects: another process may just have done the rest."""
    return {row.shard for row in await take(tx, consumer, shards) if row.suspect}


async def _deliver_each(db: Database, subscription: Subscription, shards: Collection[int]) -> bool:
    """Row by row, when one of them fails: that one is set aside, and what follows it under its key
    stays where it is."""
    done: list[int] = []
    blocked: set[str] = set()
    async with db.transaction() as tx:
        wanted = {"shards": list(shards), **_lock(subscription)}
        held = (await tx.execute(HOLD, wanted)).scalars().all()
        rows = await take(tx, subscription.consumer, held)
        for row in rows:
            if row.key in blocked:
                continue
            try:
                async with tx.begin_nested():
                    if await inbox.first_time(tx, subscription.consumer, row.event_id):
                        await subscription.handler([message_of(subscription, row)], tx)
                done.append(row.id)
            except Exception as error:
                if is_infra(error):  # not the message's fault
                    raise
                await set_aside(tx, subscription.consumer, row, error)
                blocked.add(row.key)
        await tx.execute(DONE, {"ids": done})
    return len(rows) >= BATCH


def _lock(subscription: Subscription) -> dict[str, object]:
    return {"class": lock_class(f"consumer:{subscription.consumer}")}


async def waiting_consumers(db: Database, consumers: Sequence[str]) -> Sequence[str]:
    """Those of `consumers` with something due."""
    async with db.transaction() as tx:
        asked = {"consumers": list(consumers), "shards": SHARDS}
        return (await tx.execute(WAITING_CONSUMERS, asked)).scalars().all()


async def take(tx: Tx, consumer: str, shards: Collection[int]) -> Sequence[Any]:
    """What is due in `shards`, which the caller holds: `BATCH` of each at most, oldest first."""
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
            await bury(tx, row.id, 1, reason)


async def _later(tx: Tx, row_id: int, at: datetime, used: int, reason: str) -> None:
    await tx.execute(LATER, {"id": row_id, "at": at, "used": used, "reason": reason})


def message_of(subscription: Subscription, row: Any) -> Message:
    """The message of a queue's row; ContractViolation when its consumer takes no such topic."""
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


async def bury(tx: Tx, row_id: int, used: int, reason: str) -> None:
    """Make a dead letter of a queued message after `used` more tries."""
    await tx.execute(BURY, {"id": row_id, "used": used, "reason": reason})
