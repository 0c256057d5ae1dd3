"""What the screens ask about routes of parcels."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from orderhub.fulfilment.model.rows import TRACKING_COLUMNS, tracking_of
from orderhub.fulfilment.model.tracking import Tracking, TrackingState
from orderhub.infra.db import Tx

WAYBILL = text("""
    SELECT waybill_no FROM packages
    WHERE id = :id AND (cast(:shops AS integer[]) IS NULL OR shop_id = ANY(:shops))
""")
TRACKINGS = text(f"SELECT {TRACKING_COLUMNS} FROM trackings WHERE waybill_no = ANY(:nos)")
POINTS = text("""
    SELECT key, occurred_at, said, condition FROM tracking_points
    WHERE waybill_no = :no ORDER BY occurred_at DESC, received_at DESC, key LIMIT 300
""")
COUNTS = text("""
    SELECT (SELECT count(*) FROM (SELECT 1 FROM trackings WHERE state = asked LIMIT 10000) t) AS n,
        asked FROM unnest(cast(:states AS text[])) AS asked
""")


async def route_of(
    tx: Tx, shops: Sequence[int] | None, package_id: int
) -> tuple[Tracking | None, Sequence[Mapping[Any, Any]]] | None:
    """How the package's waybill is followed and its route, newest line first; None when there is
    no such package in sight."""
    asked = {"id": package_id, "shops": None if shops is None else list(shops)}
    waybill_no = (await tx.execute(WAYBILL, asked)).scalar_one_or_none()
    if waybill_no is None:
        return None
    known = await followed(tx, [waybill_no])
    points = list((await tx.execute(POINTS, {"no": waybill_no})).mappings())
    return known.get(waybill_no), points


async def followed(tx: Tx, waybill_nos: Sequence[str]) -> dict[str, Tracking]:
    """How those of the waybills that are followed fare."""
    rows = (await tx.execute(TRACKINGS, {"nos": list(waybill_nos)})).mappings()
    return {row["waybill_no"]: tracking_of(row) for row in rows}


async def counted(tx: Tx) -> dict[TrackingState, int]:
    """Waybills by state, at most 10,000 each."""
    rows = await tx.execute(COUNTS, {"states": [state.value for state in TrackingState]})
    return {TrackingState(row.asked): row.n for row in rows}
