"""Packages and their waybills."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Ordered, Package, Scan, Sent
from orderhub.fulfilment.model.rows import PACKAGE_COLUMNS, package_of
from orderhub.infra.db import Tx

# One order's parcels are judged by one transaction at a time.
TURNS = """
    SELECT pg_advisory_xact_lock(hashtextextended('fulfilment.order', id))
    FROM unnest(cast(:ids AS bigint[])) WITH ORDINALITY AS o (id, place) {when} ORDER BY place
"""
LOCK = text(TURNS.format(when=""))
OF_ORDERS = text(f"SELECT {PACKAGE_COLUMNS} FROM packages WHERE order_id = ANY(:ids) ORDER BY id")
BY_ID = text(f"SELECT {PACKAGE_COLUMNS} FROM packages WHERE id = :id")
OF_WAYBILL = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages
    WHERE id IN (SELECT package_id FROM waybills WHERE waybill_no = :no) ORDER BY id
""")
FIRST_OF = text(f"""
    SELECT DISTINCT ON (w.waybill_no) w.waybill_no AS asked, p.* FROM waybills w
    JOIN (SELECT {PACKAGE_COLUMNS} FROM packages) p ON p.id = w.package_id
    WHERE w.waybill_no = ANY(:nos) ORDER BY w.waybill_no, p.id
""")
# One row at least, for what is split has parts before it has packages.
SENT = text(f"""
    SELECT parted.parts, p.*,
        (SELECT jsonb_object_agg(w.waybill_no, w.replaces) FROM waybills w
            WHERE w.package_id = p.id) AS waybills
    FROM (SELECT (SELECT jsonb_agg(jsonb_build_array(order_id, part, lines)) FROM delivery_orders
            WHERE order_id = ANY(:ids) AND lines IS NOT NULL) AS parts) AS parted
    LEFT JOIN (SELECT {PACKAGE_COLUMNS} FROM packages) p ON p.order_id = ANY(:ids)
    ORDER BY p.id
""")
# New packages of the parameter `:packages`, which `records_of` makes, with their first waybills.
ADDED = f"""
    added AS (
        INSERT INTO packages (order_id, shop_id, number, external_no, source, carrier, waybill_no,
            step, units, weight_g, shipped_at, step_at, created_at, version, part, lines)
        SELECT order_id, shop_id, number, external_no, source, carrier, waybill_no, 'shipped',
            units, weight_g, at, at, :now, 1, part, lines
        FROM jsonb_to_recordset(cast(:packages AS jsonb)) AS p (order_id bigint, shop_id integer,
            number text, external_no text, source text, carrier text, waybill_no text, units jsonb,
            weight_g integer, at timestamptz, part integer, lines jsonb)
        RETURNING {PACKAGE_COLUMNS}
    ), noted AS (
        INSERT INTO waybills (order_id, waybill_no, package_id, carrier, replaces, noted_at)
        SELECT order_id, waybill_no, id, carrier, '', :now FROM added
    )
"""
NOTE_WAYBILL = text("""
    INSERT INTO waybills (order_id, waybill_no, package_id, carrier, replaces, noted_at)
    VALUES (:order_id, :waybill_no, :package_id, :carrier, :replaces, :now)
""")
SAVE = text("""
    UPDATE packages SET carrier = :carrier, waybill_no = :waybill_no, step = :step,
        units = cast(:units AS jsonb), lines = cast(:lines AS jsonb), step_at = :step_at,
        version = version + 1
    WHERE id = :id AND version = :version
""")
UNAGREED = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages p
    WHERE agreed_at IS NULL AND shipped_at < :before AND id > :after
        AND NOT EXISTS (
            SELECT 1 FROM disagreements d WHERE d.order_id = p.order_id AND d.healed_at IS NULL)
    ORDER BY id LIMIT :limit
""")
AGREE = text("UPDATE packages SET agreed_at = :now WHERE id = ANY(:ids) AND agreed_at IS NULL")


async def lock(tx: Tx, order_ids: Collection[int]) -> None:
    """Take turns about these orders' parcels until commit, by rising id."""
    await tx.execute(LOCK, {"ids": sorted(order_ids)})


async def of_orders(tx: Tx, order_ids: Sequence[int]) -> dict[int, list[Package]]:
    """Order → its packages, oldest first."""
    found: dict[int, list[Package]] = {order_id: [] for order_id in order_ids}
    for row in (await tx.execute(OF_ORDERS, {"ids": list(order_ids)})).mappings():
        found[row["order_id"]].append(package_of(row))
    return found


async def sent(tx: Tx, order_ids: Collection[int]) -> dict[int, Sent]:
    """Order → what left of it."""
    found = {order_id: Sent() for order_id in order_ids}
    for row in (await tx.execute(SENT, {"ids": list(order_ids)})).mappings():
        columns = dict(row)
        parts = columns.pop("parts")
        waybills: dict[str, str] = columns.pop("waybills") or {}
        for order_id, part, lines in parts or ():
            found[order_id].parts[part] = lines
        if row["id"] is None:
            continue
        package = package_of(columns)
        mine = found[package.order_id]
        mine.packages.append(package)
        mine.waybills |= dict.fromkeys(waybills, package.id)
        mine.replaced |= {(package.id, no): was for no, was in waybills.items() if was}
    return found


async def of_waybill(tx: Tx, waybill_no: str) -> list[Package]:
    """Packages that have or had this waybill (merged orders share one)."""
    rows = (await tx.execute(OF_WAYBILL, {"no": waybill_no})).mappings()
    return [package_of(row) for row in rows]


async def get(tx: Tx, package_id: int) -> Package | None:
    row = (await tx.execute(BY_ID, {"id": package_id})).mappings().one_or_none()
    return None if row is None else package_of(row)


async def first_of(tx: Tx, waybills: Sequence[str]) -> dict[str, Package]:
    """Waybill → the oldest package that ever had it."""
    found: dict[str, Package] = {}
    for row in (await tx.execute(FIRST_OF, {"nos": list(waybills)})).mappings():
        found[row["asked"]] = package_of({k: v for k, v in row.items() if k != "asked"})
    return found


@dataclass(frozen=True, slots=True)
class Packed:
    """What a scan says of a new package."""

    order: Ordered
    scan: Scan
    units: Mapping[str, int]
    lines: Mapping[str, int]


def records_of(packed: Sequence[Packed]) -> str:
    """New packages as the rows of a statement, in one JSON text."""
    records = [
        {
            "order_id": one.order.id,
            "shop_id": one.order.shop_id,
            "number": one.order.number,
            "external_no": one.order.external_no,
            "source": one.scan.source,
            "carrier": one.scan.carrier,
            "waybill_no": one.scan.waybill_no,
            "units": dict(one.units),
            "weight_g": one.scan.weight_g,
            "at": one.scan.occurred_at,
            "part": one.scan.part,
            "lines": dict(one.lines),
        }
        for one in packed
    ]
    return orjson.dumps(records).decode()


async def note_waybill(tx: Tx, package: Package, replaces: str, now: datetime) -> None:
    """Write the package's other waybill into its history."""
    row = {
        "order_id": package.order_id,
        "waybill_no": package.waybill_no,
        "package_id": package.id,
        "carrier": package.carrier,
    }
    await tx.execute(NOTE_WAYBILL, {**row, "replaces": replaces, "now": now})


async def save(tx: Tx, after: Package) -> Package:
    """Save what changed; the caller holds the order's lock, so that its version is the newest."""
    row = {
        "id": after.id,
        "carrier": after.carrier,
        "waybill_no": after.waybill_no,
        "step": after.step,
        "units": orjson.dumps(dict(after.units)).decode(),
        "lines": orjson.dumps(dict(after.lines)).decode(),
        "step_at": after.step_at,
        "version": after.version,
    }
    if (await tx.execute(SAVE, row)).rowcount != 1:
        raise RuntimeError("a package was changed without its order's lock")
    return replace(after, version=after.version + 1)


async def unagreed(tx: Tx, before: datetime, after: int, limit: int) -> list[Package]:
    """Packages beyond the id `after` that left before then and that no channel has shown to know,
    oldest first."""
    asked = {"before": before, "after": after, "limit": limit}
    rows = (await tx.execute(UNAGREED, asked)).mappings()
    return [package_of(row) for row in rows]


async def agree(tx: Tx, package_ids: Sequence[int], now: datetime) -> None:
    """The channel shows their order as shipped."""
    await tx.execute(AGREE, {"ids": list(package_ids), "now": now})
