"""Waybills that are followed, and the lines of their routes, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.rows import (
    PACKAGE_COLUMNS,
    TRACKING_COLUMNS,
    package_of,
    tracking_of,
)
from orderhub.fulfilment.model.tracking import Condition, Point, Tracking
from orderhub.infra.db import Tx

WANT = text(f"""
    INSERT INTO trackings (waybill_no, carrier, round, state, condition, said, changed_at)
    VALUES (:no, :carrier, 1, 'wanted', 'waiting', '', :now)
    ON CONFLICT (waybill_no) DO UPDATE SET state = 'wanted', carrier = excluded.carrier,
        changed_at = excluded.changed_at
    WHERE trackings.state = 'unasked'
    RETURNING {TRACKING_COLUMNS}
""")
MEET = text("""
    INSERT INTO trackings (waybill_no, carrier, round, state, condition, said, changed_at)
    VALUES (:no, '', 1, 'unasked', 'waiting', '', :now) ON CONFLICT (waybill_no) DO NOTHING
""")
GET = text(f"SELECT {TRACKING_COLUMNS} FROM trackings WHERE waybill_no = :no FOR UPDATE")
SAVE = text("""
    UPDATE trackings SET round = :round, state = :state, condition = :condition, said = :said,
        said_at = :said_at, heard_at = :heard_at, asked_at = :asked_at, changed_at = :now
    WHERE waybill_no = :no
""")
ADD_POINTS = text("""
    INSERT INTO tracking_points (waybill_no, key, occurred_at, said, condition, received_at)
    SELECT :no, key, at, said, condition, :now FROM unnest(
        cast(:keys AS text[]), cast(:ats AS timestamptz[]), cast(:saids AS text[]),
        cast(:conditions AS text[])) AS told (key, at, said, condition)
    ON CONFLICT DO NOTHING
""")
UNFOLLOWED = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages p
    WHERE id > :after AND shipped_at > :since AND step IN ('shipped', 'in_transit')
        AND NOT EXISTS (SELECT 1 FROM trackings t
            WHERE t.waybill_no = p.waybill_no AND t.state <> 'unasked')
    ORDER BY id LIMIT :limit
""")
LAST_WORD = "greatest(heard_at, asked_at, queried_at)"
TAKE_SILENT = text(f"""
    UPDATE trackings t SET queried_at = :now FROM (
        SELECT waybill_no FROM trackings
        WHERE state = 'subscribed' AND {LAST_WORD} < :before AND EXISTS (
            SELECT 1 FROM packages p WHERE p.waybill_no = trackings.waybill_no
                AND p.step IN ('shipped', 'in_transit') AND p.shipped_at > :since)
        ORDER BY {LAST_WORD} LIMIT :limit FOR UPDATE SKIP LOCKED) AS silent
    WHERE t.waybill_no = silent.waybill_no
    RETURNING t.waybill_no
""")
OF_ORDER = text("""
    SELECT p.waybill_no, t.condition FROM packages p
    JOIN trackings t ON t.waybill_no = p.waybill_no
    WHERE p.order_id = :order_id ORDER BY p.id
""")


async def want(tx: Tx, package: Package, now: datetime) -> Tracking | None:
    """Let the package's waybill be followed; None when it is already."""
    row = {"no": package.waybill_no, "carrier": package.carrier, "now": now}
    found = (await tx.execute(WANT, row)).mappings().one_or_none()
    return None if found is None else tracking_of(found)


async def meet(tx: Tx, waybill_no: str, now: datetime) -> Tracking:
    """The waybill's tracking, locked; one that nobody asked for when there was none."""
    await tx.execute(MEET, {"no": waybill_no, "now": now})
    found = await get(tx, waybill_no)
    if found is None:
        raise RuntimeError("a tracking went away while it was read")
    return found


async def get(tx: Tx, waybill_no: str) -> Tracking | None:
    """Locked."""
    row = (await tx.execute(GET, {"no": waybill_no})).mappings().one_or_none()
    return None if row is None else tracking_of(row)


async def save(tx: Tx, after: Tracking, now: datetime) -> None:
    """Save what changed; the caller holds it locked."""
    row = {
        "no": after.waybill_no,
        "round": after.round,
        "state": after.state,
        "condition": after.condition,
        "said": after.said,
        "said_at": after.said_at,
        "heard_at": after.heard_at,
        "asked_at": after.asked_at,
        "now": now,
    }
    await tx.execute(SAVE, row)


async def add_points(tx: Tx, waybill_no: str, points: Sequence[Point], now: datetime) -> bool:
    """Keep the lines that are not there yet; False when all were."""
    row = {
        "no": waybill_no,
        "keys": [point.key for point in points],
        "ats": [point.at for point in points],
        "saids": [point.said for point in points],
        "conditions": [point.condition for point in points],
        "now": now,
    }
    return (await tx.execute(ADD_POINTS, row)).rowcount > 0


async def unfollowed(tx: Tx, after: int, since: datetime, limit: int) -> list[Package]:
    """Parcels on their way that left since then and that nobody follows, by rising id."""
    asked = {"after": after, "since": since, "limit": limit}
    return [package_of(row) for row in (await tx.execute(UNFOLLOWED, asked)).mappings()]


async def take_silent(
    tx: Tx, now: datetime, before: datetime, since: datetime, limit: int
) -> list[str]:
    """Waybills of parcels that left after `since` and of which nothing was heard, asked or queried
    since `before`, the longest silent first; from now on they count as queried."""
    asked = {"now": now, "before": before, "since": since, "limit": limit}
    return [row.waybill_no for row in await tx.execute(TAKE_SILENT, asked)]


async def conditions_of(tx: Tx, order_id: int) -> list[tuple[str, Condition]]:
    """(waybill, condition) of the order's parcels that are followed, oldest first."""
    rows = await tx.execute(OF_ORDER, {"order_id": order_id})
    return [(row.waybill_no, Condition(row.condition)) for row in rows]
