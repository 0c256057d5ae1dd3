"""Parts of split orders: planned, planned anew, trimmed to what the order has by now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing

PLAN = text("""
    INSERT INTO delivery_orders (order_id, shop_id, number, warehouse_id, asked_as, remote_no,
        state, step, code, part, lines, created_at, changed_at)
    VALUES (:order_id, :shop_id, :number, :warehouse_id, '', '', 'planned', '', '', :part,
        cast(:lines AS jsonb), :now, :now)
""")
FORGET = text("DELETE FROM delivery_orders WHERE order_id = :id AND NOT part = ANY(:kept)")
TRIM = text("""
    UPDATE delivery_orders SET lines = cast(:lines AS jsonb), state = 'planned', changed_at = :now
    WHERE order_id = :id AND part = :part AND state IN ('planned', 'cancelled', 'rejected')
""")
DROP = text("DELETE FROM delivery_orders WHERE order_id = :id AND part = :part")


async def replan(
    tx: Tx,
    order: Standing,
    kept: Sequence[int],
    parts: Sequence[tuple[int, Mapping[str, int]]],
    now: datetime,
) -> None:
    """In place of what was planned, these parts (warehouse, units by line number) beside those that
    are kept; none for a whole order again."""
    await tx.execute(FORGET, {"id": order.id, "kept": list(kept)})
    head = {"order_id": order.id, "shop_id": order.shop_id, "number": order.number, "now": now}
    free = (n for n in range(1, len(parts) + len(kept) + 1) if n not in kept)
    for n, (warehouse_id, lines) in zip(free, parts, strict=False):
        told = {"warehouse_id": warehouse_id, "part": n, "lines": orjson.dumps(lines).decode()}
        await tx.execute(PLAN, head | told)


async def trim(tx: Tx, part: DeliveryOrder, lines: Mapping[str, int], now: datetime) -> None:
    """A part that no warehouse has holds this much from now on; one that holds nothing is gone."""
    row = {"id": part.order_id, "part": part.part}
    if lines:
        told = {"lines": orjson.dumps(dict(lines)).decode(), "now": now}
        await tx.execute(TRIM, row | told)
    else:
        await tx.execute(DROP, row)
