"""The queue of each endpoint: rows in, one worker at a time, each key's events by turn."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from orderhub.infra.bus import Message
from orderhub.infra.bus.records import MESSAGES, records_of
from orderhub.infra.db import Tx
from orderhub.infra.notices import notify
from orderhub.partners.model.deliveries import Begun, Claimed, DeliveryState, Ended
from orderhub.partners.store.endpoints import LOCK

CHANNEL = "orderhub_partners"
# An endpoint is served for 2 + 10 + 10 s at most; that of a worker that died rests until then.
CLAIM_FOR = timedelta(seconds=40)
CLAIMED = ("claimed_id", "state", "wrapped_key", "sealed")
# One row for each endpoint that wants the event: what makes it exactly once.
QUEUE = text(f"""
    INSERT INTO partners_deliveries (endpoint_id, event_id, topic, key, version, occurred_at, data,
        state, outcome, code, tries, replays, created_at, due_at)
    SELECT e.id, m.id, m.topic, m.key, m.version, m.occurred_at, m.data,
        'queued', '', '', 0, 0, :now, :now
    FROM {MESSAGES}
    JOIN partners_endpoints e ON m.topic = ANY(e.topics)
        AND (cardinality(e.shop_ids) = 0 OR (m.data ->> 'shop_id')::integer = ANY(e.shop_ids))
    ORDER BY m.place, e.id
    ON CONFLICT (endpoint_id, event_id) DO NOTHING
""")
# The first of its key goes; the later ones wait for it, whatever became of it so far. `min` is
# asked row by row, the oldest first: as NOT EXISTS it made a join of all that waits at every batch.
_FIRST = """
    d.endpoint_id = e.id AND d.state = 'queued' AND d.due_at <= :now
    AND d.id = (SELECT min(b.id) FROM partners_deliveries b
        WHERE b.endpoint_id = d.endpoint_id AND b.key = d.key AND b.state = 'queued')
"""
# What is in hand, with the id of its try. State and time are asked again of each row itself: who
# had the endpoint a moment ago may have changed what is still seen here.
# The array keeps the planner from looking for them anew at each queued row.
_BEGUN = """
    begun AS (
        UPDATE partners_deliveries SET tries = tries + 1, outcome = 'unknown', code = ''
        WHERE state = 'queued' AND due_at <= :now AND id = ANY(ARRAY({which}))
        RETURNING id, endpoint_id, event_id, topic, key, version, occurred_at, data, tries
    ), noted AS (
        INSERT INTO partners_tries (delivery_id, number, at, outcome, code, excerpt)
        SELECT id, tries, :now, 'unknown', '', '' FROM begun RETURNING id AS try_id, delivery_id
    )
"""
_FIRST_DUE = _BEGUN.format(
    which=f"""
        SELECT due.id FROM claimed e, LATERAL (
            SELECT first.id, row_number() OVER () AS place FROM (
                SELECT d.id FROM partners_deliveries d WHERE {_FIRST}
                ORDER BY d.due_at, d.id LIMIT :most) AS first) AS due
        WHERE e.state <> 'broken' OR due.place = 1"""
)
CLAIM = text(f"""
    WITH claimed AS (
        UPDATE partners_endpoints SET claim = :claim, claimed_until = now() + :claim_for
        WHERE id = (
            SELECT e.id FROM partners_endpoints e, LATERAL (
                SELECT d.id FROM partners_deliveries d WHERE {_FIRST}
                ORDER BY d.due_at, d.id LIMIT 1) AS due
            WHERE (e.state = 'active' OR (e.state = 'broken' AND e.probe_at <= :now))
                AND (e.claimed_until IS NULL OR e.claimed_until < now())
            ORDER BY e.served_at NULLS FIRST, e.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED)
        RETURNING id, state, wrapped_key, sealed
    ), {_FIRST_DUE}
    SELECT c.id AS claimed_id, c.state, c.wrapped_key, c.sealed, noted.try_id, begun.*
    FROM claimed c LEFT JOIN (begun JOIN noted ON noted.delivery_id = begun.id) ON true
    ORDER BY begun.id
""")
# What already is in hand stays out.
_MORE_DUE = _BEGUN.format(
    which=f"""
        SELECT d.id FROM partners_deliveries d JOIN partners_endpoints e ON e.id = :endpoint_id
            AND e.claim = :claim AND e.claimed_until > now() AND e.state = ANY(:states)
        WHERE {_FIRST} AND d.id <> ALL(cast(:in_hand AS bigint[]))
        ORDER BY d.due_at, d.id LIMIT :most"""
)
MORE = text(f"""
    WITH {_MORE_DUE}, released AS (
        UPDATE partners_endpoints SET claim = NULL, claimed_until = NULL, served_at = now()
        WHERE id = :endpoint_id AND claim = :claim
            AND cardinality(cast(:in_hand AS bigint[])) = 0 AND NOT EXISTS (SELECT FROM begun)
    )
    SELECT noted.try_id, begun.* FROM begun JOIN noted ON noted.delivery_id = begun.id
    ORDER BY begun.id
""")
# The endpoint is locked before its deliveries are touched, as by whoever removes it.
END = text(f"""
    WITH held AS MATERIALIZED ({LOCK.text}), ended AS MATERIALIZED (
        SELECT t.* FROM held, jsonb_to_recordset(cast(:ended AS jsonb)) AS t (try_id bigint,
            id bigint, state text, outcome text, code text, ms integer, excerpt text,
            due_at timestamptz, ended_at timestamptz)
    ), tried AS (
        UPDATE partners_tries t SET outcome = e.outcome, code = e.code, ms = e.ms,
            excerpt = e.excerpt
        FROM ended e WHERE t.id = e.try_id
    ), delivered AS (
        UPDATE partners_deliveries d SET state = e.state, outcome = e.outcome, code = e.code,
            due_at = e.due_at, ended_at = e.ended_at
        FROM ended e WHERE d.id = e.id AND d.state = 'queued'
    )
    SELECT * FROM held
""")
HURRY = text("""
    UPDATE partners_deliveries SET due_at = :now
    WHERE endpoint_id = :endpoint_id AND state = 'queued' AND due_at > :now
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


async def queue(tx: Tx, messages: Sequence[Message], now: datetime) -> int:
    """One delivery for each endpoint that subscribed to an event, in the order of `messages`;
    returns how many are new."""
    asked = {"messages": records_of(messages), "now": now}
    made = (await tx.execute(QUEUE, asked)).rowcount
    if made:
        wake(tx)
    return made


def wake(tx: Tx) -> None:
    """Tell the workers at commit that something may be due."""
    notify(tx, CHANNEL)


async def claim(tx: Tx, mine: UUID, most: int, now: datetime) -> tuple[Claimed, list[Begun]] | None:
    """Take the endpoint that waited longest and has something due, and the first due delivery of up
    to `most` keys in hand, of one key where it is broken; each try is written down as unknown
    before anything leaves."""
    asked = {"claim": mine, "claim_for": CLAIM_FOR, "most": most, "now": now}
    rows = [dict(row) for row in (await tx.execute(CLAIM, asked)).mappings()]
    if not rows:
        return None
    of = [[row.pop(name) for name in CLAIMED] for row in rows]
    endpoint_id, *rest = of[0]
    return Claimed(endpoint_id, mine, *rest), [_begun(row) for row in rows if row["id"]]


async def more(
    tx: Tx, claimed: Claimed, in_hand: Sequence[int], most: int, now: datetime
) -> list[Begun]:
    """Take up to `most` more in hand beside those `in_hand`, while the endpoint is as it was
    claimed. Where nothing is in hand then, others may serve it; harmless when the claim was
    lost."""
    asked = {
        "endpoint_id": claimed.endpoint_id,
        "claim": claimed.mine,
        "states": [claimed.state],
        "in_hand": list(in_hand),
        "most": most,
        "now": now,
    }
    return [_begun(row) for row in (await tx.execute(MORE, asked)).mappings()]


def _begun(row: Mapping[Any, Any]) -> Begun:
    return Begun(**{str(name): value for name, value in row.items()})


async def end(
    tx: Tx, endpoint_id: int, ended: Sequence[Ended], now: datetime
) -> Mapping[str, Any] | None:
    """Write down what became of tries at an endpoint; its row without secrets, locked, None when it
    is no more."""
    records = [
        {
            "try_id": one.begun.try_id,
            "id": one.begun.id,
            "state": one.state,
            "outcome": one.answered.outcome,
            "code": one.answered.code,
            "ms": one.answered.ms,
            "excerpt": one.answered.excerpt,
            "due_at": one.again or now,
            "ended_at": None if one.state is DeliveryState.QUEUED else now,
        }
        for one in ended
    ]
    asked = {"id": endpoint_id, "ended": orjson.dumps(records).decode()}
    row = (await tx.execute(END, asked)).mappings().one_or_none()
    return None if row is None else {**row}


async def hurry(tx: Tx, endpoint_id: int, now: datetime) -> None:
    """What waits for the endpoint is due now."""
    await tx.execute(HURRY, {"endpoint_id": endpoint_id, "now": now})
    wake(tx)


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
