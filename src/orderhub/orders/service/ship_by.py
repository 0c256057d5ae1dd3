"""The ship-by sweep (发货时效): time alone makes an order late, so a ticker asks what did."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from orderhub.infra import live
from orderhub.infra.db import Database, Tx
from orderhub.kernel.words import Stage
from orderhub.orders.decide.derive import late_flags
from orderhub.orders.model import SOON, Flags
from orderhub.orders.store.counts import CountKey, append_changes, note_move

BATCH = 1_000
_LATE = int(Flags.LATE | Flags.LATE_SOON)
# Late ones first: their clock is the oldest; both kinds walk the clock's index to where it is due.
_DUE = sa.text("""
    SELECT id, shop_id, stage, flags, ship_by, placed_at FROM orders
    WHERE stage IN ('awaiting_review', 'to_ship', 'partially_shipped') AND ship_by IS NOT NULL
      AND ship_by <= :soon
      AND flags & 96 <> CASE WHEN ship_by <= :now THEN 32 ELSE 64 END
    ORDER BY ship_by, id LIMIT :limit FOR UPDATE SKIP LOCKED
""")
_FLAG = sa.text("""
    UPDATE orders o SET flags = d.flags, updated_at = :now, version = o.version + 1
    FROM unnest(CAST(:ids AS bigint[]), CAST(:flags AS smallint[])) AS d (id, flags)
    WHERE o.id = d.id
""")


async def sweep(db: Database, now: datetime) -> int:
    """Flag every open order that is late or will be within SOON; returns how many changed.

    Batch by batch, each its own transaction. Orders that somebody holds are left to the next run,
    and a refold clears the flags by itself.
    """
    flagged = 0
    while True:
        async with db.transaction() as tx:
            count = await sweep_batch(tx, now)
        flagged += count
        if count < BATCH:
            return flagged


async def sweep_batch(tx: Tx, now: datetime) -> int:
    """Flag up to BATCH orders, counters with them."""
    due = await tx.execute(_DUE, {"now": now, "soon": now + SOON, "limit": BATCH})
    moved: Counter[CountKey] = Counter()
    ids: list[int] = []
    flags: list[int] = []
    shops: Counter[int] = Counter()
    for row in due:
        after = row.flags & ~_LATE | int(late_flags(Stage(row.stage), row.ship_by, now))
        before = (row.stage, row.flags, row.placed_at)
        note_move(moved, row.shop_id, before, (row.stage, after, row.placed_at), now)
        ids.append(row.id)
        flags.append(after)
        shops[row.shop_id] += 1
    if ids:
        await tx.execute(_FLAG, {"ids": ids, "flags": flags, "now": now})
        append_changes(tx, moved)
        for shop_id, n in shops.items():
            live.announce(tx, "orders", shop_id=shop_id, n=n)
    return len(ids)
