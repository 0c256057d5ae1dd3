"""Orders that wait for others of the same buyer before they are given to a warehouse."""

from datetime import datetime, timedelta

from orderhub.fulfilment.decide.merging import MOST
from orderhub.fulfilment.model.warehouses import Warehouse
from orderhub.fulfilment.service.addresses import same_recipient
from orderhub.fulfilment.service.groups import unite_fitting
from orderhub.fulfilment.store import merging
from orderhub.fulfilment.store.merging import Wait
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.orders.facade import Standing

GATHERED = "fulfilment.gathered"
MERGE = "fulfilment.merge"
KEPT_FOR = timedelta(days=7)


async def may_go(tx: Tx, order: Standing, warehouse: Warehouse, now: datetime) -> bool:
    """Whether the order is to be given now. Where its warehouse lets orders wait for others of
    their buyer it waits that long, once."""
    if not warehouse.gather_minutes:
        return True
    known = (await merging.waits_of(tx, [order.id])).get(order.id)
    if known is not None and (known.apart or known.due_at <= now):
        return True
    same = await same_recipient(tx, order)
    if same is None:
        return True
    due_at = now + timedelta(minutes=warehouse.gather_minutes) if known is None else known.due_at
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
    waiting = await merging.waiting_for_same(tx, own.same, now, MOST)
    if len(waiting) > 1:
        await unite_fitting(tx, [one.order_id for one in waiting], own.same, now)
