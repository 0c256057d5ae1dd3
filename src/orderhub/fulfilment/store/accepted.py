"""Scans that are accepted and not yet taken: a queue, emptied by one process at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text

from orderhub.fulfilment.model.parcels import Scan
from orderhub.fulfilment.store.scans import RECORDS, SAID, records_of
from orderhub.infra.db import Tx
from orderhub.infra.shards import lock_class

CHANNEL = "orderhub_accepted_scans"
LOCK = lock_class("fulfilment.accepted")
ADD = text(f"""
    WITH added AS (
        INSERT INTO fulfilment_accepted_scans ({SAID}, accepted_at)
        SELECT {SAID}, :now FROM {RECORDS})
    SELECT pg_notify('{CHANNEL}', '')
""")
# An order's scans are judged in the order in which they came, so nobody else takes meanwhile. The
# lock is asked for once, before any row is looked at.
_FIRST = f"""
    SELECT id FROM fulfilment_accepted_scans
    WHERE (SELECT pg_try_advisory_xact_lock({LOCK}, 0)) ORDER BY id LIMIT :most
"""
FIRST = text(_FIRST)
TAKE = text(f"""
    DELETE FROM fulfilment_accepted_scans WHERE id = ANY(ARRAY({_FIRST})) RETURNING id, {SAID}
""")
TAKE_ONE = text(f"DELETE FROM fulfilment_accepted_scans WHERE id = :id RETURNING {SAID}")
# Unread: what cannot be taken may be what cannot be read.
SET_ASIDE = text(f"""
    WITH gone AS (DELETE FROM fulfilment_accepted_scans WHERE id = :id RETURNING *)
    INSERT INTO fulfilment_scans ({SAID}, state, reason, number, received_at, settled_at)
    SELECT {SAID}, 'excepted', :reason, '', :now, :now FROM gone
    ON CONFLICT (source, sender, key) DO NOTHING RETURNING id, order_ref
""")
OLDEST = text("SELECT accepted_at FROM fulfilment_accepted_scans ORDER BY id LIMIT 1")


async def add(tx: Tx, scans: Sequence[Scan], now: datetime) -> None:
    """Queue them and wake whoever takes."""
    await tx.execute(ADD, {"scans": records_of(scans), "now": now})


async def take(tx: Tx, most: int) -> list[RowMapping]:
    """The oldest, which `tx` takes off, for `scan_of`; none while another process is at it."""
    rows = (await tx.execute(TAKE, {"most": most})).mappings()
    return sorted(rows, key=lambda row: row["id"])


async def first(tx: Tx, most: int) -> Sequence[int]:
    """The oldest, which nobody takes while `tx` goes on; none while another process is at it."""
    return (await tx.execute(FIRST, {"most": most})).scalars().all()


async def take_one(tx: Tx, accepted_id: int) -> RowMapping:
    """This one, which `tx` takes off, for `scan_of`."""
    return (await tx.execute(TAKE_ONE, {"id": accepted_id})).mappings().one()


async def set_aside(tx: Tx, accepted_id: int, reason: str, now: datetime) -> tuple[int, str] | None:
    """Make it an excepted scan; its id there and the order it names, None where it is known."""
    asked = {"id": accepted_id, "reason": reason, "now": now}
    row = (await tx.execute(SET_ASIDE, asked)).one_or_none()
    return None if row is None else (row.id, row.order_ref)


async def oldest(tx: Tx) -> datetime | None:
    """Since when the first of them waits."""
    return await tx.scalar(OLDEST)
