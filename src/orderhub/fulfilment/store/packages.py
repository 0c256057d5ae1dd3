"""Packages and their waybills."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.parcels import Ordered, Package, Scan
from orderhub.fulfilment.model.rows import PACKAGE_COLUMNS, package_of
from orderhub.infra.db import Tx

# One order's parcels are judged by one transaction at a time.
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('fulfilment.order', :order_id))")
OF_ORDERS = text(f"SELECT {PACKAGE_COLUMNS} FROM packages WHERE order_id = ANY(:ids) ORDER BY id")
BY_ID = text(f"SELECT {PACKAGE_COLUMNS} FROM packages WHERE id = :id")
OF_WAYBILL = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages
    WHERE id IN (SELECT package_id FROM waybills WHERE waybill_no = :no) ORDER BY id
""")
WAYBILLS = text("SELECT order_id, waybill_no, package_id FROM waybills WHERE order_id = ANY(:ids)")
REPLACED = text("""
    SELECT replaces FROM waybills WHERE package_id = :id AND waybill_no = :no
""")
ADD = text(f"""
    INSERT INTO packages (order_id, shop_id, number, external_no, source, carrier, waybill_no, step,
        units, weight_g, shipped_at, step_at, created_at, version, part)
    VALUES (:order_id, :shop_id, :number, :external_no, :source, :carrier, :waybill_no, 'shipped',
        cast(:units AS jsonb), :weight_g, :at, :at, :now, 1, :part)
    RETURNING {PACKAGE_COLUMNS}
""")
NOTE_WAYBILL = text("""
    INSERT INTO waybills (order_id, waybill_no, package_id, carrier, replaces, noted_at)
    VALUES (:order_id, :waybill_no, :package_id, :carrier, :replaces, :now)
""")
SAVE = text("""
    UPDATE packages SET carrier = :carrier, waybill_no = :waybill_no, step = :step,
        units = cast(:units AS jsonb), step_at = :step_at, version = version + 1
    WHERE id = :id AND version = :version
""")
UNAGREED = text(f"""
    SELECT {PACKAGE_COLUMNS} FROM packages p WHERE agreed_at IS NULL AND shipped_at < :before
        AND NOT EXISTS (
            SELECT 1 FROM disagreements d WHERE d.order_id = p.order_id AND d.healed_at IS NULL)
    ORDER BY shipped_at LIMIT :limit
""")
AGREE = text("UPDATE packages SET agreed_at = :now WHERE id = ANY(:ids) AND agreed_at IS NULL")


async def lock(tx: Tx, order_id: int) -> None:
    """Take turns about one order's parcels until commit. Callers with several lock by rising id."""
    await tx.execute(LOCK, {"order_id": order_id})


async def of_orders(tx: Tx, order_ids: Sequence[int]) -> dict[int, list[Package]]:
    """Order → its packages, oldest first."""
    found: dict[int, list[Package]] = {order_id: [] for order_id in order_ids}
    for row in (await tx.execute(OF_ORDERS, {"ids": list(order_ids)})).mappings():
        found[row["order_id"]].append(package_of(row))
    return found


async def waybills_of(tx: Tx, order_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Order → every waybill it ever had → the package."""
    found: dict[int, dict[str, int]] = {order_id: {} for order_id in order_ids}
    for row in await tx.execute(WAYBILLS, {"ids": list(order_ids)}):
        found[row.order_id][row.waybill_no] = row.package_id
    return found


async def of_waybill(tx: Tx, waybill_no: str) -> list[Package]:
    """Packages that have or had this waybill (merged orders share one)."""
    rows = (await tx.execute(OF_WAYBILL, {"no": waybill_no})).mappings()
    return [package_of(row) for row in rows]


async def get(tx: Tx, package_id: int) -> Package | None:
    row = (await tx.execute(BY_ID, {"id": package_id})).mappings().one_or_none()
    return None if row is None else package_of(row)


async def replaced_by(tx: Tx, package: Package) -> str:
    """The waybill that the package's current one took the place of; "" when it is the first."""
    asked = {"id": package.id, "no": package.waybill_no}
    return (await tx.execute(REPLACED, asked)).scalar_one_or_none() or ""


async def add(
    tx: Tx, order: Ordered, scan: Scan, units: Mapping[str, int], now: datetime
) -> Package:
    """A new package with its first waybill; the caller holds the order's lock."""
    row = {
        "order_id": order.id,
        "shop_id": order.shop_id,
        "number": order.number,
        "external_no": order.external_no,
        "source": scan.source,
        "carrier": scan.carrier,
        "waybill_no": scan.waybill_no,
        "units": orjson.dumps(dict(units)).decode(),
        "weight_g": scan.weight_g,
        "part": scan.part,
        "at": scan.occurred_at,
        "now": now,
    }
    package = package_of((await tx.execute(ADD, row)).mappings().one())
    await note_waybill(tx, package, "", now)
    return package


async def note_waybill(tx: Tx, package: Package, replaces: str, now: datetime) -> None:
    """Write the package's waybill into its history."""
    row = {
        "order_id": package.order_id,
        "waybill_no": package.waybill_no,
        "package_id": package.id,
        "carrier": package.carrier,
        "replaces": replaces,
        "now": now,
    }
    await tx.execute(NOTE_WAYBILL, row)


async def save(tx: Tx, after: Package) -> Package:
    """Save what changed; the caller holds the order's lock, so that its version is the newest."""
    row = {
        "id": after.id,
        "carrier": after.carrier,
        "waybill_no": after.waybill_no,
        "step": after.step,
        "units": orjson.dumps(dict(after.units)).decode(),
        "step_at": after.step_at,
        "version": after.version,
    }
    if (await tx.execute(SAVE, row)).rowcount != 1:
        raise RuntimeError("a package was changed without its order's lock")
    return replace(after, version=after.version + 1)


async def unagreed(tx: Tx, before: datetime, limit: int) -> list[Package]:
    """Packages that left before then and that no channel has shown to know, oldest first."""
    rows = (await tx.execute(UNAGREED, {"before": before, "limit": limit})).mappings()
    return [package_of(row) for row in rows]


async def agree(tx: Tx, package_ids: Sequence[int], now: datetime) -> None:
    """The channel shows their order as shipped."""
    await tx.execute(AGREE, {"ids": list(package_ids), "now": now})
