"""What health tells a monitor, from the database: the same at every process, no shop named."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import text

from orderhub.health.model.latency import BUCKETS, percentile
from orderhub.health.queries.incidents import open_by_cause
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import registry

WITHIN = timedelta(minutes=5)
QUANTILES = (0.5, 0.95, 0.99)
INCIDENTS = Gauge("hub_health_incidents_rows", "Open incidents", ["cause"], registry=registry)
RECENT = Gauge(
    "hub_health_recent_calls",
    "Calls of the last 5 minutes",
    ["channel", "direction", "outcome"],
    registry=registry,
)
LATENCY = Gauge(
    "hub_health_recent_latency_seconds",
    "Their duration",
    ["channel", "direction", "quantile"],
    registry=registry,
)
SILENCE = Gauge(
    "hub_health_silence_seconds",
    "Since the last good call to any shop of the channel",
    ["channel"],
    registry=registry,
)
FAILING = Gauge(
    "hub_health_failing_connections_rows",
    "APIs of shops whose last call failed",
    ["channel"],
    registry=registry,
)
_LATENCY = ", ".join(f"sum(latency[{place}])" for place in range(1, BUCKETS + 1))
CALLS = text(f"""
    SELECT channel, direction, sum(ok) AS ok, sum(failed) AS failed, sum(unknown) AS unknown,
        ARRAY[{_LATENCY}] AS latency
    FROM call_minutes WHERE minute >= :since GROUP BY 1, 2
""")
LINES = text("""
    SELECT channel, count(*) FILTER (WHERE failures > 0) AS failing,
        extract(epoch FROM :now - max(last_good_at)) AS silence
    FROM health_connections GROUP BY 1
""")


async def sample(tx: Tx, now: datetime) -> None:
    """Set the gauges by the database as it stands."""
    for gauge in (INCIDENTS, RECENT, LATENCY, SILENCE, FAILING):
        gauge.clear()
    for cause, n in (await open_by_cause(tx)).items():
        INCIDENTS.labels(cause).set(n)
    for row in (await tx.execute(CALLS, {"since": now - WITHIN})).mappings():
        _tell_calls(row)
    for row in await tx.execute(LINES, {"now": now}):
        FAILING.labels(row.channel).set(row.failing)
        if row.silence is not None:
            SILENCE.labels(row.channel).set(max(0.0, float(row.silence)))


def _tell_calls(row: Mapping[Any, Any]) -> None:
    which = (row["channel"], row["direction"])
    for outcome in ("ok", "failed", "unknown"):
        RECENT.labels(*which, outcome).set(row[outcome])
    for share in QUANTILES:
        if (ms := percentile(row["latency"], share)) is not None:
            LATENCY.labels(*which, str(share)).set(ms / 1000)
