"""Minutes and connections in the database: written by one statement each, never recounted."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.health.model.connection import CONNECTION_COLUMNS, Connection, Minute
from orderhub.infra.db import Tx

ADD = text("""
    INSERT INTO call_minutes AS m
    SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r (
        minute timestamptz, shop_id integer, channel text, app_key text, method text,
        direction text, ok integer, failed integer, unknown integer, codes jsonb,
        latency integer[], last_good_at timestamptz, last_error_at timestamptz, last_error text,
        peer text)
    ON CONFLICT (minute, shop_id, peer, method, direction, app_key) DO UPDATE SET
        ok = m.ok + excluded.ok,
        failed = m.failed + excluded.failed,
        unknown = m.unknown + excluded.unknown,
        codes = CASE WHEN excluded.codes = '{}' THEN m.codes ELSE (
            SELECT jsonb_object_agg(code, n) FROM (
                SELECT code, sum(cast(n AS integer)) AS n FROM (
                    SELECT * FROM jsonb_each_text(m.codes)
                    UNION ALL SELECT * FROM jsonb_each_text(excluded.codes)
                ) AS both_of (code, n) GROUP BY code) AS summed) END,
        latency = ARRAY(
            SELECT old + new FROM unnest(m.latency, excluded.latency) WITH ORDINALITY
                AS pair (old, new, place) ORDER BY place),
        last_good_at = greatest(m.last_good_at, excluded.last_good_at),
        last_error = CASE WHEN excluded.last_error_at >= coalesce(m.last_error_at, '-infinity')
            THEN excluded.last_error ELSE m.last_error END,
        last_error_at = greatest(m.last_error_at, excluded.last_error_at)
""")
# What the batch says by itself joins what was known: a streak goes on where the batch has no call
# that ends it.
JOIN = text(f"""
    INSERT INTO health_connections AS h ({CONNECTION_COLUMNS}, unjudged)
    SELECT {CONNECTION_COLUMNS}, failures > 0 FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r (
        shop_id integer, channel text, app_key text, method text, direction text,
        failures integer, goods integer, first_failed_at timestamptz, last_failed_at timestamptz,
        good_since timestamptz, last_good_at timestamptz, code text, channel_code text,
        peer text)
    ON CONFLICT (shop_id, peer, method, direction) DO UPDATE SET
        channel = excluded.channel,
        app_key = excluded.app_key,
        failures = excluded.failures
            + CASE WHEN excluded.last_good_at IS NULL THEN h.failures ELSE 0 END,
        goods = excluded.goods
            + CASE WHEN excluded.last_failed_at IS NULL THEN h.goods ELSE 0 END,
        first_failed_at = CASE
            WHEN excluded.failures = 0 THEN h.first_failed_at
            WHEN excluded.last_good_at IS NULL AND h.failures > 0 THEN h.first_failed_at
            ELSE excluded.first_failed_at END,
        good_since = CASE
            WHEN excluded.failures > 0 THEN NULL
            WHEN excluded.last_failed_at IS NOT NULL THEN excluded.good_since
            ELSE coalesce(h.good_since, excluded.good_since) END,
        code = CASE WHEN excluded.last_failed_at IS NULL THEN h.code ELSE excluded.code END,
        channel_code = CASE WHEN excluded.last_failed_at IS NULL THEN h.channel_code
            ELSE excluded.channel_code END,
        last_failed_at = greatest(h.last_failed_at, excluded.last_failed_at),
        last_good_at = greatest(h.last_good_at, excluded.last_good_at),
        unjudged = h.unjudged OR excluded.unjudged
""")
TRIM = text("""
    DELETE FROM call_minutes WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM call_minutes WHERE minute < :before LIMIT :limit))
""")


async def add(tx: Tx, rows: Sequence[Minute]) -> None:
    """Add the batch to its minutes; `rows` come in the order of their keys."""
    await tx.execute(ADD, {"rows": _json(rows)})


async def join(tx: Tx, rows: Sequence[Connection]) -> None:
    """Let the connections go on by what the batch says; failing ones are marked to be judged."""
    await tx.execute(JOIN, {"rows": _json(rows)})


async def trim(tx: Tx, before: datetime, limit: int) -> int:
    """Forget minutes older than `before`, at most `limit`; returns how many."""
    return (await tx.execute(TRIM, {"before": before, "limit": limit})).rowcount


def _json(rows: Sequence[Minute] | Sequence[Connection]) -> str:
    return orjson.dumps([asdict(row) for row in rows]).decode()
