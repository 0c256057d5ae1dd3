"""Which orders a warehouse is asked to ship, and which it is asked to leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orderhub.fulfilment.decide.asking import CLOSED, NOT_YET, Position, asks, next_code
from orderhub.fulfilment.decide.parts import is_stale
from orderhub.fulfilment.model.tasks import NewTask, TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.fulfilment.service.addresses import look_at_address
from orderhub.fulfilment.service.facts import warehouse_fact
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.service.tasks import want
from orderhub.fulfilment.store import packages, tasks, warehouses
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.kernel.words import Stage
from orderhub.orders.facade import Flags, Standing, learn, standings, to_ship
from orderhub.stock.facade import ships_short

CATCH_UP = "fulfilment.catch_up"
AT_ONCE = 200
STOPPED = Flags.HELD | Flags.REFUNDING | Flags.CHANNEL_HELD | Flags.PRESALE_HELD
LACKING = Flags.EXCEPTION | Flags.SHORT
WORKS_OR_NOT = frozenset({DeliveryState.ACCEPTED, DeliveryState.CANCELLED})
ON_THEIR_WAY = frozenset({Stage.PARTIALLY_SHIPPED, Stage.SHIPPED})
CONCERNED = frozenset({Stage.TO_SHIP}) | NOT_YET | CLOSED | ON_THEIR_WAY


async def follow_order(tx: Tx, said: Mapping[str, Any], now: datetime) -> None:
    """An order came or changed: pushed once it is to be shipped, taken back when it is closed or
    stopped or is to go to another address, pushed again when nothing stops it any more."""
    if said["stage"] in CONCERNED:
        for order in await standings(tx, refs=[str(said["number"])]):
            await follow(tx, order, now)


async def follow(tx: Tx, order: Standing, now: datetime) -> None:
    """Store what the order's warehouses are to be asked now, if anything."""
    await tasks.lock(tx, order.id)
    parts = await warehouses.of_order(tx, order.id)
    for delivery in parts or [None]:
        stands = await position(tx, order, parts, delivery)
        moved = await look_at_address(tx, order, delivery, now, left=stands.left)
        match asks(replace(stands, moved=moved), delivery):
            case TaskKind.CREATE:
                await _ask(tx, order, delivery, now)
            case TaskKind.CANCEL if delivery is not None:
                await _recall(tx, order, delivery, now)
            case _:
                continue


async def position(
    tx: Tx, order: Standing, parts: Sequence[DeliveryOrder], delivery: DeliveryOrder | None
) -> Position:
    """What asking the warehouse of `delivery`, one of the order's `parts`, depends on. A short
    order waits for its goods, unless its shop lets the warehouse say what there is."""
    lacking = order.flags & LACKING
    if lacking & Flags.SHORT and await ships_short(tx, order.shop_id):
        lacking &= ~Flags.SHORT
    stands = Position(
        stage=order.stage,
        stopped=bool(order.flags & STOPPED),
        lacking=bool(lacking),
        left=order.fulfilment_status != "none",
    )
    if delivery is None or delivery.lines is None:
        return stands
    parcels = (await packages.of_orders(tx, [order.id]))[order.id]
    return replace(
        stands,
        left=any(package.part == delivery.part for package in parcels),
        split=True,
        stale=is_stale(ordered(order), parts, delivery),
    )


async def take_answer(
    tx: Tx,
    delivery: DeliveryOrder,
    told: DeliveryState,
    now: datetime,
    *,
    remote_no: str | None = None,
    code: str = "",
) -> None:
    """Keep what the warehouse said about an order; the order learns whether it works on it."""
    await warehouses.move(tx, delivery, told, now, remote_no=remote_no, code=code)
    if told in WORKS_OR_NOT:
        await learn(tx, [warehouse_fact(delivery, told, now)])


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
    used = {*await tasks.codes_of(tx, order.id)}
    if delivery is not None and delivery.asked_as:
        used.add(delivery.asked_as)
    if delivery is not None and delivery.lines is not None:
        code = next_code(order.number, used, split=True)
        await warehouses.ask_part(tx, delivery, code, now)
    elif (warehouse := await warehouses.serving(tx, order.shop_id)) is not None:
        code = next_code(order.number, used)
        await warehouses.ask(tx, warehouse.id, order, code, now)
    else:
        return
    await want(tx, [_task(TaskKind.CREATE, order, code)], now)


async def _recall(tx: Tx, order: Standing, delivery: DeliveryOrder, now: datetime) -> None:
    code = delivery.asked_as
    if await tasks.untouched(tx, TaskKind.CREATE, code):
        await warehouses.move(tx, delivery, DeliveryState.CANCELLED, now)
    else:
        await warehouses.move(tx, delivery, DeliveryState.CANCELLING, now)
        await want(tx, [_task(TaskKind.CANCEL, order, code)], now)


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
