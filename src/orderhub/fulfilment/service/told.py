"""What a system that is no warehouse of ours tells of parcels: packed, left, signed for, back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orderhub.fulfilment.model.parcels import Scan, ScanState
from orderhub.fulfilment.service.scans import Taken, take_scans
from orderhub.fulfilment.service.steps import move_parcel
from orderhub.fulfilment.store import packages
from orderhub.infra.db import Tx
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import Fact, Standing, learn, standings


class ParcelEvent(StrEnum):
    """How far a parcel is; `packed`: the warehouse works on its order."""

    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the parcel that `scan` describes; its `key` is the sender's for the event."""

    event: ParcelEvent
    scan: Scan


async def take_told(tx: Tx, told: Sequence[Told], now: datetime) -> list[Taken | Refusal]:
    """Each once, whatever their order, outcomes in the same order. A Refusal tells what is not
    known yet (`unknown_order`, `ambiguous_order`, `unknown_parcel`): say it again later."""
    orders = await _locked(tx, told)
    left = [one.scan for one in told if one.event is ParcelEvent.SHIPPED]
    taken = iter(await take_scans(tx, left, now))
    outcomes: dict[int, Taken | Refusal] = {
        place: next(taken) for place, one in enumerate(told) if one.event is ParcelEvent.SHIPPED
    }
    for place, one in enumerate(told):
        if one.event is not ParcelEvent.SHIPPED:
            outcomes[place] = await _step(tx, one, orders.get(one.scan.order_ref, []), now)
    return [outcomes[place] for place in range(len(told))]


async def _locked(tx: Tx, told: Sequence[Told]) -> dict[str, list[Standing]]:
    """Orders by what rows call them, locked by rising id before anything is done about one."""
    found: dict[str, list[Standing]] = {}
    refs = sorted({one.scan.order_ref for one in told})
    for standing in sorted(await standings(tx, refs=refs), key=lambda order: order.id):
        await packages.lock(tx, [standing.id])
        for ref in {standing.number, standing.external_no}:
            found.setdefault(ref, []).append(standing)
    return found


async def _step(tx: Tx, told: Told, found: Sequence[Standing], now: datetime) -> Taken | Refusal:
    if not found:
        return Refusal("unknown_order", "there is no such order here yet")
    if len(found) > 1:
        return Refusal("ambiguous_order", "several orders fit this number")
    order, scan = found[0], told.scan
    if told.event is ParcelEvent.PACKED:
        learned = await learn(tx, [_packed(order, scan, now)])
        new = any(one.result == "changed" for one in learned)
        state = ScanState.APPLIED if new else ScanState.REPEATED
        return Taken(scan.key, state, number=order.number)
    parcels = await packages.of_waybill(tx, scan.waybill_no)
    mine = next((parcel for parcel in parcels if parcel.order_id == order.id), None)
    if mine is None:
        return Refusal("unknown_parcel", "no parcel of the order has this waybill yet")
    moved = await move_parcel(tx, mine, told.event, scan.source, (scan.occurred_at, now))
    state = ScanState.APPLIED if moved else ScanState.REPEATED
    return Taken(scan.key, state, number=order.number)


def _packed(order: Standing, scan: Scan, now: datetime) -> Fact:
    """The same key once more changes nothing."""
    return Fact(
        order_id=order.id,
        source=scan.source,
        kind="warehouse",
        key=f"{scan.sender}:{scan.key}",
        occurred_at=scan.occurred_at,
        learned_at=now,
        data={"on": True},
    )
