"""Scans as they came, each once, and those that wait for their order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, text

from orderhub.fulfilment.model.parcels import Ordered, Package, Scan, ScanState, Source
from orderhub.fulfilment.model.rows import package_of
from orderhub.fulfilment.store import packages
from orderhub.fulfilment.store.packages import ADDED, TURNS
from orderhub.infra.db import Tx

Name = tuple[str, str, str]
NOT_TAKEN = "not_taken"  # a defect: what was judged never is fresh when it is said again
SAID = "source, sender, key, order_ref, body, shops, occurred_at"
# A FROM item over the parameter `:scans`, which `records_of` makes, with the columns of `SAID`.
RECORDS = """
    jsonb_to_recordset(cast(:scans AS jsonb)) AS s (source text, sender text, key text,
        order_ref text, body jsonb, shops integer[], occurred_at timestamptz)
"""
# Turns are taken once the scans are in, as by whoever judges parked ones again.
ADD = text(f"""
    WITH added AS (
        INSERT INTO fulfilment_scans ({SAID}, state, reason, number, received_at)
        SELECT {SAID}, 'parked', 'unknown_order', '', :now FROM {RECORDS}
        ON CONFLICT (source, sender, key) DO UPDATE
            SET state = excluded.state, reason = excluded.reason, settled_at = NULL
            WHERE fulfilment_scans.reason = :not_taken
        RETURNING id, source, sender, key
    ), turns AS MATERIALIZED ({TURNS.format(when="WHERE (SELECT count(*) FROM added) > 0")})
    SELECT added.*, (SELECT count(*) FROM turns) AS turns FROM added
""")
KNOWN = text("""
    SELECT source, sender, key, state, reason, number FROM fulfilment_scans
    WHERE (source, sender, key) IN (
        SELECT * FROM unnest(
            cast(:sources AS text[]), cast(:senders AS text[]), cast(:keys AS text[])))
""")
FORGET_NOT_TAKEN = text("""
    DELETE FROM fulfilment_scans WHERE reason = :not_taken AND (source, sender, key) IN (
        SELECT * FROM unnest(
            cast(:sources AS text[]), cast(:senders AS text[]), cast(:keys AS text[])))
""")
KNOWN_KEYS = text("""
    SELECT key FROM fulfilment_scans
    WHERE source = :source AND sender = :sender AND key = ANY(:keys)
""")
SETTLE = text(f"""
    WITH settled AS (
    UPDATE fulfilment_scans f SET state = s.state, reason = s.reason, order_id = s.order_id,
        shop_id = s.shop_id, number = s.number,
        settled_at = CASE WHEN s.state = 'parked' THEN NULL ELSE cast(:now AS timestamptz) END
    FROM unnest(cast(:ids AS bigint[]), cast(:states AS text[]), cast(:reasons AS text[]),
        cast(:order_ids AS bigint[]), cast(:shop_ids AS integer[]), cast(:numbers AS text[]))
        AS s (id, state, reason, order_id, shop_id, number)
    WHERE f.id = s.id
    ), {ADDED}
    SELECT * FROM added
""")
PARKED = text(f"""
    SELECT id, {SAID}, received_at FROM fulfilment_scans
    WHERE state = 'parked' AND id > :after ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a scan, and its order if it has one."""

    id: int
    state: ScanState
    reason: str
    order: Ordered | None


async def add(
    tx: Tx, scans: Sequence[Scan], order_ids: Collection[int], now: datetime
) -> dict[int, int]:
    """Place among `scans` → id of those that their sender had not said before, parked until they
    are settled. If there are any, `tx` takes its turn about the parcels of these orders, as by
    `packages.lock`."""
    places: dict[Name, int] = {}
    for at, scan in enumerate(scans):
        places.setdefault(name_of(scan), at)
    first = [scans[places[name]] for name in sorted(places)]  # one order of locking
    said = {"scans": records_of(first), "ids": sorted(order_ids)}
    added = await tx.execute(ADD, {**said, "now": now, "not_taken": NOT_TAKEN})
    return {places[row.source, row.sender, row.key]: row.id for row in added}


async def known(tx: Tx, scans: Sequence[Scan]) -> dict[Name, tuple[ScanState, str, str]]:
    """Name → state, reason and order number of scans that were said before."""
    rows = await tx.execute(KNOWN, _names(scans))
    return {
        (row.source, row.sender, row.key): (ScanState(row.state), row.reason, row.number)
        for row in rows
    }


async def forget_not_taken(tx: Tx, scans: Sequence[Scan]) -> None:
    """Those of the scans that were set aside are said again, each by its orders' shares."""
    await tx.execute(FORGET_NOT_TAKEN, {**_names(scans), "not_taken": NOT_TAKEN})


async def known_keys(tx: Tx, scan: Scan, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which the scan's sender said something before."""
    asked = {"source": scan.source, "sender": scan.sender, "keys": list(keys)}
    return set((await tx.execute(KNOWN_KEYS, asked)).scalars())


async def settle(
    tx: Tx, settled: Sequence[Settled], packed: Sequence[packages.Packed], now: datetime
) -> list[Package]:
    """Write down what became of them, and the new packages that they are; the caller holds their
    orders' locks."""
    columns = {
        "ids": [one.id for one in settled],
        "states": [one.state for one in settled],
        "reasons": [one.reason for one in settled],
        "order_ids": [one.order and one.order.id for one in settled],
        "shop_ids": [one.order and one.order.shop_id for one in settled],
        "numbers": [one.order.number if one.order else "" for one in settled],
    }
    asked = {**columns, "packages": packages.records_of(packed), "now": now}
    return [package_of(row) for row in (await tx.execute(SETTLE, asked)).mappings()]


async def parked(tx: Tx, after: int, limit: int) -> list[tuple[int, Scan, datetime]]:
    """(id, scan, when it came) of scans that wait, beyond the id `after`, oldest first, locked."""
    rows = (await tx.execute(PARKED, {"after": after, "limit": limit})).mappings()
    return [(row["id"], scan_of(row), row["received_at"]) for row in rows]


def records_of(scans: Sequence[Scan]) -> str:
    """Scans as the rows of a statement, in one JSON text."""
    records = [
        {
            "source": scan.source,
            "sender": scan.sender,
            "key": scan.key,
            "order_ref": scan.order_ref,
            "body": {
                "carrier": scan.carrier,
                "waybill_no": scan.waybill_no,
                "units": dict(scan.units),
                "replaces": scan.replaces,
                "weight_g": scan.weight_g,
                "part": scan.part,
            },
            "shops": None if scan.shops is None else sorted(scan.shops),
            "occurred_at": scan.occurred_at,
        }
        for scan in scans
    ]
    return orjson.dumps(records).decode()


def scan_of(row: RowMapping) -> Scan:
    """What `records_of` made a row of."""
    body: Mapping[str, Any] = row["body"]
    return Scan(
        source=Source(row["source"]),
        sender=row["sender"],
        key=row["key"],
        order_ref=row["order_ref"],
        occurred_at=row["occurred_at"],
        shops=None if row["shops"] is None else frozenset(row["shops"]),
        **body,
    )


def name_of(scan: Scan) -> Name:
    """By which its sender says it once."""
    return (scan.source, scan.sender, scan.key)


def _names(scans: Sequence[Scan]) -> dict[str, list[str]]:
    return {
        "sources": [scan.source for scan in scans],
        "senders": [scan.sender for scan in scans],
        "keys": [scan.key for scan in scans],
    }
