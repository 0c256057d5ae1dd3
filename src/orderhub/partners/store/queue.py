"""The queue of each endpoint: rows in, one worker at a time, each key's events by turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import text

from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.partners.model.deliveries import Begun, DeliveryState, Ended

CHANNEL = "orderhub_partners"
CLAIM_FOR = timedelta(seconds=60)
# One row for each endpoint that wants the event: what makes it exactly once.
QUEUE = text("""
    INSERT INTO partners_deliveries (endpoint_id, event_id, topic, key, version, occurred_at, data,
        state, outcome, code, tries, replays, created_at, due_at)
    SELECT e.id, :event_id, :topic, :key, :version, :occurred_at, cast(:data AS jsonb),
        'queued', '', '', 0, 0, :now, :now
    FROM partners_endpoints e
    WHERE :topic = ANY(e.topics)
        AND (cardinality(e.shop_ids) = 0 OR cast(:shop_id AS integer) = ANY(e.shop_ids))
    ON CONFLICT (endpoint_id, event_id) DO NOTHING
""")
WAKE = text("SELECT pg_notify(:channel, '')")
# The first of its key goes; the later ones wait for it, whatever became of it so far.
_FIRST = """
    d.endpoint_id = e.id AND d.state = 'queued' AND d.due_at <= :now
    AND NOT EXISTS (SELECT FROM partners_deliveries b WHERE b.endpoint_id = d.endpoint_id
        AND b.key = d.key AND b.state = 'queued' AND b.id < d.id)
"""
CLAIM = text(f"""
    UPDATE partners_endpoints SET claim = :claim, claimed_until = now() + :claim_for
    WHERE id = (
        SELECT e.id FROM partners_endpoints e
        WHERE (e.state = 'active' OR (e.state = 'broken' AND e.probe_at <= :now))
            AND (e.claimed_until IS NULL OR e.claimed_until < now())
            AND EXISTS (SELECT FROM partners_deliveries d WHERE {_FIRST})
        ORDER BY e.served_at NULLS FIRST, e.id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, state
""")
# What is in hand, with the id of its try.
BEGIN = text(f"""
    WITH begun AS (
        UPDATE partners_deliveries SET tries = tries + 1, outcome = 'unknown', code = ''
        WHERE id IN (
            SELECT d.id FROM partners_deliveries d JOIN partners_endpoints e ON e.id = :endpoint_id
            WHERE {_FIRST} ORDER BY d.due_at, d.id LIMIT :most)
        RETURNING id, endpoint_id, event_id, topic, key, version, occurred_at, data, tries
    ), noted AS (
        INSERT INTO partners_tries (delivery_id, number, at, outcome, code, excerpt)
        SELECT id, tries, :now, 'unknown', '', '' FROM begun RETURNING id, delivery_id
    )
    SELECT noted.id AS try_id, begun.* FROM begun JOIN noted ON noted.delivery_id = begun.id
    ORDER BY begun.id
""")
END_TRY = text("""
    UPDATE partners_tries SET outcome = :outcome, code = :code, ms = :ms, excerpt = :excerpt
    WHERE id = :id
""")
END = text("""
    UPDATE partners_deliveries SET state = :state, outcome = :outcome, code = :code,
        due_at = :due_at, ended_at = :ended_at
    WHERE id = :id AND state = 'queued'
""")
HURRY = text("""
    UPDATE partners_deliveries SET due_at = :now
    WHERE endpoint_id = :endpoint_id AND state = 'queued' AND due_at > :now
""")
RELEASE = text("""
    UPDATE partners_endpoints SET claim = NULL, claimed_until = NULL, served_at = now()
    WHERE id = :id AND claim = :claim
""")
REPLAY = """
    UPDATE partners_deliveries SET state = 'queued', outcome = '', code = '', tries = 0,
        replays = replays + 1, due_at = :now, ended_at = NULL
    WHERE state <> 'queued' AND created_at >= :oldest AND {which}
"""
REPLAY_THESE = text(REPLAY.format(which="id = ANY(:ids)"))
REPLAY_SINCE = text(REPLAY.format(which="endpoint_id = :endpoint_id AND occurred_at >= :since"))
FORGET = text("""
    DELETE FROM partners_deliveries WHERE id IN (
        SELECT id FROM partners_deliveries WHERE created_at < :before
        ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED)
""")


async def queue(tx: Tx, message: Message, now: datetime) -> int:
    """One delivery for each endpoint that subscribed to the event; returns how many are new."""
    row = {
        "event_id": message.id,
        "topic": message.topic,
        "key": message.key,
        "version": message.version,
        "occurred_at": message.occurred_at,
        "data": orjson.dumps(message.data).decode(),
        "shop_id": message.data.get("shop_id"),
        "now": now,
    }
    made = (await tx.execute(QUEUE, row)).rowcount
    if made:
        await wake(tx)
    return made


async def wake(tx: Tx) -> None:
    """Tell the workers at commit that something may be due."""
    await tx.execute(WAKE, {"channel": CHANNEL})


async def claim(tx: Tx, mine: UUID, now: datetime) -> tuple[int, str] | None:
    """Take the endpoint that waited longest and has something due: its id and state."""
    asked = {"claim": mine, "claim_for": CLAIM_FOR, "now": now}
    row = (await tx.execute(CLAIM, asked)).one_or_none()
    return None if row is None else (row.id, row.state)


async def begin(tx: Tx, endpoint_id: int, most: int, now: datetime) -> list[Begun]:
    """Take the first due delivery of up to `most` keys in hand; each try is written down as
    unknown before anything leaves."""
    asked = {"endpoint_id": endpoint_id, "most": most, "now": now}
    rows = (await tx.execute(BEGIN, asked)).mappings()
    return [Begun(**{str(name): value for name, value in row.items()}) for row in rows]


async def end(tx: Tx, ended: Sequence[Ended], now: datetime) -> None:
    """Write down what became of tries."""
    tries = [
        {
            "id": one.begun.try_id,
            "outcome": one.answered.outcome,
            "code": one.answered.code,
            "ms": one.answered.ms,
            "excerpt": one.answered.excerpt,
        }
        for one in ended
    ]
    deliveries = [
        {
            "id": one.begun.id,
            "state": one.state,
            "outcome": one.answered.outcome,
            "code": one.answered.code,
            "due_at": one.again or now,
            "ended_at": None if one.state is DeliveryState.QUEUED else now,
        }
        for one in ended
    ]
    await tx.execute(END_TRY, tries)
    await tx.execute(END, deliveries)


async def hurry(tx: Tx, endpoint_id: int, now: datetime) -> None:
    """What waits for the endpoint is due now."""
    await tx.execute(HURRY, {"endpoint_id": endpoint_id, "now": now})
    await wake(tx)


async def release(tx: Tx, endpoint_id: int, mine: UUID) -> None:
    """Let others serve the endpoint; harmless when the claim was lost."""
    await tx.execute(RELEASE, {"id": endpoint_id, "claim": mine})


async def replay(tx: Tx, ids: Sequence[int], oldest: datetime, now: datetime) -> int:
    """Queue these anew, with the ids they had; returns how many were not queued already."""
    asked = {"ids": list(ids), "oldest": oldest, "now": now}
    return (await tx.execute(REPLAY_THESE, asked)).rowcount


async def replay_since(
    tx: Tx, endpoint_id: int, since: datetime, oldest: datetime, now: datetime
) -> int:
    """Queue anew everything of the endpoint that occurred since then."""
    asked = {"endpoint_id": endpoint_id, "since": since, "oldest": oldest, "now": now}
    return (await tx.execute(REPLAY_SINCE, asked)).rowcount


async def forget(tx: Tx, before: datetime, most: int) -> int:
    """Remove deliveries made before then, with their tries; returns how many."""
    return (await tx.execute(FORGET, {"before": before, "most": most})).rowcount
