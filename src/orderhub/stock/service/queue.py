"""The shortage queue (缺货队列): served by priority, in the transaction that brings the goods."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from orderhub.infra import outbox
from orderhub.infra.db import Database, Tx
from orderhub.stock import events
from orderhub.stock.decide.allot import allot
from orderhub.stock.model import Moves, Piece
from orderhub.stock.statements import fetch
from orderhub.stock.store import balances, reservations
from orderhub.stock.store.balances import Could, Note

AT_ONCE = 500
# Lines that fit into what is there now, for the round that looks after the others' leavings.
_FITTING = """
    SELECT DISTINCT r.sku_id FROM stock_reservations r JOIN stock_balances b ON b.sku_id = r.sku_id
    WHERE r.state = 'short' AND r.quantity <= b.available LIMIT 200
"""


async def share_out(
    tx: Tx, pieces: Sequence[Piece], could: Mapping[int, Could], now: datetime
) -> set[tuple[int, str]]:
    """Share out SKUs that could not give all; returns the order lines that get nothing."""
    scarce = {sku: one.could for sku, one in could.items() if one.took < one.asked}
    if not scarce:
        return set()
    touched = {(p.order_id, p.line_no) for p in pieces if p.sku_id in scarce}
    concerned = [p for p in pieces if (p.order_id, p.line_no) in touched]
    given = allot(concerned, scarce)
    takes: Counter[int] = Counter()
    frees: Counter[int] = Counter()
    for piece in concerned:
        granted = (piece.order_id, piece.line_no) in given
        if piece.sku_id in scarce:
            takes[piece.sku_id] += piece.quantity if granted else 0
        elif not granted:  # Its other part is missing: what was taken for it goes back.
            frees[piece.sku_id] += piece.quantity
    moves = {
        sku: Moves(takes[sku], frees[sku]) for sku in {*takes, *frees} if takes[sku] or frees[sku]
    }
    await balances.move(tx, moves, Note("orders", now, "short"))
    denied = touched - given
    await reservations.set_state(tx, sorted(denied), "held", "short")
    return denied


async def fill(tx: Tx, skus: Collection[int], within: Collection[int], now: datetime) -> int:
    """Serve lines that wait for `skus`; returns how many. `within` are the SKUs that `tx` has
    locked: a line that needs another one is left to `serve_waiting`, which locks in order."""
    if not skus:
        return 0
    waiting = await reservations.waiting(tx, sorted(skus), AT_ONCE)
    lines: dict[tuple[int, str], list[Piece]] = defaultdict(list)
    for piece in waiting:
        lines[piece.order_id, piece.line_no].append(piece)
    pieces = [p for line in lines.values() if all(p.sku_id in within for p in line) for p in line]
    return await _serve(tx, pieces, now)


async def _serve(tx: Tx, pieces: list[Piece], now: datetime) -> int:
    if not pieces:
        return 0
    locked = {piece.sku_id: Moves() for piece in pieces}
    could = await balances.move(tx, locked, Note("fill", now))
    given = allot(pieces, {sku: one.could for sku, one in could.items()})
    takes: Counter[int] = Counter()
    orders: dict[int, set[int]] = defaultdict(set)
    for piece in pieces:
        if (piece.order_id, piece.line_no) in given:
            takes[piece.sku_id] += piece.quantity
            orders[piece.sku_id].add(piece.order_id)
    if given:
        await balances.move(tx, {s: Moves(take=n) for s, n in takes.items()}, Note("fill", now))
        await reservations.set_state(tx, sorted(given), "short", "held")
        told = (events.filled(sku, sorted(of), now) for sku, of in sorted(orders.items()))
        outbox.append(tx, *told)
    return len(given)


async def serve_waiting(db: Database, now: datetime) -> int:
    """Serve lines that fit and that no incoming goods served: bundles, and what others left over.
    For the ticker; any number may run at once."""
    async with db.transaction() as tx:
        skus = [row["sku_id"] for row in await fetch(tx, _FITTING)]
        if not skus:
            return 0
        return await _serve(tx, await reservations.waiting(tx, sorted(skus), AT_ONCE), now)
