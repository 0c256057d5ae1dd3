"""Mapping (商品对应): a listing becomes a SKU of ours, and orders that waited for it reserve."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from orderhub.infra import outbox
from orderhub.infra.db import Database, Tx
from orderhub.stock import events
from orderhub.stock.model import Moves, Piece
from orderhub.stock.service.queue import share_out
from orderhub.stock.statements import Row
from orderhub.stock.store import balances, listings, publications, reservations
from orderhub.stock.store.balances import Note


async def reserve_mapped(tx: Tx, listing_ids: Sequence[int], now: datetime) -> int:
    """Let order lines that waited for these listings reserve; returns how many lines."""
    if not listing_ids:
        return 0
    waiting = await listings.lines_waiting(tx, listing_ids)
    parts = await listings.parts_of(tx, listing_ids)
    pieces: list[Piece] = []
    rows: list[str] = []
    orders: dict[int, set[int]] = defaultdict(set)
    for row in waiting:
        ends = row["expires_at"].isoformat() if row["expires_at"] else None
        orders[row["listing_id"]].add(row["order_id"])
        for sku, each in parts.get(row["listing_id"], {}).items():
            units = row["quantity"] * each
            piece = Piece(row["order_id"], row["line_no"], sku, units, row["priority"])
            pieces.append(piece)
            head, times = (row["shop_id"], row["number"]), (now.isoformat(), ends)
            rows.append(reservations.row_of(piece, head, times))
    gone = [(row["order_id"], row["line_no"], None) for row in waiting]
    await reservations.drop(tx, gone, "mapped", now)
    await reservations.copy_rows(tx, rows)
    await _take(tx, pieces, now)
    told = [events.mapped(listing, sorted(of), now) for listing, of in sorted(orders.items())]
    outbox.append(tx, *told)
    return len(waiting)


async def announce_remapped(
    tx: Tx, before: Sequence[Row], items: Mapping[int, int], now: datetime
) -> None:
    """Say of listings, as they stood `before`, which are another SKU than they were (listing →
    SKU): orders may hold the former one, also of one that was unmapped in between. What both SKUs
    are offered as is worked out anew."""
    other = [
        row
        for row in before
        if row["item_id"] != items[row["id"]] and (row["item_id"] is not None or row["version"] > 1)
    ]
    skus = {items[row["id"]] for row in other} | {row["item_id"] for row in other} - {None}
    if other:
        await publications.look_again(tx, sku_ids=skus)
        outbox.append(tx, *(events.remapped(row, items[row["id"]], now) for row in other))


async def renew_offers(tx: Tx, sku_ids: Sequence[int]) -> None:
    """What is offered of these SKUs is worked out anew: orders moved from one to the other."""
    await publications.look_again(tx, sku_ids=sku_ids)


async def reserve_left(db: Database, now: datetime) -> int:
    """Lines that came in while somebody mapped their listing: neither saw the other. For the
    ticker; any number may run at once."""
    async with db.transaction() as tx:
        return await reserve_mapped(tx, await listings.mapped_and_waited_for(tx), now)


async def _take(tx: Tx, pieces: Sequence[Piece], now: datetime) -> None:
    takes: Counter[int] = Counter()
    for piece in pieces:
        takes[piece.sku_id] += piece.quantity
    moves = {sku: Moves(take=units) for sku, units in takes.items()}
    could = await balances.move(tx, moves, Note("map", now))
    await share_out(tx, pieces, could, now)
