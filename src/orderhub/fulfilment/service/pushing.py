"""Which orders a warehouse is asked to ship, and which it is asked to leave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderhub.fulfilment.model.tasks import NewTask, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryState
from orderhub.fulfilment.service.orders import CLOSED
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import warehouses
from orderhub.infra.db import Tx
from orderhub.kernel.words import Stage
from orderhub.orders.facade import Flags, Standing, standings

STOPS = Flags.EXCEPTION | Flags.HELD | Flags.REFUNDING | Flags.CHANNEL_HELD
OPEN = frozenset({DeliveryState.SENDING, DeliveryState.ACCEPTED})


async def follow_order(tx: Tx, said: Mapping[str, Any], now: datetime) -> None:
    """An order came or changed: pushed once it is to be shipped, taken back once it is closed."""
    if said["stage"] not in (Stage.TO_SHIP, *CLOSED):
        return
    warehouse = await warehouses.serving(tx, int(said["shop_id"]))
    if warehouse is None:
        return
    for order in await standings(tx, refs=[str(said["number"])]):
        if may_ship(order):
            named = (order.id, order.shop_id, order.number)
            if await warehouses.ask(tx, warehouse.id, named, now):
                await want(tx, [_task(TaskKind.CREATE, order)], now)
        elif order.stage in CLOSED:
            delivery = await warehouses.of_order(tx, order.id)
            if delivery is not None and delivery.state in OPEN:
                await warehouses.move(tx, order.id, DeliveryState.CANCELLING, now)
                await want(tx, [_task(TaskKind.CANCEL, order)], now)


def may_ship(order: Standing) -> bool:
    """Reviewed, nothing in its way, and nothing of it has left."""
    return (
        order.stage == Stage.TO_SHIP
        and not order.flags & STOPS
        and order.fulfilment_status == "none"
    )


def _task(kind: TaskKind, order: Standing) -> NewTask:
    return NewTask(
        kind=kind,
        subject=order.number,
        order_id=order.id,
        shop_id=order.shop_id,
        number=order.number,
        external_no=order.external_no,
        body={},
    )
