"""Durable timers (定时器): one row per (kind, key); the ticker runs what is due, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from orderhub.infra.db import Tx
from orderhub.infra.tx import text

# Timers of a query or of VALUES, also as a part of a statement that makes what they are for.
PUT = """
INSERT INTO timers (kind, key, due_at, payload) {timers}
ON CONFLICT (kind, key) DO UPDATE SET
    due_at = excluded.due_at, payload = excluded.payload, attempts = 0,
    claim = NULL, claimed_until = NULL, last_error = NULL
"""
SCHEDULE = text(PUT.format(timers="VALUES (:kind, :key, :due_at, cast(:payload AS jsonb))"))
ENSURE = text("""
INSERT INTO timers (kind, key, due_at) VALUES (:kind, :key, :due_at) ON CONFLICT DO NOTHING
""")
SCHEDULE_MANY = text(
    PUT.format(
        timers="""SELECT * FROM unnest(cast(:kinds AS text[]), cast(:keys AS text[]),
            cast(:dues AS timestamptz[]), cast(:payloads AS jsonb[]))"""
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """`attempts` counts the failed runs since it was scheduled."""

    kind: str
    key: str
    due_at: datetime
    payload: dict[str, Any]
    attempts: int = 0


async def schedule(
    tx: Tx, kind: str, key: str, due_at: datetime, payload: dict[str, Any] | None = None
) -> None:
    """Run `kind` for `key` at `due_at` (database time); an existing one is moved."""
    row = {
        "kind": kind,
        "key": key,
        "due_at": due_at,
        "payload": orjson.dumps(payload or {}).decode(),
    }
    await tx.execute(SCHEDULE, row)


async def ensure(tx: Tx, kind: str, key: str, due_at: datetime) -> None:
    """Schedule it unless it is: for timers that schedule themselves again."""
    row = {"kind": kind, "key": key, "due_at": due_at}
    await tx.execute(ENSURE, row)


async def schedule_many(tx: Tx, timers: list[Timer]) -> None:
    """Like `schedule` for many at once; of repeats in the list the last one counts."""
    if not timers:
        return
    named = {(timer.kind, timer.key): timer for timer in timers}
    last = [named[name] for name in sorted(named)]  # one order of locking for all
    columns = {
        "kinds": [t.kind for t in last],
        "keys": [t.key for t in last],
        "dues": [t.due_at for t in last],
        "payloads": [orjson.dumps(t.payload).decode() for t in last],
    }
    await tx.execute(SCHEDULE_MANY, columns)


async def cancel(tx: Tx, kind: str, key: str) -> bool:
    """Take the timer away; False when there was none."""
    gone = await tx.execute(
        text("DELETE FROM timers WHERE kind = :kind AND key = :key"), {"kind": kind, "key": key}
    )
    return gone.rowcount == 1
