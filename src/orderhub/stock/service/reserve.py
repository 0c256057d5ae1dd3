"""Reserving (占用) for a batch of orders: in the caller's transaction, balances last.

The balances are locked once, by one statement and in the order of SKU ids, after everything that
can be written without them: a hot SKU is locked for that statement and the commit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orderhub.infra import outbox
from orderhub.infra.db import Tx
from orderhub.kernel.instants import iso
from orderhub.stock import events
from orderhub.stock.decide.changes import Change, Held, as_held, changed, wanted
from orderhub.stock.decide.warehouses import draw_down
from orderhub.stock.model import Ending, Missing, Moves, Piece, ShopStock, Taken, Want, WantLine
from orderhub.stock.service.queue import fill, share_out
from orderhub.stock.store import balances, listings, on_hand, reservations, shops
from orderhub.stock.store.balances import Note
from orderhub.stock.store.listings import Known

LineKey = tuple[int, str]


@dataclass(slots=True)
class _Desk:
    """A batch at work: what is asked for, what comes back, the rows to write, orders with an
    `unmapped` line and those that no longer want one (`known`)."""

    pieces: list[Piece] = field(default_factory=list[Piece])
    rows: list[str] = field(default_factory=list[str])
    dropped: list[tuple[int, str, int | None]] = field(
        default_factory=list[tuple[int, str, int | None]]
    )
    frees: Counter[int] = field(default_factory=Counter[int])
    ships: Counter[int] = field(default_factory=Counter[int])
    unmapped: set[int] = field(default_factory=set[int])
    known: set[int] = field(default_factory=set[int])

    def moves(self) -> dict[int, Moves]:
        takes: Counter[int] = Counter()
        for piece in self.pieces:
            takes[piece.sku_id] += piece.quantity
        skus = {*takes, *self.frees, *self.ships}
        return {sku: Moves(takes[sku], self.frees[sku], self.ships[sku]) for sku in skus}


async def reserve_many(
    tx: Tx, wants: Sequence[Want], endings: Sequence[Ending] = (), *, now: datetime
) -> Taken:
    """Give orders what they want as far as there is, after taking back what others give up.

    Call it once in a transaction, with the orders locked, and late: it locks balances. Wants of
    shops that do not take part are left out. Nothing is ever promised beyond what is available: a
    line that cannot be served whole waits in the shortage queue.
    """
    managed = await shops.managed(tx, {want.shop_id for want in wants}) if wants else {}
    wants = [w for w in wants if w.shop_id in managed and managed[w.shop_id].active]
    desk = _Desk()
    await _take_back(tx, endings, desk, now)
    known = await _write_down(tx, wants, managed, desk, now)
    moves = desk.moves()
    could = await balances.move(tx, moves, Note("orders", now))
    denied = await share_out(tx, desk.pieces, could, now)
    await _leave(tx, desk.ships, now)
    left = [sku for sku in desk.frees if could[sku].could > could[sku].took]
    await fill(tx, left, set(moves), now)
    return await _tell(tx, wants, known, desk, denied, now)


async def _take_back(tx: Tx, endings: Sequence[Ending], desk: _Desk, now: datetime) -> None:
    if not endings:
        return
    for row in await reservations.end(tx, endings, await _left(tx, endings), now):
        if row["before"] == "held":
            side = desk.ships if row["state"] == "shipped" else desk.frees
            side[row["sku_id"]] += row["quantity"]
            desk.frees[row["sku_id"]] += row["stayed"]


async def _left(tx: Tx, endings: Sequence[Ending]) -> list[reservations.Left]:
    """By order, line and SKU the units that left, of those that name them."""
    named: dict[int, list[tuple[int, tuple[WantLine, ...]]]] = defaultdict(list)
    for one in endings:
        if one.left is not None:
            named[one.shop_id].append((one.order_id, one.left))
    found: list[reservations.Left] = []
    held = await _held(tx, [one.order_id for one in endings if one.left is not None])
    for shop_id in sorted(named):
        keys = {(line.listing_no, line.sku_code) for _, lines in named[shop_id] for line in lines}
        known = await listings.resolve(tx, shop_id, keys)
        parts = {key: one.parts for key, one in known.items()}
        for order_id, lines in named[shop_id]:
            units = as_held(wanted(lines, parts), held.get(order_id, ()))
            found += [(order_id, no, sku, n) for (no, sku), n in units.items() if sku is not None]
    return found


async def _leave(tx: Tx, shipped: Mapping[int, int], now: datetime) -> None:
    """Units left the house; who shipped them does not say from which warehouse."""
    if not shipped:
        return
    there = await on_hand.levels(tx, shipped)
    drawn = {
        (sku, warehouse): -part
        for sku, units in shipped.items()
        for warehouse, part in draw_down(there.get(sku, {}), units).items()
    }
    await on_hand.change(tx, drawn, now)


async def _write_down(
    tx: Tx, wants: Sequence[Want], managed: Mapping[int, ShopStock], desk: _Desk, now: datetime
) -> dict[int, bool]:
    """Write the wants as if all were held; returns for known orders whether they were short."""
    held = await _held(tx, [want.order_id for want in wants if want.known])
    by_shop: dict[int, list[Want]] = defaultdict(list)
    for want in wants:
        by_shop[want.shop_id].append(want)
    for shop_id in sorted(by_shop):
        shop = managed[shop_id]
        parts = await _resolve(tx, shop, by_shop[shop_id], now)
        for want in by_shop[shop_id]:
            _ask(want, shop, parts, held.get(want.order_id, ()), desk, now)
    await reservations.drop(tx, desk.dropped, "changed", now)
    settled = [w.order_id for w in wants if w.known and not w.unpaid and w.order_id in held]
    if settled:
        await reservations.paid(tx, settled)
    await reservations.copy_rows(tx, desk.rows)
    return {order: any(row.state == "short" for row in rows) for order, rows in held.items()}


async def _held(tx: Tx, order_ids: list[int]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for row in await reservations.active(tx, order_ids) if order_ids else ():
        held = Held(row["line_no"], row["sku_id"], row["quantity"], row["state"], row["taken_at"])
        found[row["order_id"]].append(held)
    return found


async def _resolve(
    tx: Tx, shop: ShopStock, wants: Iterable[Want], now: datetime
) -> dict[listings.Key, Known]:
    lines = {(line.listing_no, line.sku_code): line for want in wants for line in want.lines}
    known = await listings.resolve(tx, shop.shop_id, lines.keys())
    new = [line for key, line in lines.items() if key not in known]
    if new:
        await listings.meet(tx, shop.shop_id, new, now, by_code=shop.by_code)
        met = await listings.resolve(tx, shop.shop_id, [(n.listing_no, n.sku_code) for n in new])
        known |= met
    return known


def _ask(
    want: Want,
    shop: ShopStock,
    known: Mapping[listings.Key, Known],
    held: Sequence[Held],
    desk: _Desk,
    now: datetime,
) -> None:
    """Put one order's lines on the desk."""
    ends = None
    if want.unpaid:
        if not shop.unpaid_minutes:
            return
        ends = (now + timedelta(minutes=shop.unpaid_minutes)).isoformat()
    keys = [(line.listing_no, line.sku_code) for line in want.lines]
    wants = wanted(want.lines, {key: known[key].parts for key in keys})
    change = changed(as_held(wants, held) if want.at_warehouse else wants, held)
    since = _remapped_since(change, held)
    for row in change.drop:
        desk.dropped.append((want.order_id, row.line_no, row.sku_id))
        if row.state == "unmapped":
            desk.known.add(want.order_id)
        if row.state == "held" and row.sku_id is not None:
            desk.frees[row.sku_id] += row.quantity
    head = (want.shop_id, want.number)
    for line_no, sku, units in change.take:
        times = (iso(since.get(line_no, now)), ends)
        piece = Piece(want.order_id, line_no, sku or 0, units, want.priority)
        if sku is None:
            listing_of = {
                line.line_no: known[key].id for line, key in zip(want.lines, keys, strict=True)
            }
            desk.unmapped.add(want.order_id)
            desk.rows.append(reservations.unmapped_row(piece, listing_of[line_no], head, times))
        else:
            desk.pieces.append(piece)
            desk.rows.append(reservations.row_of(piece, head, times))


def _remapped_since(change: Change, held: Sequence[Held]) -> dict[str, datetime]:
    """Lines that hold another SKU from now on → since when they hold goods at all: their channel
    took them off then, and is not counted as selling them again."""
    was = {row.line_no: row.taken_at for row in held if row.sku_id is not None}
    known = {(row.line_no, row.sku_id) for row in held}
    return {
        line: was[line] for line, sku, _ in change.take if line in was and (line, sku) not in known
    }


async def _tell(
    tx: Tx,
    wants: Sequence[Want],
    known: Mapping[int, bool],
    desk: _Desk,
    denied: set[LineKey],
    now: datetime,
) -> Taken:
    """What became of the wants, and the events of it."""
    asked = {order for order, _ in denied} | {order for order, was in known.items() if was}
    short: dict[int, dict[str, int]] = defaultdict(dict)
    for row in await reservations.short_of(tx, asked) if asked else ():
        short[row["order_id"]][row["code"]] = row["quantity"]
    numbers = {want.order_id: (want.shop_id, want.number) for want in wants}
    found = {order: Missing(numbers[order][1], units) for order, units in short.items()}
    for make, orders in ((events.shortage, found), (events.unmapped, desk.unmapped)):
        by_shop: dict[int, list[str]] = defaultdict(list)
        for order in sorted(orders):
            by_shop[numbers[order][0]].append(numbers[order][1])
        outbox.append(tx, *(make(shop, them, now) for shop, them in by_shop.items()))
    if desk.known:
        outbox.append(tx, events.mapped(0, sorted(desk.known), now))
    whole = frozenset(order for order, was in known.items() if was and order not in found)
    return Taken(found, frozenset(desk.unmapped), whole)
