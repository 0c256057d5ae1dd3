"""Circuits (熔断) of (channel, app key, API): open after a burst of silence, tried by one probe."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.infra.db import Database, Tx

BURST = 5  # silences in a row, none longer after the last than BURST_WITHIN_S
BURST_WITHIN_S = 60
FIRST_PROBE_S = 5
LONGEST_PROBE_S = 60.0

SILENT = text(f"""
    UPDATE token_buckets SET
        failures = CASE WHEN failed_at > clock_timestamp() - interval '{BURST_WITHIN_S} seconds'
            THEN failures + 1 ELSE 1 END,
        failed_at = clock_timestamp()
    WHERE channel = :channel AND app_key = :app_key AND api = :api AND opened_at IS NULL
    RETURNING failures
""")
BREAK = text("""
    UPDATE token_buckets SET opened_at = coalesce(opened_at, clock_timestamp()),
        probe_wait_s = CASE WHEN opened_at IS NULL THEN :first
            ELSE least(probe_wait_s * 2, :longest) END,
        probe_at = clock_timestamp() + make_interval(secs => CASE WHEN opened_at IS NULL THEN :first
            ELSE least(probe_wait_s * 2, :longest) END)
    WHERE channel = :channel AND app_key = :app_key AND api = :api
""")
MEND = text("""
    UPDATE token_buckets SET failures = 0, opened_at = NULL, probe_at = NULL, probe_wait_s = 0,
        day_limit = CASE WHEN used > day_limit THEN NULL ELSE day_limit END
    WHERE channel = :channel AND app_key = :app_key AND api = :api
""")
OPEN = text("""
    SELECT channel, app_key, min(opened_at) AS since FROM token_buckets
    WHERE opened_at IS NOT NULL AND channel = ANY(:channels)
    GROUP BY channel, app_key
""")
NEXT_PROBE = text("""
    SELECT min(probe_at) FROM token_buckets
    WHERE opened_at IS NOT NULL AND channel = :channel AND api = ANY(:apis)
""")
Which = tuple[str, str, str]


async def fail(
    db: Database,
    which: Which,
    *,
    probe: bool,
    at_once: bool = False,
    longest_s: float = LONGEST_PROBE_S,
) -> None:
    """The channel was silent: a burst (`at_once`: one) opens the circuit, a failed probe doubles
    the wait up to `longest_s`."""
    row = _row(which)
    spans = {"first": float(FIRST_PROBE_S), "longest": longest_s}
    async with db.transaction() as tx:
        failures = (await tx.execute(SILENT, row)).scalar_one_or_none()
        if probe or (failures is not None and (at_once or failures >= BURST)):
            await tx.execute(BREAK, {**row, **spans})


async def mend(db: Database, which: Which) -> None:
    """The channel answered: the circuit is closed; a day's quota that it exceeds is forgotten."""
    async with db.transaction() as tx:
        await tx.execute(MEND, _row(which))


async def open_since(tx: Tx, channels: Collection[str]) -> Mapping[tuple[str, str], datetime]:
    """(Channel, app key) of the open circuits → since when the oldest is open."""
    found = await tx.execute(OPEN, {"channels": list(channels)})
    return {(row.channel, row.app_key): row.since for row in found}


async def next_probe(tx: Tx, channel: str, apis: Collection[str]) -> datetime | None:
    """When one of these APIs may be tried again; None when no circuit of theirs is open."""
    asked = {"channel": channel, "apis": list(apis)}
    return (await tx.execute(NEXT_PROBE, asked)).scalar_one()


def _row(which: Which) -> dict[str, Any]:
    channel, app_key, api = which
    return {"channel": channel, "app_key": app_key, "api": api}
