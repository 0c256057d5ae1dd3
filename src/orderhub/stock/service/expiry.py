"""Unpaid orders hold goods for their shop's minutes only (占用到期)."""

from collections import Counter
from datetime import datetime

from orderhub.infra import outbox
from orderhub.infra.db import Database, Tx
from orderhub.stock import events
from orderhub.stock.model import Moves
from orderhub.stock.service.queue import fill
from orderhub.stock.store import balances, reservations
from orderhub.stock.store.balances import Note

BATCH = 500


async def give_back_unpaid(db: Database, now: datetime) -> int:
    """Release what was not paid in time; returns how many lines. For the ticker, batch by batch;
    any number may run at once."""
    released = 0
    while True:
        async with db.transaction() as tx:
            count = await _batch(tx, now)
        released += count
        if count < BATCH:
            return released


async def _batch(tx: Tx, now: datetime) -> int:
    rows = await reservations.expire(tx, now, BATCH)
    frees: Counter[int] = Counter()
    for row in rows:
        if row["state"] == "held":
            frees[row["sku_id"]] += row["quantity"]
    moves = {sku: Moves(free=units) for sku, units in frees.items()}
    await balances.move(tx, moves, Note("expire", now))
    await fill(tx, frees, frees, now)
    for state, make in (("short", events.filled), ("unmapped", events.mapped)):
        if waited := sorted({row["order_id"] for row in rows if row["state"] == state}):
            outbox.append(tx, make(0, waited, now))
    return len(rows)
