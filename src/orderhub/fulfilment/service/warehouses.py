"""Connecting warehouses and saying whose orders they ship."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.fulfilment.model.warehouses import NewWarehouse, Warehouse
from orderhub.fulfilment.queries.desk import waiting_for
from orderhub.fulfilment.service.pushing import plan_catching_up
from orderhub.fulfilment.store import warehouses
from orderhub.health.facade import Peer, know_peer
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import late_among


async def connect(
    tx: Tx, master: MasterKey, actor: Actor, new: NewWarehouse, now: datetime
) -> Warehouse:
    """A new warehouse; Conflict when its code is taken."""
    made = await warehouses.add(tx, master, new, now)
    if made is None:
        raise Conflict(Refusal("code_taken", "there is a warehouse with this code"))
    await know_peer(tx, _peer(made))
    await plan_catching_up(tx, str(made.id), list(made.shop_ids), now)
    await record(tx, actor, "fulfilment.add_warehouse", f"warehouse:{made.id}")
    return made


async def set_shops(
    tx: Tx, actor: Actor, warehouse_id: int, shop_ids: Sequence[int], now: datetime
) -> None:
    """Whose orders it ships from now on, those that wait already too; NotFound."""
    changed = await warehouses.set_shops(tx, warehouse_id, shop_ids)
    if changed is None:
        raise NotFound("there is no such warehouse")
    await know_peer(tx, _peer(changed))
    await plan_catching_up(tx, str(warehouse_id), list(shop_ids), now)
    detail = {"shops": len(shop_ids)}
    await record(tx, actor, "fulfilment.set_shops", f"warehouse:{warehouse_id}", detail=detail)


async def waiting_for_peer(
    tx: Tx, peer: str, shop_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Shop → (orders that wait for the answer of "warehouse:3", of them past their time to ship);
    nothing for another kind of peers."""
    kind, _, number = peer.partition(":")
    if kind != "warehouse":
        return {}
    found = await waiting_for(tx, int(number), shop_ids)
    late = await late_among(tx, list(found))
    counts = Counter(found.values())
    behind = Counter(found[order_id] for order_id in late)
    return {shop_id: (n, behind[shop_id]) for shop_id, n in counts.items()}


def _peer(warehouse: Warehouse) -> Peer:
    return Peer(peer=warehouse.peer, name=warehouse.name, shop_ids=warehouse.shop_ids)
