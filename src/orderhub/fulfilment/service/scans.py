"""Taking scans in: each once, applied to its order, parked, or handed to a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orderhub.fulfilment.events import scan_excepted
from orderhub.fulfilment.model.parcels import Excepted, Parked, Scan, ScanState
from orderhub.fulfilment.service.judging import SCANS, Effects, Open, Taken, apply, judged, rounds
from orderhub.fulfilment.service.shared import spread
from orderhub.fulfilment.store import accepted, warehouses
from orderhub.fulfilment.store import scans as store
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing, standings

PARKED_FOR = timedelta(days=7)
AT_ONCE = 2_000
# Of a parcel with several orders the sender hears what matters most.
GRAVITY = {
    ScanState.REPEATED: 0,
    ScanState.APPLIED: 1,
    ScanState.PARKED: 2,
    ScanState.EXCEPTED: 3,
}


@dataclass(frozen=True, slots=True)
class Handed:
    """Scans that are handed in by one call."""

    scans: Sequence[Scan]
    at: datetime


async def take_scans(tx: Tx, scans: Sequence[Scan], now: datetime) -> list[Taken]:
    """Each scan once, by its sender's key; outcomes in the same order. An order out of the
    sender's sight is as unknown as one that is not there."""
    return (await take_handed(tx, [Handed(scans, now)]))[0]


async def take_handed(tx: Tx, handed: Sequence[Handed]) -> list[list[Taken]]:
    """As `take_scans` for several calls at once."""
    now = max(one.at for one in handed)
    scans = await _of_parts(tx, [scan for one in handed for scan in one.scans])
    orders = await _orders_of(tx, scans)
    said = [(scan, _seen(orders, scan)) for scan in scans]
    shares = await spread(tx, said)
    fresh = await store.add(tx, [scan for _, (scan, _) in shares], now)
    effects = Effects()
    results: dict[int, Taken] = {}
    waiting = [Open.among(at, scan_id, *shares[at][1]) for at, scan_id in fresh.items()]
    for turn in rounds(waiting):
        taken = await apply(tx, await judged(tx, turn), now, effects)
        results.update(zip((one.at for one in turn), taken, strict=True))
    await effects.write(tx, now)
    results |= await _repeated(
        tx, {at: scan for at, (_, (scan, _)) in enumerate(shares) if at not in fresh}
    )
    told: dict[int, list[Taken]] = {}
    for at, (place, _) in enumerate(shares):
        told.setdefault(place, []).append(replace(results[at], key=scans[place].key))
    gravest = iter([max(told[at], key=_gravity) for at in range(len(scans))])
    return [[next(gravest) for _ in one.scans] for one in handed]


async def refold(tx: Tx, now: datetime) -> int:
    """Judge parked scans again whose order came meanwhile; those older than a week go to a person.
    Returns how many were settled."""
    parked = await store.parked(tx, AT_ONCE)
    orders = await _orders_of(tx, [scan for _, scan, _ in parked])
    old = {scan_id for scan_id, _, received_at in parked if received_at <= now - PARKED_FOR}
    waiting = [
        Open.among(at, scan_id, scan, _seen(orders, scan))
        for at, (scan_id, scan, _) in enumerate(parked)
    ]
    effects = Effects()
    settled = 0
    for turn in rounds(waiting):
        verdicts = [
            (one, Excepted("never_matched") if isinstance(verdict, Parked) else verdict)
            for one, verdict in await judged(tx, turn)
            if one.id in old or not isinstance(verdict, Parked)
        ]
        settled += len(await apply(tx, verdicts, now, effects))
    await effects.write(tx, now)
    return settled


async def accept_handed(tx: Tx, handed: Sequence[Handed]) -> None:
    """Keep the scans of several calls until they are taken, in the order in which they come."""
    scans = [scan for one in handed for scan in one.scans]
    await accepted.add(tx, scans, max(one.at for one in handed))


async def set_aside(tx: Tx, accepted_id: int, now: datetime) -> None:
    """A person must look at an accepted scan that could not be taken; said again, it is judged."""
    aside = await accepted.set_aside(tx, accepted_id, store.NOT_TAKEN, now)
    if aside is not None:
        scan_id, order_ref = aside
        await Effects(events=[scan_excepted(scan_id, store.NOT_TAKEN, order_ref, now)]).write(
            tx, now
        )


async def _of_parts(tx: Tx, scans: Sequence[Scan]) -> list[Scan]:
    """A label may show the code of a part instead of the order's number."""
    codes = await warehouses.parts_by_code(tx, sorted({scan.order_ref for scan in scans}))
    return [
        replace(scan, order_ref=codes[scan.order_ref][0], part=codes[scan.order_ref][1])
        if scan.order_ref in codes
        else scan
        for scan in scans
    ]


async def _orders_of(tx: Tx, scans: Sequence[Scan]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    if scans:
        for standing in await standings(tx, refs=sorted({scan.order_ref for scan in scans})):
            for ref in {standing.number, standing.external_no}:
                found.setdefault(ref, []).append(standing)
    return found


async def _repeated(tx: Tx, scans: Mapping[int, Scan]) -> dict[int, Taken]:
    known = await store.known(tx, list(scans.values())) if scans else {}
    results: dict[int, Taken] = {}
    for at, scan in scans.items():
        state, reason, number = known[store.name_of(scan)]
        told = ScanState.REPEATED if state is ScanState.APPLIED else state
        SCANS.labels(scan.source, ScanState.REPEATED).inc()
        results[at] = Taken(scan.key, told, reason, number)
    return results


def _gravity(taken: Taken) -> int:
    return GRAVITY[taken.state]


def _seen(orders: Mapping[str, Sequence[Standing]], scan: Scan) -> list[Standing]:
    found = orders.get(scan.order_ref, ())
    return [one for one in found if scan.shops is None or one.shop_id in scan.shops]
