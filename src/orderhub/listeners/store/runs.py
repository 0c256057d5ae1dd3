"""Runs: one row per match, which is what makes acting at most once per event and listener."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.listeners.model import (
    CAP_WINDOW,
    SKIPS_KEPT,
    Happening,
    Listener,
    Memory,
    RunState,
)

# Who matched acts alone until commit: so neither the cap nor the debounce is passed by two at once.
TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtext('listeners.act'))")
REMEMBER = text("""
    SELECT
        (SELECT max(at) FROM listener_runs WHERE listener_id = :id AND number = :number
            AND state = 'acted' AND at > :debounce) AS last_at,
        (SELECT count(*) FROM (SELECT FROM listener_runs WHERE listener_id = :id
            AND at > :hour AND state = 'acted' LIMIT :cap) AS a) AS acted,
        (SELECT count(*) FROM (SELECT FROM listener_runs WHERE listener_id = :id
            AND at > :hour AND state <> 'acted' LIMIT :most) AS s) AS skips
""")
BEGIN = text("""
    INSERT INTO listener_runs (listener_id, version, event_id, event, number, shop_id, state,
        until, told, outcomes, occurred_at, at)
    VALUES (:id, :version, :event_id, :event, :number, :shop_id, :state, :until,
        cast(:told AS jsonb), '[]', :occurred_at, :now)
    ON CONFLICT (listener_id, event_id) DO NOTHING RETURNING id
""")
END = text("UPDATE listener_runs SET outcomes = cast(:outcomes AS jsonb) WHERE id = :id")
FORGET = text("""
    DELETE FROM listener_runs WHERE id IN (
        SELECT id FROM listener_runs WHERE at < :before ORDER BY id LIMIT :most)
""")


@dataclass(frozen=True, slots=True)
class NewRun:
    """A match to be written down, with the values its condition looked at."""

    event_id: str
    happening: Happening
    state: RunState
    until: datetime | None
    values: Mapping[str, Any]


async def take_turns(tx: Tx) -> None:
    """Wait for whoever acts at the moment."""
    await tx.execute(TAKE_TURNS)


async def remember(tx: Tx, listener: Listener, number: str, now: datetime) -> Memory:
    """What the listener did on this order, and within the hour."""
    given = {
        "id": listener.id,
        "number": number,
        "debounce": now - timedelta(minutes=listener.spec.debounce_minutes),
        "hour": now - CAP_WINDOW,
        "cap": listener.spec.runs_per_hour,
        "most": SKIPS_KEPT,
    }
    row = (await tx.execute(REMEMBER, given)).one()
    return Memory(row.last_at, row.acted, row.skips)


async def begin(tx: Tx, listener: Listener, run: NewRun, now: datetime) -> int | None:
    """Its id; None when this listener has answered this event already."""
    row = {
        "id": listener.id,
        "version": listener.version,
        "event_id": run.event_id,
        "event": run.happening.kind,
        "number": run.happening.number,
        "shop_id": run.happening.shop_id,
        "state": run.state,
        "until": run.until,
        "told": orjson.dumps(run.values).decode(),
        "occurred_at": run.happening.at,
        "now": now,
    }
    return (await tx.execute(BEGIN, row)).scalar_one_or_none()


async def end(tx: Tx, run_id: int, outcomes: Sequence[Mapping[str, Any]]) -> None:
    """What its actions did."""
    given = {"id": run_id, "outcomes": orjson.dumps(list(outcomes)).decode()}
    await tx.execute(END, given)


async def forget(tx: Tx, before: datetime, most: int) -> int:
    """Remove runs older than this, some at once; returns how many."""
    return (await tx.execute(FORGET, {"before": before, "most": most})).rowcount
