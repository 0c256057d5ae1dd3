"""Taking scans in: each once, applied to its order, parked, or handed to a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from prometheus_client import Counter

from orderhub.fulfilment.decide.scans import judge_scan
from orderhub.fulfilment.events import PARCEL_SHIPPED, parcel_moved, scan_excepted
from orderhub.fulfilment.model.parcels import (
    Excepted,
    More,
    New,
    Ordered,
    Package,
    Parked,
    Repeated,
    Rewaybilled,
    Scan,
    ScanState,
    Verdict,
)
from orderhub.fulfilment.service.facts import exception_fact, parcel_fact
from orderhub.fulfilment.service.orders import about, ordered
from orderhub.fulfilment.service.shared import spread
from orderhub.fulfilment.store import packages as packages_store
from orderhub.fulfilment.store import scans as store
from orderhub.fulfilment.store import warehouses
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import registry
from orderhub.kernel.events import Event
from orderhub.orders.facade import Fact, Standing, learn, standings

PARKED_FOR = timedelta(days=7)
AT_ONCE = 2_000
# Of a parcel with several orders the sender hears what matters most.
GRAVITY = {
    ScanState.REPEATED: 0,
    ScanState.APPLIED: 1,
    ScanState.PARKED: 2,
    ScanState.EXCEPTED: 3,
}
SCANS = Counter(
    "hub_fulfilment_scans", "Scans by what became of them", ("source", "outcome"), registry=registry
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one scan; `number` is its order's, "" while unknown."""

    key: str
    state: ScanState
    reason: str = ""
    number: str = ""


@dataclass(slots=True)
class _Effects:
    """What a batch of scans leads to, written at its end."""

    facts: list[Fact] = field(default_factory=list[Fact])
    events: list[Event] = field(default_factory=list[Event])


async def take_scans(
    tx: Tx,
    scans: Sequence[Scan],
    now: datetime,
    sees: Callable[[int], bool] = lambda _: True,
) -> list[Taken]:
    """Each scan once, by its sender's key; outcomes in the same order. An order out of the
    sender's sight is as unknown as one that is not there."""
    scans = await _of_parts(tx, scans)
    orders = await _orders_of(tx, scans, sees)
    effects = _Effects()
    results: dict[int, list[Taken]] = {}
    shares = await spread(tx, scans, orders)
    for place, scan in sorted(shares, key=lambda one: _lock_place(orders, one[1])):
        taken = await _take_one(tx, scan, orders, now, effects)
        results.setdefault(place, []).append(replace(taken, key=scans[place].key))
    await _finish(tx, effects, now)
    return [max(results[at], key=lambda one: GRAVITY[one.state]) for at in range(len(scans))]


async def refold(tx: Tx, now: datetime) -> int:
    """Judge parked scans again whose order came meanwhile; those older than a week go to a person.
    Returns how many were settled."""
    waiting = await store.parked(tx, AT_ONCE)
    orders = await _orders_of(tx, [scan for _, scan, _ in waiting], lambda _: True)
    effects = _Effects()
    settled = 0
    waiting.sort(key=lambda one: _lock_place(orders, one[1]))
    for scan_id, scan, received_at in waiting:
        verdict = await _judge(tx, orders.get(scan.order_ref, ()), scan)
        if isinstance(verdict, Parked):
            if received_at > now - PARKED_FOR:
                continue
            verdict = Excepted("never_matched")
        await _apply(tx, (scan_id, scan, verdict), _only(orders, scan), now, effects)
        settled += 1
    await _finish(tx, effects, now)
    return settled


async def _of_parts(tx: Tx, scans: Sequence[Scan]) -> list[Scan]:
    """A label may show the code of a part instead of the order's number."""
    codes = await warehouses.parts_by_code(tx, sorted({scan.order_ref for scan in scans}))
    return [
        replace(scan, order_ref=codes[scan.order_ref][0], part=codes[scan.order_ref][1])
        if scan.order_ref in codes
        else scan
        for scan in scans
    ]


async def _orders_of(
    tx: Tx, scans: Sequence[Scan], sees: Callable[[int], bool]
) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    if scans:
        for standing in await standings(tx, refs=sorted({scan.order_ref for scan in scans})):
            if sees(standing.shop_id):
                for ref in {standing.number, standing.external_no}:
                    found.setdefault(ref, []).append(standing)
    return found


async def _take_one(
    tx: Tx,
    scan: Scan,
    orders: Mapping[str, Sequence[Standing]],
    now: datetime,
    effects: _Effects,
) -> Taken:
    scan_id = await store.add(tx, scan, now)
    if scan_id is None:
        _, state, reason, number = await store.known(tx, scan)
        SCANS.labels(scan.source, ScanState.REPEATED).inc()
        told = ScanState.REPEATED if state is ScanState.APPLIED else state
        return Taken(scan.key, told, reason, number)
    verdict = await _judge(tx, orders.get(scan.order_ref, ()), scan)
    return await _apply(tx, (scan_id, scan, verdict), _only(orders, scan), now, effects)


async def _judge(tx: Tx, found: Sequence[Standing], scan: Scan) -> Verdict:
    if not found:
        return Parked("unknown_order")
    if len(found) > 1:
        return Excepted("ambiguous_order")
    order = ordered(found[0])
    await packages_store.lock(tx, order.id)
    parts = await warehouses.parts_of(tx, [order.id])
    order = replace(order, parts=parts.get(order.id, {}))
    packages = (await packages_store.of_orders(tx, [order.id]))[order.id]
    waybills = (await packages_store.waybills_of(tx, [order.id]))[order.id]
    return judge_scan(order, packages, waybills, scan)


async def _apply(
    tx: Tx,
    judged: tuple[int, Scan, Verdict],
    order: Ordered | None,
    now: datetime,
    effects: _Effects,
) -> Taken:
    scan_id, scan, verdict = judged
    state, reason = _outcome(verdict)
    place = (None, None, "") if order is None else (order.id, order.shop_id, order.number)
    package = await _written(tx, order, scan, verdict, now)
    if package is not None:
        effects.facts.append(parcel_fact(package, scan.source, now))
        at = package.step_at
        told = parcel_moved(PARCEL_SHIPPED, package.id, package.version, at, **about(package))
        effects.events.append(told)
    if isinstance(verdict, Excepted):
        effects.events.append(scan_excepted(scan_id, reason, place[2] or scan.order_ref, now))
        if order is not None:
            effects.facts.append(exception_fact(order.id, scan, scan_id, reason, now))
    await store.settle(tx, scan_id, (state, reason), place, now)
    SCANS.labels(scan.source, state).inc()
    return Taken(scan.key, state, reason, place[2])


async def _written(
    tx: Tx, order: Ordered | None, scan: Scan, verdict: Verdict, now: datetime
) -> Package | None:
    """The package as it stands now, None when the scan changed nothing."""
    if order is None:
        return None
    match verdict:
        case New(units):
            return await packages_store.add(tx, order, scan, units, now)
        case More(before, units):
            at = max(before.step_at, scan.occurred_at)
            return await packages_store.save(tx, replace(before, units=units, step_at=at))
        case Rewaybilled(before):
            after = replace(
                before,
                carrier=scan.carrier,
                waybill_no=scan.waybill_no,
                step_at=max(before.step_at, scan.occurred_at),
            )
            saved = await packages_store.save(tx, after)
            await packages_store.note_waybill(tx, saved, before.waybill_no, now)
            return saved
        case _:
            return None


def _outcome(verdict: Verdict) -> tuple[ScanState, str]:
    match verdict:
        case Parked(reason):
            return ScanState.PARKED, reason
        case Excepted(reason):
            return ScanState.EXCEPTED, reason
        case Repeated():
            return ScanState.REPEATED, ""
        case _:
            return ScanState.APPLIED, ""


def _lock_place(orders: Mapping[str, Sequence[Standing]], scan: Scan) -> int:
    found = orders.get(scan.order_ref, ())
    return found[0].id if found else 0


def _only(orders: Mapping[str, Sequence[Standing]], scan: Scan) -> Ordered | None:
    found = orders.get(scan.order_ref, ())
    return ordered(found[0]) if len(found) == 1 else None


async def _finish(tx: Tx, effects: _Effects, now: datetime) -> None:
    if effects.facts:
        await learn(tx, effects.facts)
    if effects.events:
        await outbox.append(tx, *effects.events)
        await live.announce(tx, "fulfilment", n=len(effects.events), at=now.isoformat())
