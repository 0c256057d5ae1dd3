"""Scans that are accepted and not yet taken: a queue, emptied by one process at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Scan
from orderhub.fulfilment.store.scans import records_of, scan_of
from orderhub.infra.db import Tx
from orderhub.infra.shards import lock_class

CHANNEL = "orderhub_accepted_scans"
LOCK = lock_class("fulfilment.accepted")
COLUMNS = "source, sender, key, order_ref, body, shops, occurred_at"
ADD = text(f"""
    WITH added AS (
        INSERT INTO fulfilment_accepted_scans ({COLUMNS}, accepted_at)
        SELECT {COLUMNS}, :now
        FROM jsonb_to_recordset(cast(:scans AS jsonb)) AS s (source text, sender text, key text,
            order_ref text, body jsonb, shops integer[], occurred_at timestamptz))
    SELECT pg_notify('{CHANNEL}', '')
""")
# An order's scans are judged in the order in which they came, so nobody else takes meanwhile.
TAKE = text(f"""
    DELETE FROM fulfilment_accepted_scans WHERE id = ANY(ARRAY(
        SELECT a.id FROM (SELECT pg_try_advisory_xact_lock({LOCK}, 0) AS held OFFSET 0) AS mine,
            fulfilment_accepted_scans a
        WHERE mine.held ORDER BY a.id LIMIT :most))
    RETURNING id, {COLUMNS}
""")
OLDEST = text("SELECT accepted_at FROM fulfilment_accepted_scans ORDER BY id LIMIT 1")
DROP = text("DELETE FROM fulfilment_accepted_scans WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One of them and its place in the queue."""

    id: int
    scan: Scan


async def add(tx: Tx, scans: Sequence[Scan], now: datetime) -> None:
    """Queue them and wake whoever takes."""
    await tx.execute(ADD, {"scans": records_of(scans), "now": now})


async def take(tx: Tx, most: int) -> list[Accepted]:
    """The oldest, which `tx` takes off; none while another process is at it."""
    rows = (await tx.execute(TAKE, {"most": most})).mappings()
    return sorted((Accepted(row["id"], scan_of(row)) for row in rows), key=lambda one: one.id)


async def oldest(tx: Tx) -> datetime | None:
    """Since when the first of them waits."""
    return await tx.scalar(OLDEST)


async def drop(tx: Tx, accepted_id: int) -> bool:
    """Take this one off; False when somebody else did."""
    return (await tx.execute(DROP, {"id": accepted_id})).rowcount == 1
