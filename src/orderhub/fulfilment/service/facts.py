"""What fulfilment states about orders (architecture §4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orderhub.fulfilment.model.parcels import Package, Scan
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.infra.ids import new_id
from orderhub.orders.facade import Fact


def parcel_fact(package: Package, source: str, now: datetime) -> Fact:
    """The parcel as it stands. The key rises with the version, so that of two words about one
    instant the newer one counts."""
    return Fact(
        order_id=package.order_id,
        source=source,
        kind="parcel",
        key=f"{package.id}:{package.version:06}",
        occurred_at=package.step_at,
        learned_at=now,
        data={
            "parcel": f"P{package.id}",
            "step": package.step,
            "units": dict(package.units),
            "lines": dict(package.lines),
            "carrier": package.carrier,
            "waybill_no": package.waybill_no,
        },
    )


def warehouse_fact(delivery: DeliveryOrder, told: DeliveryState, now: datetime) -> Fact:
    """Whether the warehouse works on the order (仓库作业) since it gave this answer."""
    data: dict[str, Any] = {"on": told is DeliveryState.ACCEPTED, "asked_as": delivery.asked_as}
    if delivery.part:
        data["name"] = str(delivery.part)
    return _fact_of(delivery, "warehouse", told, data, now)


def address_fact(delivery: DeliveryOrder, token: str, now: datetime) -> Fact:
    """The address is another than the warehouse was told, so it is asked to leave the order."""
    return _fact_of(delivery, "address", token, {"reason_code": delivery.asked_as}, now)


def merge_fact(order_id: int, others: Sequence[str], by: str | None, now: datetime) -> Fact:
    """With which orders it travels as one (合单), by number; none: alone from now on. `by` is the
    person who wants it, None for a rule."""
    return Fact(
        order_id=order_id,
        source="person" if by else "rule",
        kind="merge" if others else "apart",
        key=new_id(),
        occurred_at=now,
        learned_at=now,
        data={"on": bool(others), "reason_code": " + ".join(others) or None},
        actor=by or "",
    )


def split_fact(order_id: int, parts: int, by: str | None, now: datetime) -> Fact:
    """In how many parts it leaves, 0: as a whole again. `by` is the person who wants it, None
    where nothing was left to decide."""
    return Fact(
        order_id=order_id,
        source="person" if by else "rule",
        kind="split",
        key=new_id(),
        occurred_at=now,
        learned_at=now,
        data={"on": parts > 0, "reason_code": str(parts) if parts else None},
        actor=by or "",
    )


def _fact_of(
    delivery: DeliveryOrder, kind: str, word: str, data: dict[str, Any], now: datetime
) -> Fact:
    return Fact(
        order_id=delivery.order_id,
        source="wms",
        kind=kind,
        key=f"{delivery.asked_as}:{word}",
        occurred_at=now,
        learned_at=now,
        data=data,
    )


def exception_fact(order_id: int, scan: Scan, scan_id: int, reason: str, now: datetime) -> Fact:
    """The order becomes an exception until a person clears it."""
    return Fact(
        order_id=order_id,
        source=scan.source,
        kind="exception",
        key=f"scan:{scan_id}",
        occurred_at=now,
        learned_at=now,
        data={"on": True, "reason_code": reason, "waybill_no": scan.waybill_no},
    )
