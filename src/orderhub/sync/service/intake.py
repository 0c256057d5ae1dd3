"""Taking the rows of a page or push in: good ones to orders, bad ones aside, in one transaction."""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import psycopg

from orderhub.channels.facade import Reading, Shop
from orderhub.connector_kit.contract import Row
from orderhub.health.facade import note_rows
from orderhub.infra import live
from orderhub.infra.db import Tx, infra_error
from orderhub.kernel.errors import ContractViolation
from orderhub.orders.facade import Absorbed, Arrival, Batch, Outcome, absorb
from orderhub.sync.model import Delivery, Entered, Problem, Taken
from orderhub.sync.store import quarantine
from orderhub.sync.text import storable
from orderhub.vault.facade import keep_raw, keep_raw_under, load_ring, take_raw_refs

NOT_STORABLE = "not_storable"
VIOLATION = ContractViolation.code
SHIP_HOURS = 48.0
UNSTORABLE = (psycopg.Error, ValueError, OverflowError, orjson.JSONEncodeError)


async def take_in(tx: Tx, shop: Shop, reading: Reading, delivery: Delivery) -> Taken:
    """Absorb up to 1,000 rows and keep their bodies; a bad row is put aside, harming no other."""
    taken = await take_rows(tx, shop, reading, delivery)
    broken = [problem.field for problem in taken.problems if problem.reason == VIOLATION]
    await note_rows(tx, shop, len(delivery.rows), broken, delivery.read_at)
    set_aside = await _put_aside(tx, shop, taken.problems, delivery)
    return replace(taken, set_aside=set_aside)


async def take_rows(tx: Tx, shop: Shop, reading: Reading, delivery: Delivery) -> Taken:
    """Absorb what can be absorbed and tell what cannot; open quarantine entries of the orders
    that came in are settled."""
    rows, read_at = delivery.rows, delivery.read_at
    problems = tuple(
        problem for place, row in enumerate(rows) if (problem := _problem(place, row)) is not None
    )
    good = [(place, row) for place, row in enumerate(rows) if row.order is not None]
    sheets = [sheet for sheet in delivery.sheets if sheet.rows]
    bodies = dict(zip(await take_raw_refs(tx, len(sheets)), sheets, strict=True))
    raw_refs = [ref for ref, sheet in bodies.items() for _ in sheet.rows]
    batch = Batch(
        shop_id=shop.id,
        channel=shop.channel,
        region=shop.region,
        arrivals=[_arrival(row, reading, raw_refs[place]) for place, row in good],
        read_at=read_at,
        ship_within=timedelta(hours=float(shop.settings.get("ship_within_hours", SHIP_HOURS))),
    )
    taken = Taken(problems=problems) + await _absorb_what_can_be(tx, batch, good)
    if taken.tally.new or taken.tally.changed:  # else it taught nothing, and is not kept twice
        kept = {ref: sheet.body for ref, sheet in bodies.items()}
        ring = await load_ring(tx, shop.region, ())
        await keep_raw_under(tx, ring, shop.id, delivery.source, kept)
    await _settle(tx, shop, taken.entered, delivery)
    return taken


async def _absorb_what_can_be(tx: Tx, batch: Batch, good: Sequence[tuple[int, Row]]) -> Taken:
    """The whole batch at once; only when the database refuses a value, one by one."""
    try:
        return _taken(await _absorb_apart(tx, batch), good)
    except UNSTORABLE as error:
        if infra_error(error) is not None:
            raise
    taken = Taken()
    for arrival, (place, row) in zip(batch.arrivals, good, strict=True):
        try:
            absorbed = await _absorb_apart(tx, replace(batch, arrivals=[arrival]))
            taken += _taken(absorbed, [(place, row)])
        except UNSTORABLE as error:
            if infra_error(error) is not None:
                raise
            problem = Problem(
                row=place,
                external_no=storable(row.external_no),
                reason=NOT_STORABLE,
                field="",
                detail=f"a value of this order cannot be stored ({type(error).__name__})",
                payload=_payload(row),
            )
            taken += Taken(problems=(problem,))
    return taken


async def _absorb_apart(tx: Tx, batch: Batch) -> Absorbed:
    """In a part of its own. People sealed again for facts that were known are not kept."""
    async with tx.begin_nested() as part:
        absorbed = await absorb(tx, batch)
        if absorbed.stated and not absorbed.taught:
            await part.rollback()
    return absorbed


def _arrival(row: Row, reading: Reading, raw_ref: int) -> Arrival:
    if row.order is None:
        raise ValueError("a row without an order is put aside, not taken in")
    found = reading.attributes(row)
    return Arrival(row.order, found.values, found.searchable, raw_ref)


def _taken(absorbed: Absorbed, good: Sequence[tuple[int, Row]]) -> Taken:
    """Row by row: an order that stands twice in a batch has an outcome for each, in order."""
    outcomes: defaultdict[str, deque[Outcome]] = defaultdict(deque)
    for outcome in absorbed.outcomes:
        outcomes[outcome.external_no].append(outcome)
    entered: list[Entered] = []
    for place, row in good:
        if row.order is not None and (left := outcomes[row.order.external_no]):
            one = left.popleft()
            entered.append(
                Entered(
                    row=place, external_no=one.external_no, number=one.number, result=one.result
                )
            )
    return Taken(entered=tuple(entered), reread=absorbed.reread)


def key_of(row: Row) -> str:
    """What a row is known by: its number, else a digest of it."""
    return _key(storable(row.external_no), hashlib.sha256(_payload(row)).digest())


def _key(external_no: str | None, digest: bytes) -> str:
    return external_no or digest.hex()


def _problem(place: int, row: Row) -> Problem | None:
    if row.problem is None:
        return None
    return Problem(
        row=place,
        external_no=storable(row.external_no),
        reason=row.problem.code,
        field=storable(str(getattr(row.problem, "field", ""))) or "",
        detail=row.problem.detail,
        payload=_payload(row),
    )


def _payload(row: Row) -> bytes:
    return json.dumps(row.payload, separators=(",", ":")).encode()


async def _put_aside(tx: Tx, shop: Shop, problems: Sequence[Problem], delivery: Delivery) -> int:
    if not problems:
        return 0
    keyed: dict[str, tuple[Problem, bytes]] = {}
    for problem in problems:
        digest = hashlib.sha256(problem.payload).digest()
        keyed[_key(problem.external_no, digest)] = problem, digest
    known = await quarantine.known_digests(tx, shop.id, keyed)
    aside = {key: one for key, one in keyed.items() if known.get(key) != one[1]}
    payloads = [problem.payload for problem, _ in aside.values()]
    refs: list[int] = []
    if payloads:
        ring = await load_ring(tx, shop.region, ())
        refs = await keep_raw(tx, ring, shop.id, "quarantine", payloads)
    entries = [
        {
            "shop_id": shop.id,
            "external_no": problem.external_no,
            "row_key": key,
            "digest": digest,
            "source": delivery.source,
            "reason": problem.reason,
            "field": problem.field,
            "detail": problem.detail,
            "raw_ref": ref,
            "now": delivery.read_at,
        }
        for ref, (key, (problem, digest)) in zip(refs, aside.items(), strict=True)
    ]
    await quarantine.put(tx, entries)
    fresh = len(keyed.keys() - known.keys())
    if fresh:
        live.announce(tx, "quarantine", shop_id=shop.id, n=fresh)
    return fresh


async def _settle(tx: Tx, shop: Shop, entered: Sequence[Entered], delivery: Delivery) -> None:
    keys = [one.external_no for one in entered]
    settled = (shop.id, keys, delivery.by, delivery.read_at)
    if keys and await quarantine.settle(tx, *settled):
        live.announce(tx, "quarantine", shop_id=shop.id, n=0)
