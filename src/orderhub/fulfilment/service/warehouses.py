"""Connecting warehouses and saying whose orders they ship."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.fulfilment.model.warehouses import NewWarehouse, Warehouse
from orderhub.fulfilment.service.pushing import plan_catching_up
from orderhub.fulfilment.store import warehouses
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal


async def connect(
    tx: Tx, master: MasterKey, actor: Actor, new: NewWarehouse, now: datetime
) -> Warehouse:
    """A new warehouse; Conflict when its code is taken."""
    made = await warehouses.add(tx, master, new, now)
    if made is None:
        raise Conflict(Refusal("code_taken", "there is a warehouse with this code"))
    await plan_catching_up(tx, str(made.id), list(made.shop_ids), now)
    await record(tx, actor, "fulfilment.add_warehouse", f"warehouse:{made.id}")
    return made


async def set_shops(
    tx: Tx, actor: Actor, warehouse_id: int, shop_ids: Sequence[int], now: datetime
) -> None:
    """Whose orders it ships from now on, those that wait already too; NotFound."""
    if not await warehouses.set_shops(tx, warehouse_id, shop_ids):
        raise NotFound("there is no such warehouse")
    await plan_catching_up(tx, str(warehouse_id), list(shop_ids), now)
    detail = {"shops": len(shop_ids)}
    await record(tx, actor, "fulfilment.set_shops", f"warehouse:{warehouse_id}", detail=detail)
