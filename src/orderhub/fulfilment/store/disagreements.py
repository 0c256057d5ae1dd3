"""Disagreements: one open row for an order and kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from orderhub.fulfilment.model.disagreements import Disagreement, Found
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing

OPEN = text("""
    INSERT INTO disagreements (kind, order_id, shop_id, number, external_no, since, found_at,
        healings)
    VALUES (:kind, :order_id, :shop_id, :number, :external_no, :since, :now, 0)
    ON CONFLICT (order_id, kind) WHERE healed_at IS NULL DO NOTHING
""")
LIST = text("""
    SELECT id, kind, order_id, shop_id, number, external_no, since, found_at, healings
    FROM disagreements WHERE healed_at IS NULL AND id > :after
    ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")
HEALED = text("UPDATE disagreements SET healed_at = :now WHERE id = ANY(:ids)")
TRIED = text("UPDATE disagreements SET healings = healings + 1 WHERE id = :id")


async def note(tx: Tx, kind: Disagreement, order: Standing, since: datetime, now: datetime) -> bool:
    """Open it; False when it is open already."""
    row = {
        "kind": kind,
        "order_id": order.id,
        "shop_id": order.shop_id,
        "number": order.number,
        "external_no": order.external_no,
        "since": since,
        "now": now,
    }
    return (await tx.execute(OPEN, row)).rowcount == 1


async def open_ones(tx: Tx, after: int, limit: int) -> list[Found]:
    """Open disagreements beyond the id `after`, oldest first, locked."""
    found: list[Found] = []
    for row in (await tx.execute(LIST, {"after": after, "limit": limit})).mappings():
        values: dict[str, Any] = dict(row)
        values["kind"] = Disagreement(row["kind"])
        found.append(Found(**values))
    return found


async def heal(tx: Tx, ids: Sequence[int], now: datetime) -> None:
    """They say the same again."""
    await tx.execute(HEALED, {"ids": list(ids), "now": now})


async def note_try(tx: Tx, disagreement_id: int) -> None:
    await tx.execute(TRIED, {"id": disagreement_id})
