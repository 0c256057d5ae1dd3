"""Scans as they came, each once, and those that wait for their order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Scan, ScanState, Source
from orderhub.infra.db import Tx

ADD = text("""
    INSERT INTO fulfilment_scans (source, sender, key, order_ref, body, state, reason, number,
        occurred_at, received_at)
    VALUES (:source, :sender, :key, :order_ref, cast(:body AS jsonb), 'parked', 'unknown_order', '',
        :occurred_at, :now)
    ON CONFLICT (source, sender, key) DO NOTHING RETURNING id
""")
KNOWN = text("""
    SELECT id, state, reason, number FROM fulfilment_scans
    WHERE source = :source AND sender = :sender AND key = :key
""")
KNOWN_KEYS = text("""
    SELECT key FROM fulfilment_scans
    WHERE source = :source AND sender = :sender AND key = ANY(:keys)
""")
SETTLE = text("""
    UPDATE fulfilment_scans SET state = :state, reason = :reason, order_id = :order_id,
        shop_id = :shop_id, number = :number,
        settled_at = CASE WHEN :state = 'parked' THEN NULL ELSE cast(:now AS timestamptz) END
    WHERE id = :id
""")
PARKED = text("""
    SELECT id, source, sender, key, order_ref, body, occurred_at, received_at FROM fulfilment_scans
    WHERE state = 'parked' ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")


async def add(tx: Tx, scan: Scan, now: datetime) -> int | None:
    """Its id, parked until it is settled; None when the sender said it before."""
    body = {
        "carrier": scan.carrier,
        "waybill_no": scan.waybill_no,
        "units": dict(scan.units),
        "replaces": scan.replaces,
        "weight_g": scan.weight_g,
        "part": scan.part,
    }
    row = {
        **_name(scan),
        "order_ref": scan.order_ref,
        "body": orjson.dumps(body).decode(),
        "occurred_at": scan.occurred_at,
        "now": now,
    }
    return (await tx.execute(ADD, row)).scalar_one_or_none()


async def known(tx: Tx, scan: Scan) -> tuple[int, ScanState, str, str]:
    """Id, state, reason and order number of a scan that was said before."""
    row = (await tx.execute(KNOWN, _name(scan))).one()
    return row.id, ScanState(row.state), row.reason, row.number


async def known_keys(tx: Tx, scan: Scan, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which the scan's sender said something before."""
    asked = {"source": scan.source, "sender": scan.sender, "keys": list(keys)}
    return set((await tx.execute(KNOWN_KEYS, asked)).scalars())


async def settle(
    tx: Tx,
    scan_id: int,
    outcome: tuple[ScanState, str],
    order: tuple[int | None, int | None, str],
    now: datetime,
) -> None:
    """Write down what became of it: state and reason, and the order's id, shop and number."""
    row = {
        "id": scan_id,
        "state": outcome[0],
        "reason": outcome[1],
        "order_id": order[0],
        "shop_id": order[1],
        "number": order[2],
        "now": now,
    }
    await tx.execute(SETTLE, row)


async def parked(tx: Tx, limit: int) -> list[tuple[int, Scan, datetime]]:
    """(id, scan, when it came) of scans that wait, oldest first, locked."""
    rows: Sequence[Any] = (await tx.execute(PARKED, {"limit": limit})).all()
    return [(row.id, _scan(row), row.received_at) for row in rows]


def _scan(row: Any) -> Scan:
    body: Mapping[str, Any] = row.body
    return Scan(
        source=Source(row.source),
        sender=row.sender,
        key=row.key,
        order_ref=row.order_ref,
        occurred_at=row.occurred_at,
        **body,
    )


def _name(scan: Scan) -> dict[str, str]:
    return {"source": scan.source, "sender": scan.sender, "key": scan.key}
