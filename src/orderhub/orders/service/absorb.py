"""Taking orders in and letting them learn: few statements, in the caller's transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from orderhub.infra import live, outbox
from orderhub.infra.clock import now as clock_now
from orderhub.infra.db import Tx
from orderhub.kernel.events import Event
from orderhub.orders.decide.derive import derive
from orderhub.orders.events import order_received
from orderhub.orders.model import Absorbed, Arrival, Batch, Fact, Learned, Outcome, State
from orderhub.orders.service import troubles
from orderhub.orders.service.gifts import drop_short, gifts_of, give
from orderhub.orders.service.goods import Moved, settle, told
from orderhub.orders.service.prepare import Prepared, complete, prepare
from orderhub.orders.service.presale import plan
from orderhub.orders.service.refold import learn_locked
from orderhub.orders.store import orders as store
from orderhub.orders.store.counts import CountKey, append_changes, note_move
from orderhub.orders.store.numbers import take_numbers
from orderhub.orders.store.rows import Identity, Written, fact_row
from orderhub.rules.facade import rule_book
from orderhub.vault.facade import Ring, load_ring, seal_many

MONTH = len("2026-01")


async def absorb(tx: Tx, batch: Batch) -> Absorbed:
    """Take a page of one shop's orders in: new ones are numbered and written, known ones learn a
    snapshot, repeated ones cost a look. The shop's writers take turns, so none is doubled."""
    moved: list[Moved] = []
    taken = Absorbed()
    arrivals: Sequence[Arrival] = batch.arrivals
    while arrivals:
        first, arrivals = _split_repeats(arrivals)
        taken += await _absorb_distinct(tx, replace(batch, arrivals=first), moved)
    await settle_moved(tx, moved)
    return taken


async def learn(tx: Tx, facts: Sequence[Fact]) -> list[Learned]:
    """State facts about known orders and refold them; a fact known already changes nothing."""
    moved: list[Moved] = []
    learned = await _learn(tx, facts, moved)
    await settle_moved(tx, moved)
    return learned


async def look_at_stock(tx: Tx, order_ids: Sequence[int], at: datetime) -> None:
    """Flag these orders as short, or no more, as stock stands now."""
    known = [row["id"] for row in await store.lock_orders(tx, order_ids)]
    await _learn(tx, await told(tx, known, at), [])


async def settle_moved(tx: Tx, moved: Sequence[Moved]) -> None:
    """Goods are reserved and given back last, when the rest of the transaction is done: who waits
    for a SKU waits for no more than that. What is short then, or gets a gift, is rare, and costs a
    second fold. A gift that is let go for want of stock held nothing, so it locks nothing."""
    at = clock_now()
    gifted: list[Moved] = []
    if given := await give(tx, moved, at):
        await _learn(tx, given, gifted)
    if facts := await settle(tx, [*moved, *gifted], at):
        short: list[Moved] = []
        dropped = await drop_short(tx, facts, at)
        await _learn(tx, [*facts, *dropped], short)
        if dropped:  # What is short is told by the moment: this is the next one.
            await _learn(tx, await settle(tx, short, at + timedelta(microseconds=1)), [])


async def _learn(tx: Tx, facts: Sequence[Fact], moved: list[Moved]) -> list[Learned]:
    locked = {row["id"]: row for row in await store.lock_orders(tx, (f.order_id for f in facts))}
    return await learn_locked(tx, locked, [f for f in facts if f.order_id in locked], moved)


async def _absorb_distinct(tx: Tx, batch: Batch, moved: list[Moved]) -> Absorbed:
    months = {(a.order.placed_at.year, a.order.placed_at.month) for a in batch.arrivals}
    ring = await load_ring(tx, batch.region, {f"{y}-{m:02}" for y, m in months})
    book = await rule_book(tx)
    read = batch.read_at.isoformat()
    prepared = [prepare(arrival, batch, ring, read) for arrival in batch.arrivals]
    await store.lock_shop(tx, batch.shop_id)
    known = await store.known(tx, batch.shop_id, [item.external_no for item in prepared])
    fresh: list[int] = []
    differing: list[int] = []
    for place, item in enumerate(prepared):
        row = known.get(item.external_no)
        if row is None:
            fresh.append(place)
        elif row["digest"] != item.digest or row["modified_at"] != item.modified_at:
            differing.append(place)
    wanted = fresh + differing
    complete([(prepared[i], batch.arrivals[i]) for i in wanted], batch, ring, book)
    new = await _insert(tx, batch, [prepared[i] for i in fresh], ring, moved)
    changed = await _restate(tx, (batch, ring), [prepared[i] for i in differing], known, moved)
    reread = tuple(
        item.external_no
        for item in (prepared[i] for i in differing)
        if known[item.external_no]["modified_at"] == item.modified_at
    )
    results = new | changed
    return Absorbed(
        tuple(
            results.get(item.external_no)
            or Outcome(item.external_no, known[item.external_no]["number"], "unchanged")
            for item in prepared
        ),
        reread,
        len(wanted),
    )


async def _insert(
    tx: Tx, batch: Batch, items: list[Prepared], ring: Ring, moves: list[Moved]
) -> dict[str, Outcome]:
    """Write new orders whole: one COPY a table."""
    if not items:
        return {}
    at = clock_now()
    ids = await store.take_ids(tx, len(items))
    numbers = await take_numbers(tx, (item.placed_at for item in items))
    await _seal(tx, ring, list(zip(ids, items, strict=True)))
    written = Written()
    moved: Counter[CountKey] = Counter()
    events: list[Event] = []
    seen: list[troubles.Seen] = []
    stamp = at.isoformat()
    for order_id, number, item in zip(ids, numbers, items, strict=True):
        state = State(snapshot=(data := item.data), verdict=data["verdict"], people=data["people"])
        derived = derive(state, at)
        who = Identity(
            order_id,
            batch.shop_id,
            batch.channel,
            number,
            item.external_no,
            stamp,
            stamp,
            1,
            item.raw_ref,
        )
        written.add(who, state, derived)
        written.facts.append(
            fact_row(
                (order_id, batch.source, "snapshot", _content_key(item)),
                (data["modified"], stamp),
                item.json(),
                raw_ref=item.raw_ref,
            )
        )
        stands = (derived.stage, derived.flags, item.placed_at)
        note_move(moved, batch.shop_id, None, stands, at)
        events.append(order_received(number, batch.shop_id, derived.stage, at))
        moves.append(
            Moved(order_id, number, batch.shop_id, None, derived.stage, derived.priority,
                renewed=True, lines=data["lines"], gifts=gifts_of(data["verdict"]))
        )  # fmt: skip
        if derived.troubles or derived.waits_for:
            about = (order_id, number, batch.shop_id, 1, 0)
            seen.append(troubles.Seen(*about, state, derived, (batch.source,)))
    await store.copy_orders(tx, written.orders)
    await store.copy_details(tx, written)
    append_changes(tx, moved)
    outbox.append(tx, *events)
    await troubles.keep_up(tx, seen, at)
    await plan(tx, seen)
    live.announce(tx, "orders", shop_id=batch.shop_id, n=len(items))
    return {
        item.external_no: Outcome(item.external_no, number, "new")
        for item, number in zip(items, numbers, strict=True)
    }


async def _restate(
    tx: Tx,
    where: tuple[Batch, Ring],
    items: list[Prepared],
    known: dict[str, dict[str, Any]],
    moved: list[Moved],
) -> dict[str, Outcome]:
    """Let known orders learn another snapshot."""
    if not items:
        return {}
    batch, ring = where
    at = clock_now()
    rows = [known[item.external_no] for item in items]
    await _seal(tx, ring, [(row["id"], item) for row, item in zip(rows, items, strict=True)])
    facts = [
        snapshot_fact(
            row["id"], batch, item, at, known_second=row["modified_at"] == item.modified_at
        )
        for row, item in zip(rows, items, strict=True)
    ]
    learned = await learn_locked(tx, {row["id"]: row for row in rows}, facts, moved)
    numbers = {row["number"]: row["external_no"] for row in rows}
    return {
        numbers[one.number]: Outcome(numbers[one.number], one.number, one.result) for one in learned
    }


def snapshot_fact(
    order_id: int, batch: Batch, item: Prepared, at: datetime, *, known_second: bool
) -> Fact:
    """A content is one fact however often it is read; where another content shares its modified
    second, the time of reading tells which came later and takes part in the key."""
    key = _content_key(item)
    if known_second:
        key = f"{key}|{item.data['read']}"
    return Fact(
        order_id=order_id,
        source=batch.source,
        kind="snapshot",
        key=key,
        occurred_at=item.modified_at,
        learned_at=at,
        data=item.data,
        raw_ref=item.raw_ref,
    )


def _content_key(item: Prepared) -> str:
    return f"{item.data['modified']}|{item.data['digest']}"


async def _seal(tx: Tx, ring: Ring, items: list[tuple[int, Prepared]]) -> None:
    """Seal the people of each order and write the reference into its snapshot."""
    records = [
        (order_id, item.data["placed"][:MONTH], item.secrets)
        for order_id, item in items
        if item.data["people"]
    ]
    refs = iter(await seal_many(tx, ring, records))
    for _, item in items:
        entries = item.data["people"]
        if entries:
            ref = next(refs)
            for entry in entries.values():
                entry[2] = ref


def _split_repeats(arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
    seen: set[str] = set()
    first: list[Arrival] = []
    repeated: list[Arrival] = []
    for arrival in arrivals:
        (repeated if arrival.order.external_no in seen else first).append(arrival)
        seen.add(arrival.order.external_no)
    return first, repeated
