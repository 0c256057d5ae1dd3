"""Orders of one buyer that wait for each other, and who travels with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Tx

MOST = 500
OFFERS = text("""
    SELECT w.order_id, w.shop_id, w.same, w.due_at, d.lead_id
    FROM delivery_waits w LEFT JOIN delivery_orders d ON d.order_id = w.order_id
    WHERE w.due_at > :now AND NOT w.apart
      AND (cast(:shops AS integer[]) IS NULL OR w.shop_id = ANY(:shops))
      AND (d.order_id IS NULL OR d.part = 0 AND d.state IN ('planned', 'cancelled'))
      AND EXISTS (SELECT 1 FROM delivery_waits o
        WHERE o.same = w.same AND o.order_id <> w.order_id AND NOT o.apart AND o.due_at > :now)
    ORDER BY w.same, w.order_id LIMIT :limit
""")
TOGETHER = text("""
    SELECT number FROM delivery_orders
    WHERE lead_id = (SELECT lead_id FROM delivery_orders WHERE order_id = :id AND part = 0)
    ORDER BY order_id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order of a shop that waits until `due_at` for others of the `same` buyer and address;
    `lead_id` is the order that those which travel as one are named after."""

    order_id: int
    shop_id: int
    same: bytes
    due_at: datetime
    lead_id: int | None


async def waiting(tx: Tx, shops: Sequence[int] | None, now: datetime) -> list[Waiting]:
    """Those that do not wait alone, the same ones together."""
    asked = {"shops": None if shops is None else list(shops), "now": now, "limit": MOST}
    return [Waiting(**row) for row in (await tx.execute(OFFERS, asked)).mappings()]


async def together_with(tx: Tx, order_id: int) -> list[str]:
    """Numbers of the orders that travel as one with this one, it too; none when it goes alone."""
    return list((await tx.execute(TOGETHER, {"id": order_id})).scalars())
