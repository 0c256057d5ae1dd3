"""Judging a batch of scans and writing what they lead to: few statements, however many scans."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

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
    Sent,
    Verdict,
)
from orderhub.fulfilment.service.facts import exception_fact, parcel_fact
from orderhub.fulfilment.service.orders import about, ordered
from orderhub.fulfilment.service.tasks import want_told
from orderhub.fulfilment.store import packages as packages_store
from orderhub.fulfilment.store import scans as store
from orderhub.infra import live, outbox
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import registry
from orderhub.kernel.events import Event
from orderhub.orders.facade import Fact, Standing, learn

SCANS = Counter(
    "hub_fulfilment_scans", "Scans by what became of them", ("source", "outcome"), registry=registry
)
Moved = tuple[Ordered, Sent]
"""An order of which something left, and all that did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A scan to be judged and the one order that it is of; `at` is its place among its likes."""

    at: int
    id: int
    scan: Scan
    order: Ordered | None
    is_ambiguous: bool

    @classmethod
    def among(cls, at: int, scan_id: int, scan: Scan, found: Sequence[Standing]) -> "Open":
        """Of the orders that it may be of."""
        order = ordered(found[0]) if len(found) == 1 else None
        return cls(at=at, id=scan_id, scan=scan, order=order, is_ambiguous=len(found) > 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one scan; `number` is its order's, "" while unknown."""

    key: str
    state: ScanState
    reason: str = ""
    number: str = ""


@dataclass(slots=True)
class Effects:
    """What a batch of scans leads to, written at its end; `grown` are orders of which a parcel
    holds more than before."""

    facts: list[Fact] = field(default_factory=list[Fact])
    events: list[Event] = field(default_factory=list[Event])
    moved: dict[int, Moved] = field(default_factory=dict[int, Moved])
    grown: set[int] = field(default_factory=set[int])

    async def write(self, tx: Tx, now: datetime) -> None:
        """Orders learn, everybody hears of it, channels are to be told."""
        if self.facts:
            await learn(tx, self.facts)
        if self.events:
            outbox.append(tx, *self.events)
            live.announce(tx, "fulfilment", n=len(self.events), at=now.isoformat())
        await want_told(tx, self.moved.values(), self.grown, now)


def rounds(scans: Iterable[Open]) -> list[list[Open]]:
    """One scan of each order a round, orders by rising id: a later scan of an order is judged when
    the earlier one is written."""
    turns: list[list[Open]] = []
    seen: Tally[int] = Tally()
    for one in sorted(scans, key=lambda one: (_lock_place(one), one.at)):
        place = _lock_place(one)
        if (place and seen[place] == len(turns)) or not turns:
            turns.append([])
        turns[seen[place]].append(one)
        seen[place] += bool(place)
    return turns


def judged(scans: Sequence[Open], sent: Mapping[int, Sent]) -> list[tuple[Open, Verdict]]:
    """One round's scans with what they say; `sent` of their orders, which are locked."""

    def verdict(one: Open) -> Verdict:
        order = one.order
        if order is None:
            return Excepted("ambiguous_order") if one.is_ambiguous else Parked("unknown_order")
        mine = sent[order.id]
        return judge_scan(replace(order, parts=mine.parts), mine.packages, mine.waybills, one.scan)

    return [(one, verdict(one)) for one in scans]


async def apply(
    tx: Tx,
    verdicts: Sequence[tuple[Open, Verdict]],
    sent: Mapping[int, Sent],
    now: datetime,
    effects: Effects,
) -> list[Taken]:
    """Write one round, into `sent` too; outcomes in the same order."""
    written = await _written(tx, verdicts, sent, now)
    taken: list[Taken] = []
    for one, verdict in verdicts:
        state, reason = _outcome(verdict)
        order, package = one.order, written.get(one.id)
        if order is not None and package is not None:
            effects.moved[order.id] = (order, sent[order.id])
            if isinstance(verdict, More):
                effects.grown.add(order.id)
            effects.facts.append(parcel_fact(package, one.scan.source, now))
            effects.events.append(
                parcel_moved(
                    PARCEL_SHIPPED, package.id, package.version, package.step_at, **about(package)
                )
            )
        number = "" if order is None else order.number
        if isinstance(verdict, Excepted):
            effects.events.append(scan_excepted(one.id, reason, number or one.scan.order_ref, now))
            if order is not None:
                effects.facts.append(exception_fact(order.id, one.scan, one.id, reason, now))
        SCANS.labels(one.scan.source, state).inc()
        taken.append(Taken(one.scan.key, state, reason, number))
    return taken


async def _written(
    tx: Tx, verdicts: Sequence[tuple[Open, Verdict]], sent: Mapping[int, Sent], now: datetime
) -> dict[int, Package]:
    """Scan → the package as it stands now, of those that changed something."""
    written: dict[int, Package] = {}
    settled = [store.Settled(one.id, *_outcome(verdict), one.order) for one, verdict in verdicts]
    new = {
        one.order.id: (
            one,
            packages_store.Packed(one.order, one.scan, verdict.units, verdict.lines),
        )
        for one, verdict in verdicts
        if isinstance(verdict, New) and one.order is not None
    }
    packed = [packed for _, packed in new.values()]
    for package in await store.settle(tx, settled, packed, now):
        written[new[package.order_id][0].id] = package
        sent[package.order_id].put(package)
    for one, verdict in verdicts:
        at = one.scan.occurred_at
        match verdict:
            case More(before, units, lines):
                step_at = max(before.step_at, at)
                after = replace(before, units=units, lines=lines, step_at=step_at)
                written[one.id] = saved = await packages_store.save(tx, after)
                sent[saved.order_id].put(saved)
            case Rewaybilled(before):
                after = replace(
                    before,
                    carrier=one.scan.carrier,
                    waybill_no=one.scan.waybill_no,
                    step_at=max(before.step_at, at),
                )
                written[one.id] = saved = await packages_store.save(tx, after)
                await packages_store.note_waybill(tx, saved, before.waybill_no, now)
                sent[saved.order_id].put(saved, before.waybill_no)
            case _:
                continue
    return written


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


def _lock_place(one: Open) -> int:
    return one.order.id if one.order is not None else 0
