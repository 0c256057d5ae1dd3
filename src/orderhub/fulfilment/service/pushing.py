"""Which orders a warehouse is asked to ship, and which it is asked to leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orderhub.fulfilment.decide.asking import CLOSED, NOT_YET, asks
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.addresses import look_at_address
from orderhub.fulfilment.service.asked import ask, recall
from orderhub.fulfilment.service.gathering import may_go
from orderhub.fulfilment.service.groups import follow_group, lock_together
from orderhub.fulfilment.service.hidden import look_at_recipient
from orderhub.fulfilment.service.lines import look_at_lines
from orderhub.fulfilment.service.position import positions
from orderhub.fulfilment.service.replanning import keep_in_step
from orderhub.fulfilment.store import warehouses
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.kernel.words import Stage
from orderhub.orders.facade import Standing, standings, to_ship

CATCH_UP = "fulfilment.catch_up"
AT_ONCE = 200
ON_THEIR_WAY = frozenset({Stage.PARTIALLY_SHIPPED, Stage.SHIPPED})
CONCERNED = frozenset({Stage.TO_SHIP}) | NOT_YET | CLOSED | ON_THEIR_WAY


async def follow_orders(tx: Tx, said: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Orders came or changed: pushed once they are to be shipped, taken back when they are closed
    or stopped, have other lines or are to go to another address, pushed again when nothing stops
    them any more. Each is looked at once however often it changed, by rising id."""
    numbers = {str(one["number"]) for one in said if one["stage"] in CONCERNED}
    if numbers:
        for order in sorted(await standings(tx, refs=sorted(numbers)), key=lambda one: one.id):
            await follow(tx, order, now)


async def follow(tx: Tx, order: Standing, now: datetime) -> None:
    """Store what the order's warehouses are to be asked now, if anything; of orders that travel as
    one, what is to be asked for all of them, and for those that go alone from now on."""
    together = await lock_together(tx, [order.id])
    order = await look_at_recipient(tx, order, together, now)
    if len(together) > 1:
        for alone in await follow_group(tx, together[0], now):
            await follow(tx, alone, now)
        return
    parts = await warehouses.of_order(tx, order.id)
    order, parts = await keep_in_step(tx, order, parts, now)
    is_freed = False
    found = (await positions(tx, [order], {order.id: parts}))[order.id]
    await look_at_lines(tx, order, found, now)
    for delivery, stands in found:
        moved = await look_at_address(tx, order, delivery, now, left=stands.left)
        match asks(replace(stands, moved=moved), delivery):
            case TaskKind.CREATE:
                await _ask(tx, order, delivery, now)
            case TaskKind.CANCEL if delivery is not None:
                is_freed |= await recall(tx, order, delivery, now)
            case _:
                continue
    if is_freed:  # What waits for nothing is asked for anew, trimmed to what the order has by now.
        await follow(tx, order, now)


async def look_again(timer: Timer, tx: Tx, now: datetime) -> None:
    """The time is over in which an order waited for others of its buyer."""
    for order in await standings(tx, ids=[int(timer.key)]):
        await follow(tx, order, now)


async def plan_catching_up(tx: Tx, key: str, shop_ids: list[int], now: datetime) -> None:
    """Let the orders that are to be shipped already be pushed, a page at a time; `key` says for
    what: a later plan of the same key begins anew."""
    if shop_ids:
        payload = {"shops": shop_ids, "before": None}
        await schedule(tx, CATCH_UP, key, now, payload)


async def catch_up(timer: Timer, tx: Tx, now: datetime) -> None:
    """One page of orders of the first shop of the timer; then the next page, then the next shop."""
    shops, before = timer.payload["shops"], timer.payload["before"]
    since = None if before is None else (datetime.fromisoformat(before[0]), int(before[1]))
    page = await to_ship(tx, shops[0], since, AT_ONCE)
    for order in page:
        await follow(tx, order, now)
    last = None
    if len(page) == AT_ONCE:
        last = (page[-1].placed_at.isoformat(), page[-1].id)
    else:
        shops = shops[1:]
    if shops:
        await schedule(tx, CATCH_UP, timer.key, now, {"shops": shops, "before": last})


async def _ask(tx: Tx, order: Standing, delivery: DeliveryOrder | None, now: datetime) -> None:
    if delivery is not None and delivery.lines is not None:
        await ask(tx, order, delivery, delivery.warehouse_id, now)
        return
    warehouse = await warehouses.serving(tx, order.shop_id)
    if warehouse is None:
        return
    if await may_go(tx, order, warehouse, now):
        await ask(tx, order, delivery, warehouse.id, now)
