"""Who travels with whom, and who waits for others before it is given to a warehouse."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing

COMPANIONS = text("""
    SELECT order_id FROM delivery_orders WHERE lead_id IN (
        SELECT lead_id FROM delivery_orders WHERE order_id = ANY(:ids) AND lead_id IS NOT NULL)
    UNION SELECT unnest(cast(:ids AS bigint[])) ORDER BY order_id
""")
GROUPS = text("""
    SELECT order_id, lead_id, state FROM delivery_orders WHERE lead_id IN (
        SELECT lead_id FROM delivery_orders WHERE order_id = ANY(:ids) AND lead_id IS NOT NULL)
    ORDER BY lead_id, order_id
""")
UNITE = text("""
    INSERT INTO delivery_orders (order_id, shop_id, number, warehouse_id, asked_as, remote_no,
        state, step, code, lead_id, created_at, changed_at)
    VALUES (:id, :shop_id, :number, :warehouse_id, '', '', 'planned', '', '', :lead_id, :now, :now)
    ON CONFLICT (order_id, part) DO UPDATE SET warehouse_id = excluded.warehouse_id, asked_as = '',
        remote_no = '', state = 'planned', step = '', code = '', lead_id = excluded.lead_id,
        recipient = NULL, late_for = NULL, told = NULL, changed_at = excluded.changed_at
    WHERE delivery_orders.state IN ('planned', 'cancelled')
""")
PART = text("DELETE FROM delivery_orders WHERE order_id = ANY(:ids) AND lead_id IS NOT NULL")
LEAD = text("""
    UPDATE delivery_orders SET lead_id = :to, asked_as = '', remote_no = '', state = 'planned',
        step = '', code = '', recipient = NULL, late_for = NULL, told = NULL, changed_at = :now
    WHERE order_id = ANY(:ids) AND lead_id IS NOT NULL
""")
ASK = text("""
    UPDATE delivery_orders SET asked_as = :code, remote_no = '', state = 'sending', step = '',
        code = '', recipient = NULL, late_for = NULL, told = NULL, agreed_at = NULL,
        changed_at = :now
    WHERE lead_id = :lead_id AND state IN ('planned', 'cancelled')
""")
WAIT = text("""
    INSERT INTO delivery_waits (order_id, shop_id, same, due_at)
    VALUES (:id, :shop_id, :same, :due_at)
    ON CONFLICT (order_id) DO UPDATE SET same = excluded.same
""")
WAITS = "SELECT order_id, shop_id, same, apart, due_at FROM delivery_waits"
OF_ORDERS = text(f"{WAITS} WHERE order_id = ANY(:ids)")
OF_SAME = text(f"""
    {WAITS} WHERE same = :same AND NOT apart AND due_at > :now ORDER BY order_id LIMIT :limit
""")
PUT_OFF = text("UPDATE delivery_waits SET due_at = :due_at WHERE order_id = ANY(:ids)")
APART = text("UPDATE delivery_waits SET apart = true WHERE order_id = ANY(:ids)")
FORGET = text("DELETE FROM delivery_waits WHERE due_at < :before")


@dataclass(frozen=True, slots=True)
class Wait:
    """An order that waits until `due_at` for others to the `same` recipient; `apart`: a person
    wants it to travel alone."""

    order_id: int
    shop_id: int
    same: bytes
    due_at: datetime
    apart: bool = False


async def companions(tx: Tx, order_ids: Collection[int]) -> list[int]:
    """These orders and all that travel with one of them, rising."""
    return list((await tx.execute(COMPANIONS, {"ids": sorted(order_ids)})).scalars())


async def groups_of(tx: Tx, order_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Lead → every order that travels with it (the lead too) → the state of its delivery order."""
    found: dict[int, dict[int, str]] = {}
    for row in await tx.execute(GROUPS, {"ids": sorted(order_ids)}):
        found.setdefault(row.lead_id, {})[row.order_id] = row.state
    return found


async def unite(tx: Tx, orders: Sequence[Standing], warehouse_id: int, now: datetime) -> None:
    """Let the orders travel as one, led by the first; nothing is asked for any of them."""
    for order in orders:
        row = {"id": order.id, "shop_id": order.shop_id, "number": order.number, "now": now}
        told = {"warehouse_id": warehouse_id, "lead_id": orders[0].id}
        await tx.execute(UNITE, row | told)


async def part(tx: Tx, gone: Collection[int], staying: Sequence[int], now: datetime) -> None:
    """Some orders go alone from now on, the others stay together; no warehouse has any of them."""
    await tx.execute(PART, {"ids": sorted(gone)})
    if staying:
        await tx.execute(LEAD, {"ids": list(staying), "to": min(staying), "now": now})


async def ask(tx: Tx, lead_id: int, code: str, now: datetime) -> None:
    """All of them are to be shipped by their warehouse, which knows them by this one code."""
    await tx.execute(ASK, {"lead_id": lead_id, "code": code, "now": now})


async def wait(tx: Tx, one: Wait) -> None:
    """Keep that the order waits; of one that does already, for whose others by now."""
    row = {"id": one.order_id, "shop_id": one.shop_id, "same": one.same, "due_at": one.due_at}
    await tx.execute(WAIT, row)


async def put_off(tx: Tx, order_ids: Collection[int], due_at: datetime) -> None:
    """Those of the orders that wait, or waited, do so until then."""
    await tx.execute(PUT_OFF, {"ids": sorted(order_ids), "due_at": due_at})


async def waits_of(tx: Tx, order_ids: Collection[int]) -> dict[int, Wait]:
    """Order → its wait."""
    rows = (await tx.execute(OF_ORDERS, {"ids": sorted(order_ids)})).mappings()
    return {row["order_id"]: Wait(**row) for row in rows}


async def waiting_for_same(tx: Tx, same: bytes, now: datetime, limit: int) -> list[Wait]:
    """Who waits for the same buyer and address and may travel with others, oldest first."""
    asked = {"same": same, "now": now, "limit": limit}
    return [Wait(**row) for row in (await tx.execute(OF_SAME, asked)).mappings()]


async def keep_apart(tx: Tx, order_ids: Collection[int]) -> None:
    """A person wants each of them to travel alone: no rule brings them together again."""
    await tx.execute(APART, {"ids": sorted(order_ids)})


async def forget(tx: Tx, before: datetime) -> None:
    """Waits that were over by then."""
    await tx.execute(FORGET, {"before": before})
