"""Incidents for screens, in the reader's scope; the calls that are their evidence."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.health.model.calls import CALL_COLUMNS, KeptCall
from orderhub.health.model.incident import INCIDENT_COLUMNS, Incident
from orderhub.infra.db import Tx

_SCOPE = "(cast(:shops AS integer[]) IS NULL OR shop_ids && cast(:shops AS integer[]))"
LIST = text(f"""
    SELECT {INCIDENT_COLUMNS} FROM incidents
    WHERE {_SCOPE}
      AND (cast(:current AS boolean) IS NULL OR (state <> 'resolved') = :current)
      AND (cast(:cause AS text) IS NULL OR cause = :cause)
      AND (cast(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
ONE = text(f"SELECT {INCIDENT_COLUMNS} FROM incidents WHERE id = :id AND {_SCOPE}")
CALLS = text(f"""
    SELECT {", ".join(CALL_COLUMNS)} FROM api_calls
    WHERE shop_id = ANY(:shops) AND peer = :peer AND at BETWEEN :since AND :until
      AND outcome <> 'ok'
    ORDER BY at DESC LIMIT 20
""")
OPEN_BY_CAUSE = text(
    "SELECT cause, count(*) AS n FROM incidents WHERE state <> 'resolved' GROUP BY cause"
)
AROUND = timedelta(seconds=5)


async def listed(
    tx: Tx,
    shops: Sequence[int] | None,
    *,
    current: bool | None,
    cause: str | None,
    before: int | None,
    limit: int,
) -> list[Incident]:
    """Newest first; `current`: only those that are not over, or only those that are."""
    asked = {
        "shops": None if shops is None else list(shops),
        "current": current,
        "cause": cause,
        "before": before,
        "limit": limit,
    }
    return [Incident.of(row) for row in (await tx.execute(LIST, asked)).mappings()]


async def find(tx: Tx, incident_id: int, shops: Sequence[int] | None) -> Incident | None:
    """One incident, None when there is none or none of its shops is in scope."""
    asked = {"id": incident_id, "shops": None if shops is None else list(shops)}
    row = (await tx.execute(ONE, asked)).mappings().first()
    return None if row is None else Incident.of(row)


async def evidence(
    tx: Tx, incident: Incident, shops: Sequence[int], until: datetime
) -> list[KeptCall]:
    """The last calls that failed while it lasted, newest first, as long as calls are kept."""
    asked = {
        "shops": [0] if incident.peer else list(shops),
        "peer": incident.peer,
        "since": incident.first_failed_at - AROUND,
        "until": until,
    }
    found = (await tx.execute(CALLS, asked)).mappings()
    return [KeptCall.of(row) for row in found]


async def open_by_cause(tx: Tx) -> dict[str, int]:
    """How many incidents are open, for monitors."""
    return {row.cause: row.n for row in await tx.execute(OPEN_BY_CAUSE)}
