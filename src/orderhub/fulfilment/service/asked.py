"""What warehouses are asked, stored before the call, and what they answered."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.fulfilment.decide.asking import next_code
from orderhub.fulfilment.model.tasks import NewTask, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.fulfilment.service.facts import warehouse_fact
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import merging, tasks, warehouses
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing, learn

WORKS_OR_NOT = frozenset({DeliveryState.ACCEPTED, DeliveryState.CANCELLED})


async def ask(
    tx: Tx, order: Standing, delivery: DeliveryOrder | None, warehouse_id: int, now: datetime
) -> None:
    """The order, a part of it, or all that travel with it, are to be shipped by this warehouse."""
    used = {*await tasks.codes_of(tx, order.id)}
    if delivery is not None and delivery.asked_as:
        used.add(delivery.asked_as)
    is_part = delivery is not None and delivery.lines is not None
    code = next_code(order.number, used, split=is_part)
    if delivery is not None and is_part:
        await warehouses.ask_part(tx, delivery, code, now)
    elif delivery is not None and delivery.lead_id is not None:
        await merging.ask(tx, delivery.lead_id, code, now)
    else:
        await warehouses.ask(tx, warehouse_id, order, code, now)
    await want(tx, [_task(TaskKind.CREATE, order, code)], now)


async def recall(tx: Tx, order: Standing, delivery: DeliveryOrder, now: datetime) -> bool:
    """The warehouse is to leave it; True when that is so at once, since no call arrived."""
    code = delivery.asked_as
    if await tasks.never_arrived(tx, TaskKind.CREATE, code):
        await warehouses.move(tx, delivery, DeliveryState.CANCELLED, now)
        return True
    await warehouses.move(tx, delivery, DeliveryState.CANCELLING, now)
    await want(tx, [_task(TaskKind.CANCEL, order, code)], now)
    return False


async def together(tx: Tx, delivery: DeliveryOrder) -> Sequence[DeliveryOrder]:
    """What this one is about: of orders that travel as one, the row of each."""
    if delivery.lead_id is None:
        return [delivery]
    return await warehouses.of_lead(tx, delivery.lead_id)


async def take_answer(
    tx: Tx,
    delivery: DeliveryOrder,
    told: DeliveryState,
    now: datetime,
    *,
    remote_no: str | None = None,
    code: str = "",
) -> None:
    """Keep what the warehouse said; every order concerned learns whether it works on it."""
    await warehouses.move(tx, delivery, told, now, remote_no=remote_no, code=code)
    if told in WORKS_OR_NOT:
        concerned = await together(tx, delivery)
        await learn(tx, [warehouse_fact(one, told, now) for one in concerned])


def _task(kind: TaskKind, order: Standing, code: str) -> NewTask:
    return NewTask(
        kind=kind,
        subject=code,
        order_id=order.id,
        shop_id=order.shop_id,
        number=order.number,
        external_no=order.external_no,
        body={},
    )
