"""The record of calls in the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.health.model.calls import CALL_COLUMNS, NEWS, KeptCall, Pulse
from orderhub.infra.db import Tx, copy

PULSE = text("""
    SELECT shop_id, count(*) AS calls,
        avg((outcome = 'ok' OR code = ANY(:news))::int)::float8 AS ok_rate,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS p95_ms,
        (array_agg(code ORDER BY at DESC) FILTER (WHERE outcome <> 'ok'))[1] AS last_error_code,
        max(at) FILTER (WHERE outcome <> 'ok') AS last_error_at
    FROM api_calls WHERE shop_id = ANY(:ids) AND at > :since GROUP BY shop_id
""")
OF_ORDER = text(f"""
    SELECT {", ".join(CALL_COLUMNS)} FROM api_calls
    WHERE external_no = :external_no AND shop_id = :shop_id
       OR external_no = :number AND shop_id = 0 AND :number <> ''
    ORDER BY at DESC LIMIT :limit
""")
TRIM = text("""
    DELETE FROM api_calls WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM api_calls WHERE at < :before LIMIT :limit))
""")


async def add(tx: Tx, calls: Sequence[KeptCall]) -> int:
    """Write calls by one COPY."""
    return await copy(
        tx,
        "api_calls",
        CALL_COLUMNS,
        ([getattr(call, name) for name in CALL_COLUMNS] for call in calls),
    )


async def pulses(
    tx: Tx, shop_ids: Sequence[int], now: datetime, within: timedelta
) -> dict[int, Pulse]:
    """What the last calls of each shop say; shops without calls are absent."""
    asked = {"ids": list(shop_ids), "since": now - within, "news": sorted(NEWS)}
    found = await tx.execute(PULSE, asked)
    return {row["shop_id"]: Pulse(**row) for row in found.mappings()}


async def of_order(
    tx: Tx, shop_id: int, external_no: str, number: str, limit: int
) -> list[KeptCall]:
    """Calls about one order, newest first; `number` is ours, "" for none."""
    asked = {
        "shop_id": shop_id,
        "external_no": external_no,
        "number": number,
        "limit": limit,
    }
    found = (await tx.execute(OF_ORDER, asked)).mappings()
    return [KeptCall.of(row) for row in found]


async def trim(tx: Tx, before: datetime, limit: int) -> int:
    """Forget calls older than `before`, at most `limit`; returns how many."""
    return (await tx.execute(TRIM, {"before": before, "limit": limit})).rowcount
