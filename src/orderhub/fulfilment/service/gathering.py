"""Orders that wait for others of the same buyer before they are given to a warehouse."""

from datetime import datetime, timedelta

from orderhub.fulfilment.decide.merging import MOST, wait_is_over
from orderhub.fulfilment.model.warehouses import Warehouse
from orderhub.fulfilment.service.addresses import same_recipient
from orderhub.fulfilment.service.groups import unite_fitting
from orderhub.fulfilment.service.hidden import GATHERED
from orderhub.fulfilment.store import merging, warehouses
from orderhub.fulfilment.store.merging import Wait
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.orders.facade import Standing

MERGE = "fulfilment.merge"
KEPT_FOR = timedelta(days=7)


async def may_go(tx: Tx, order: Standing, warehouse: Warehouse, now: datetime) -> bool:
    """Whether the order is to be given now. Where its warehouse lets orders wait for others of
    their buyer it waits that long, once, but not past the time it is promised for."""
    if not warehouse.gather_minutes or order.shop_id in warehouse.alone_shop_ids:
        return True
    known = (await merging.waits_of(tx, [order.id])).get(order.id)
    due_at = now + timedelta(minutes=warehouse.gather_minutes) if known is None else known.due_at
    if (known is not None and known.apart) or wait_is_over(due_at, order.ship_by, now):
        return True
    same = await same_recipient(tx, order)
    if same is None:
        return True
    if known is None:
        await merging.forget(tx, now - KEPT_FOR)
        await schedule(tx, GATHERED, str(order.id), due_at)
    await merging.wait(tx, Wait(order.id, order.shop_id, same, due_at=due_at))
    if warehouse.merges:
        await schedule(tx, MERGE, str(order.id), now)
    live.announce(tx, "fulfilment", shop_id=order.shop_id)
    return False


async def merge_waiting(timer: Timer, tx: Tx, now: datetime) -> None:
    """By the warehouse's rule: bring the order together with all that wait for the same buyer. In
    a transaction of its own, so that of two that came at once the later one sees both."""
    own = (await merging.waits_of(tx, [int(timer.key)])).get(int(timer.key))
    if own is None or own.apart:
        return
    warehouse = await warehouses.serving(tx, own.shop_id)
    if warehouse is None or own.shop_id in warehouse.alone_shop_ids:
        return
    waiting = await merging.waiting_for_same(tx, own.same, now, MOST)
    if len(waiting) > 1:
        ids = [one.order_id for one in waiting]
        await unite_fitting(tx, (own.order_id, own.same), ids, warehouse, now)
