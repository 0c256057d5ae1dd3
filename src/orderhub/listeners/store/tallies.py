"""Counts of what did not match, by listener and hour."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.listeners.model import Count, Tally

ADD = text("""
    INSERT INTO listener_tallies AS t (listener_id, hour, unmatched, failed, capped, error)
    SELECT :id, date_trunc('hour', cast(:now AS timestamptz)), :unmatched, :failed, :capped, :error
    WHERE EXISTS (SELECT FROM listeners WHERE id = :id)
    ON CONFLICT (listener_id, hour) DO UPDATE SET unmatched = t.unmatched + excluded.unmatched,
        failed = t.failed + excluded.failed, capped = t.capped + excluded.capped,
        error = coalesce(nullif(excluded.error, ''), t.error)
""")
DAY = text("""
    SELECT l.id, coalesce(r.acted, 0) AS acted,
        coalesce(r.skipped, 0) + coalesce(t.capped, 0) AS skipped,
        coalesce(t.unmatched, 0) AS unmatched, coalesce(t.failed, 0) AS failed,
        coalesce(t.error, '') AS error
    FROM listeners l
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'acted') AS acted,
            count(*) FILTER (WHERE state <> 'acted') AS skipped
        FROM listener_runs WHERE listener_id = l.id AND at > :since) r ON true
    LEFT JOIN LATERAL (SELECT sum(unmatched)::bigint AS unmatched, sum(failed)::bigint AS failed,
            sum(capped)::bigint AS capped,
            (array_agg(error ORDER BY hour DESC) FILTER (WHERE error <> ''))[1] AS error
        FROM listener_tallies WHERE listener_id = l.id AND hour > :since) t ON true
    WHERE cast(:listener_id AS integer) IS NULL OR l.id = :listener_id
""")
FORGET = text("DELETE FROM listener_tallies WHERE hour < :before")


async def add(tx: Tx, counted: Mapping[int, Count], now: datetime) -> None:
    """Add what a process counted, in one order for everybody."""
    for listener_id in sorted(counted):
        one = counted[listener_id]
        row = {
            "id": listener_id,
            "now": now,
            "unmatched": one.unmatched,
            "failed": one.failed,
            "capped": one.capped,
            "error": one.error,
        }
        await tx.execute(ADD, row)


async def of_a_day(tx: Tx, now: datetime, listener_id: int | None = None) -> dict[int, Tally]:
    """The last 24 hours of every listener, or of one."""
    asked = {"since": now - timedelta(days=1), "listener_id": listener_id}
    found = await tx.execute(DAY, asked)
    return {
        row.id: Tally(row.acted, row.skipped, row.unmatched, row.failed, row.error) for row in found
    }


async def forget(tx: Tx, before: datetime) -> None:
    """Remove hours before this."""
    await tx.execute(FORGET, {"before": before})
