"""Warehouses with their sealed secret, what they were asked to ship, messages they sent."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from orderhub.fulfilment.model.warehouses import (
    DeliveryOrder,
    DeliveryState,
    Merging,
    NewWarehouse,
    Warehouse,
)
from orderhub.infra.crypto import MasterKey, new_data_key, open_sealed, seal
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.orders.facade import Standing

COLUMNS = (
    "id, code, name, base_url, customer_no, owner_code, app_key, method_prefix, sender, shop_ids, "
    "gather_minutes, merges, within_hours, alone_shop_ids"
)
NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('warehouses', 'id'))")
ADD = text("""
    INSERT INTO warehouses (id, code, name, base_url, customer_no, owner_code, app_key, sender,
        shop_ids, method_prefix, wrapped_key, sealed, created_at)
    VALUES (:id, :code, :name, :base_url, :customer_no, :owner_code, :app_key,
        cast(:sender AS jsonb), :shop_ids, :method_prefix, :wrapped_key, :sealed, :now)
    ON CONFLICT (code) DO NOTHING
""")
LIST = text(f"SELECT {COLUMNS} FROM warehouses ORDER BY id")
GET = text(f"SELECT {COLUMNS}, wrapped_key, sealed FROM warehouses WHERE id = :id")
SERVING = text(
    f"SELECT {COLUMNS} FROM warehouses WHERE :shop_id = ANY(shop_ids) ORDER BY id LIMIT 1"
)
NONE_SERVES = text("SELECT NOT EXISTS (SELECT 1 FROM warehouses WHERE shop_ids <> '{}')")
SET_SHOPS = text(f"UPDATE warehouses SET shop_ids = :shop_ids WHERE id = :id RETURNING {COLUMNS}")
SET_MERGING = text("""
    UPDATE warehouses SET gather_minutes = :gather_minutes, merges = :merges,
        within_hours = :within_hours, alone_shop_ids = :alone_shop_ids
    WHERE id = :id
""")
FIRST_TIME = text("""
    INSERT INTO fulfilment_messages (warehouse_id, method, key, received_at)
    VALUES (:warehouse_id, :method, :key, :now) ON CONFLICT DO NOTHING
""")
ASK = text("""
    INSERT INTO delivery_orders (order_id, shop_id, number, warehouse_id, asked_as, remote_no,
        state, step, code, created_at, changed_at)
    VALUES (:order_id, :shop_id, :number, :warehouse_id, :asked_as, '', 'sending', '', '', :now,
        :now)
    ON CONFLICT (order_id, part) DO UPDATE SET warehouse_id = excluded.warehouse_id,
        asked_as = excluded.asked_as, remote_no = '', state = 'sending', step = '', code = '',
        recipient = NULL, late_for = NULL, told = NULL, agreed_at = NULL,
        changed_at = excluded.changed_at
    WHERE delivery_orders.state = 'cancelled'
""")
ASK_PART = text("""
    UPDATE delivery_orders SET asked_as = :asked_as, remote_no = '', state = 'sending', step = '',
        code = '', recipient = NULL, late_for = NULL, agreed_at = NULL, changed_at = :now
    WHERE order_id = :id AND part = :part AND state IN ('planned', 'cancelled')
""")
DELIVERY = (
    "order_id, shop_id, number, warehouse_id, asked_as, remote_no, state, step, changed_at, "
    "recipient, late_for, part, lines, told, late_lines, lead_id"
)
OF_ORDERS = text(f"""
    SELECT {DELIVERY} FROM delivery_orders WHERE order_id = ANY(:ids)
    ORDER BY order_id, part FOR UPDATE
""")
OF_LEAD = text(
    f"SELECT {DELIVERY} FROM delivery_orders WHERE lead_id = :id ORDER BY order_id FOR UPDATE"
)
PARTS_OF = text("""
    SELECT order_id, part, lines FROM delivery_orders
    WHERE order_id = ANY(:ids) AND lines IS NOT NULL ORDER BY order_id, part
""")
OF_CODES = text("""
    SELECT asked_as, number, part FROM delivery_orders
    WHERE asked_as = ANY(:codes) AND (part > 0 OR lead_id = order_id)
""")
OF_CODE = text(f"""
    SELECT {DELIVERY} FROM delivery_orders
    WHERE asked_as = :code AND coalesce(lead_id, order_id) = order_id FOR UPDATE
""")
OF_NUMBER = text(f"""
    SELECT {DELIVERY} FROM delivery_orders
    WHERE (asked_as = :code OR number = ANY(:numbers)) AND warehouse_id = :warehouse_id
    ORDER BY asked_as = :code DESC, coalesce(lead_id, order_id) = order_id DESC, part
    LIMIT 1 FOR UPDATE
""")
THIS = "WHERE order_id = :id AND part = :part"
ALL = "WHERE lead_id = :lead_id OR order_id = :id AND part = :part"
MOVE = text(f"""
    UPDATE delivery_orders SET state = :state, remote_no = coalesce(:remote_no, remote_no),
        code = :code, changed_at = :now {ALL}
""")
STEP = text(f"UPDATE delivery_orders SET step = :step, changed_at = :now {ALL}")
RECIPIENT = text(f"UPDATE delivery_orders SET recipient = :digest {ALL}")
TOLD = text("""
    UPDATE delivery_orders SET told = cast(:told AS jsonb) WHERE order_id = :id AND part = 0
""")
LATE_LINES = text(f"UPDATE delivery_orders SET late_lines = :token {THIS}")
LATE = text(f"UPDATE delivery_orders SET late_for = :digest {THIS}")
QUIET = text("""
    SELECT order_id, min(changed_at) AS since FROM delivery_orders
    WHERE state = 'accepted' AND agreed_at IS NULL AND changed_at < :before AND order_id > :after
    GROUP BY order_id ORDER BY order_id LIMIT :limit
""")
AGREE = text("""
    UPDATE delivery_orders SET agreed_at = :now WHERE order_id = ANY(:ids) AND agreed_at IS NULL
""")


async def add(tx: Tx, master: MasterKey, new: NewWarehouse, now: datetime) -> Warehouse | None:
    """Keep the warehouse, its secret under a data key of its own; None when the code is taken."""
    warehouse_id: int = (await tx.execute(NEXT_ID)).scalar_one()
    data_key = new_data_key()
    row = {
        "id": warehouse_id,
        "code": new.code,
        "name": new.name,
        "base_url": new.base_url,
        "customer_no": new.customer_no,
        "owner_code": new.owner_code,
        "app_key": new.app_key,
        "method_prefix": new.method_prefix,
        "sender": orjson.dumps(dict(new.sender)).decode(),
        "shop_ids": list(new.shop_ids),
        "wrapped_key": master.wrap(data_key),
        "sealed": seal(data_key, warehouse_id, new.secret.encode(), _place(warehouse_id)),
        "now": now,
    }
    if (await tx.execute(ADD, row)).rowcount != 1:
        return None
    return (await get(tx, master, warehouse_id))[0]


async def listed(tx: Tx) -> list[Warehouse]:
    """All, oldest first."""
    return [_warehouse(row) for row in (await tx.execute(LIST)).mappings()]


async def get(tx: Tx, master: MasterKey, warehouse_id: int) -> tuple[Warehouse, str]:
    """With its secret in clear; NotFound."""
    row = (await tx.execute(GET, {"id": warehouse_id})).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such warehouse")
    key = master.unwrap(row["wrapped_key"])
    return _warehouse(row), open_sealed(key, row["sealed"], _place(warehouse_id)).decode()


async def serving(tx: Tx, shop_id: int) -> Warehouse | None:
    """The warehouse that ships this shop's orders."""
    row = (await tx.execute(SERVING, {"shop_id": shop_id})).mappings().one_or_none()
    return None if row is None else _warehouse(row)


async def set_shops(tx: Tx, warehouse_id: int, shop_ids: Sequence[int]) -> Warehouse | None:
    """Whose orders it ships from now on; None when there is no such warehouse."""
    row = {"id": warehouse_id, "shop_ids": list(shop_ids)}
    changed = (await tx.execute(SET_SHOPS, row)).mappings().one_or_none()
    return None if changed is None else _warehouse(changed)


async def set_merging(tx: Tx, warehouse_id: int, merging: Merging) -> bool:
    """How its orders travel as one; False when there is no such warehouse."""
    row = {**asdict(merging), "alone_shop_ids": list(merging.alone_shop_ids), "id": warehouse_id}
    return (await tx.execute(SET_MERGING, row)).rowcount == 1


async def first_time(tx: Tx, warehouse_id: int, method: str, key: str, now: datetime) -> bool:
    """Mark a message as taken; False when it was before."""
    row = {"warehouse_id": warehouse_id, "method": method, "key": key, "now": now}
    return (await tx.execute(FIRST_TIME, row)).rowcount == 1


async def ask(tx: Tx, warehouse_id: int, order: Standing, asked_as: str, now: datetime) -> None:
    """The order is to be shipped by the warehouse, for the first time or after a recall."""
    row = {
        "order_id": order.id,
        "shop_id": order.shop_id,
        "number": order.number,
        "warehouse_id": warehouse_id,
        "asked_as": asked_as,
        "now": now,
    }
    await tx.execute(ASK, row)


async def ask_part(tx: Tx, part: DeliveryOrder, asked_as: str, now: datetime) -> None:
    """A part is to be shipped by its warehouse, for the first time or after a recall."""
    await tx.execute(ASK_PART, {**_key(part), "asked_as": asked_as, "now": now})


async def of_orders(tx: Tx, order_ids: Sequence[int]) -> dict[int, list[DeliveryOrder]]:
    """Order → its parts, locked; one of a whole order, none where no warehouse was asked."""
    found: dict[int, list[DeliveryOrder]] = {order_id: [] for order_id in order_ids}
    for row in (await tx.execute(OF_ORDERS, {"ids": list(order_ids)})).mappings():
        found[row["order_id"]].append(_delivery(row))
    return found


async def of_order(tx: Tx, order_id: int) -> list[DeliveryOrder]:
    """The parts of one order, as `of_orders`."""
    return (await of_orders(tx, [order_id]))[order_id]


async def of_lead(tx: Tx, lead_id: int) -> list[DeliveryOrder]:
    """What was asked of each order of those that travel as one, locked, the oldest order first."""
    rows = (await tx.execute(OF_LEAD, {"id": lead_id})).mappings()
    return [_delivery(row) for row in rows]


async def parts_of(tx: Tx, order_ids: Sequence[int]) -> dict[int, dict[int, dict[str, int]]]:
    """Split orders → part → units by line number."""
    found: dict[int, dict[int, dict[str, int]]] = {}
    for row in await tx.execute(PARTS_OF, {"ids": list(order_ids)}):
        found.setdefault(row.order_id, {})[row.part] = row.lines
    return found


async def parts_by_code(tx: Tx, codes: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Code of a part, or of orders that travel as one → its order's number and the part."""
    rows = await tx.execute(OF_CODES, {"codes": list(codes)})
    return {row.asked_as: (row.number, row.part) for row in rows}


async def of_code(tx: Tx, code: str) -> DeliveryOrder | None:
    """What was asked under this very code, locked."""
    row = (await tx.execute(OF_CODE, {"code": code})).mappings().one_or_none()
    return None if row is None else _delivery(row)


async def of_numbers(
    tx: Tx, warehouse_id: int, code: str, numbers: Sequence[str]
) -> DeliveryOrder | None:
    """Locked; only what this very warehouse was asked: under `code`, else of an order that the code
    may have been of before it was taken back."""
    asked = {"code": code, "numbers": list(numbers), "warehouse_id": warehouse_id}
    row = (await tx.execute(OF_NUMBER, asked)).mappings().one_or_none()
    return None if row is None else _delivery(row)


async def move(
    tx: Tx,
    delivery: DeliveryOrder,
    state: DeliveryState,
    now: datetime,
    *,
    remote_no: str | None = None,
    code: str = "",
) -> None:
    told = {"state": state, "remote_no": remote_no, "code": code, "now": now}
    await tx.execute(MOVE, _key(delivery) | told)


async def note_step(tx: Tx, delivery: DeliveryOrder, step: str, now: datetime) -> None:
    """The warehouse's own last word about the order."""
    await tx.execute(STEP, {**_key(delivery), "step": step, "now": now})


async def note_recipient(tx: Tx, delivery: DeliveryOrder, digest: bytes | None) -> None:
    """The address that the warehouse is being told; None when it cannot be compared later."""
    await tx.execute(RECIPIENT, {**_key(delivery), "digest": digest})


async def note_told(tx: Tx, told: Mapping[int, Mapping[str, int]]) -> None:
    """Whole orders → the units by SKU that the warehouse is being told."""
    rows = [{"id": one, "told": orjson.dumps(dict(units)).decode()} for one, units in told.items()]
    await tx.execute(TOLD, rows)


async def note_late_lines(tx: Tx, delivery: DeliveryOrder, token: str) -> None:
    """Which state of the order's lines came too late for the warehouse; "" for none any more."""
    await tx.execute(LATE_LINES, {"id": delivery.order_id, "part": delivery.part, "token": token})


async def note_late(tx: Tx, delivery: DeliveryOrder, digest: bytes | None) -> None:
    """The address that came too late for the warehouse; None when it is the told one again."""
    await tx.execute(LATE, {**_key(delivery), "digest": digest})


async def quiet_since(tx: Tx, before: datetime, after: int, limit: int) -> dict[int, datetime]:
    """Accepted orders beyond the id `after` of which nothing was heard since then, by rising id,
    and since when; those that `agree` named are left out."""
    asked = {"before": before, "after": after, "limit": limit}
    return {row.order_id: row.since for row in await tx.execute(QUIET, asked)}


async def agree(tx: Tx, order_ids: Sequence[int], now: datetime) -> None:
    """Nothing is awaited from the warehouses of these orders until one is asked anew."""
    await tx.execute(AGREE, {"ids": list(order_ids), "now": now})


def _warehouse(row: Mapping[Any, Any]) -> Warehouse:
    values = {name: row[name] for name in Warehouse.__slots__}
    return Warehouse(**values)


def _key(delivery: DeliveryOrder) -> dict[str, Any]:
    return {"id": delivery.order_id, "part": delivery.part, "lead_id": delivery.lead_id}


def _delivery(row: Mapping[Any, Any]) -> DeliveryOrder:
    values: dict[str, Any] = dict(row)
    values["state"] = DeliveryState(row["state"])
    return DeliveryOrder(**values)


def _place(warehouse_id: int) -> bytes:
    return f"warehouses|{warehouse_id}".encode()
