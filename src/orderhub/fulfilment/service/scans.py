"""Taking scans in: each once, applied to its order, parked, or handed to a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orderhub.fulfilment.decide.rounds import next_after
from orderhub.fulfilment.decide.scans import after_waiting
from orderhub.fulfilment.events import scan_excepted
from orderhub.fulfilment.model.parcels import Parked, Scan, ScanState, Sent
from orderhub.fulfilment.service.judging import SCANS, Effects, Open, Taken, apply, judged, rounds
from orderhub.fulfilment.service.shared import Said, spread
from orderhub.fulfilment.store import accepted, packages, warehouses
from orderhub.fulfilment.store import scans as store
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing, standings

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
    said = await _said(tx, [scan for one in handed for scan in one.scans])
    shares = await spread(tx, said)
    if split := [said[place][0] for place, (one, _) in shares if one.key != said[place][0].key]:
        await store.forget_not_taken(tx, split)
    named = {found[0].id for _, (_, found) in shares if len(found) == 1}
    fresh = await store.add(tx, [scan for _, (scan, _) in shares], named, now)
    effects = Effects()
    results: dict[int, Taken] = {}
    waiting = [Open.among(at, scan_id, *shares[at][1]) for at, scan_id in fresh.items()]
    sent = await _sent(tx, _named(waiting))
    for turn in rounds(waiting):
        taken = await apply(tx, judged(turn, sent), sent, now, effects)
        results.update(zip((one.at for one in turn), taken, strict=True))
    await effects.write(tx, now)
    results |= await _repeated(
        tx, {at: scan for at, (_, (scan, _)) in enumerate(shares) if at not in fresh}
    )
    told: dict[int, list[Taken]] = {}
    for at, (place, _) in enumerate(shares):
        told.setdefault(place, []).append(replace(results[at], key=said[place][0].key))
    gravest = iter([max(told[at], key=_gravity) for at in range(len(said))])
    return [[next(gravest) for _ in one.scans] for one in handed]


@dataclass(frozen=True, slots=True)
class Refolded:
    """How many parked scans were settled, and after which id the next round is to look: 0 where
    this one came to the end of them."""

    settled: int
    after: int


async def refold(tx: Tx, now: datetime, after: int = 0) -> Refolded:
    """Judge parked scans beyond the id `after` again, the oldest first, whose order or parcel came
    meanwhile; those that waited too long go to a person. Many of which nobody knows the order keep
    no other waiting: round after round goes through all."""
    parked = await store.parked(tx, after, AT_ONCE)
    orders = await _orders_of(tx, {scan.order_ref for _, scan, _ in parked})
    waited = {scan_id: now - received_at for scan_id, _, received_at in parked}
    waiting = [
        Open.among(at, scan_id, scan, _seen(orders, scan))
        for at, (scan_id, scan, _) in enumerate(parked)
    ]
    effects = Effects()
    settled = 0
    named = _named(waiting)
    await packages.lock(tx, named)
    sent = await _sent(tx, named)
    for turn in rounds(waiting):
        verdicts = [
            (one, after_waiting(verdict, waited[one.id])) for one, verdict in judged(turn, sent)
        ]
        ready = [(one, verdict) for one, verdict in verdicts if not isinstance(verdict, Parked)]
        settled += len(await apply(tx, ready, sent, now, effects))
    await effects.write(tx, now)
    return Refolded(settled, next_after([scan_id for scan_id, *_ in parked], AT_ONCE))


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


async def _said(tx: Tx, scans: Sequence[Scan]) -> list[Said]:
    """The scans and the orders that each may be of. A label may show the code of a part, or of
    orders that travel as one, instead of an order's number."""
    refs = {scan.order_ref for scan in scans}
    orders = await _orders_of(tx, refs)
    if unknown := refs - orders.keys():
        codes = await warehouses.parts_by_code(tx, sorted(unknown))
        orders |= await _orders_of(tx, {number for number, _ in codes.values()} - orders.keys())
        scans = [
            replace(scan, order_ref=codes[scan.order_ref][0], part=codes[scan.order_ref][1])
            if scan.order_ref in codes
            else scan
            for scan in scans
        ]
    return [(scan, _seen(orders, scan)) for scan in scans]


async def _orders_of(tx: Tx, refs: Collection[str]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    if refs:
        for standing in await standings(tx, refs=sorted(refs)):
            for ref in {standing.number, standing.external_no}:
                found.setdefault(ref, []).append(standing)
    return found


def _named(scans: Sequence[Open]) -> set[int]:
    return {one.order.id for one in scans if one.order is not None}


async def _sent(tx: Tx, named: Collection[int]) -> dict[int, Sent]:
    return await packages.sent(tx, named) if named else {}


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
