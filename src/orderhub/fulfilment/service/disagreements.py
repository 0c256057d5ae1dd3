"""Looking for disagreements between warehouse and platform, and healing what can be healed."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from orderhub.channels.facade import connector_of, get_shops
from orderhub.fulfilment.decide.disagreements import (
    awaits_warehouse,
    heal_now,
    healing_of,
    parcel_disagrees,
    warehouse_disagrees,
)
from orderhub.fulfilment.decide.rounds import next_after
from orderhub.fulfilment.model.disagreements import (
    ALLOWED,
    Disagreement,
    Found,
    Healing,
    Looked,
    Places,
)
from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.tasks import Task, TaskKind, TaskState
from orderhub.fulfilment.service.tasks import TELL, want_ship_back
from orderhub.fulfilment.store import disagreements, packages, tasks, warehouses
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.timers import schedule
from orderhub.orders.facade import Standing, standings

AT_ONCE = 500
OLDEST = Places()
SOON = timedelta(minutes=1)  # a channel is told and read again within seconds
Reread = Callable[[Tx, int, Collection[str], datetime], Awaitable[None]]


async def look(tx: Tx, now: datetime, reread: Reread, after: Places = OLDEST) -> Looked:
    """One round: find new ones, close what agrees again, heal what is due, a page of each beyond
    `after`. What stays as it is keeps nothing from being looked at: round after round goes through
    all."""
    of_parcels, parcels = await _look_at_parcels(tx, now, after.parcels)
    of_orders, orders = await _look_at_warehouses(tx, now, after.orders)
    closed, found = await _follow_up(tx, now, reread, after.found)
    changed = of_parcels + of_orders + closed
    if changed:
        live.announce(tx, "fulfilment", n=changed)
    return Looked(changed, Places(parcels, orders, found))


async def _look_at_parcels(tx: Tx, now: datetime, after: int) -> tuple[int, int]:
    """How many were found, and where the next round looks."""
    waiting = await packages.unagreed(tx, now - SOON, after, AT_ONCE)
    if not waiting:
        return 0, 0
    orders = await _standing(tx, [one.order_id for one in waiting])
    mute = await _mute_shops(tx, orders.values())
    agreed: list[int] = []
    opened = 0
    for package in waiting:
        order = orders[package.order_id]
        kind = parcel_disagrees(order.channel_status, order.fulfilment_status)
        if kind is None or (kind is Disagreement.PLATFORM_BEHIND and order.shop_id in mute):
            agreed.append(package.id)
        elif package.shipped_at <= now - ALLOWED and await _is_to_be_told(tx, kind, package, now):
            opened += await disagreements.note(tx, kind, order, package.shipped_at, now)
    await packages.agree(tx, agreed, now)
    return opened, next_after([package.id for package in waiting], AT_ONCE)


async def _is_to_be_told(tx: Tx, kind: Disagreement, package: Package, now: datetime) -> bool:
    """A channel of whole lines or orders is not behind while nothing can be told of the parcel."""
    if kind is not Disagreement.PLATFORM_BEHIND:
        return True
    await want_ship_back(tx, [package.order_id], now)
    return bool(await _told(tx, package.order_id))


async def _look_at_warehouses(tx: Tx, now: datetime, after: int) -> tuple[int, int]:
    """As `_look_at_parcels`."""
    quiet = await warehouses.quiet_since(tx, now - ALLOWED, after, AT_ONCE)
    orders = await _standing(tx, list(quiet))
    over: list[int] = []
    opened = 0
    for order_id, since in quiet.items():
        order = orders[order_id]
        kind = warehouse_disagrees(order.channel_status, order.fulfilment_status)
        if kind is not None:
            opened += await disagreements.note(tx, kind, order, since, now)
        elif not awaits_warehouse(order.channel_status, order.fulfilment_status):
            over.append(order_id)
    await warehouses.agree(tx, over, now)
    return opened, next_after(list(quiet), AT_ONCE)


async def _follow_up(tx: Tx, now: datetime, reread: Reread, after: int) -> tuple[int, int]:
    """How many are over, and where the next round looks."""
    found = await disagreements.open_ones(tx, after, AT_ONCE)
    orders = await _standing(tx, [one.order_id for one in found])
    over: list[int] = []
    for one in found:
        order = orders[one.order_id]
        if _still(one, order):
            if heal_now(one, now):
                await _heal(tx, one, now, reread)
        else:
            over.append(one.id)
    await disagreements.heal(tx, over, now)
    return len(over), next_after([one.id for one in found], AT_ONCE)


def _still(one: Found, order: Standing) -> bool:
    judge = warehouse_disagrees if one.kind is Disagreement.WAREHOUSE_BEHIND else parcel_disagrees
    return judge(order.channel_status, order.fulfilment_status) is one.kind


async def _heal(tx: Tx, one: Found, now: datetime, reread: Reread) -> None:
    told = await _told(tx, one.order_id)
    match healing_of(one.kind, told):
        case Healing.TELL:
            await want_ship_back(tx, [one.order_id], now)
            for task in told:
                if task.state is TaskState.STOPPED and await tasks.again(tx, task.id, now):
                    await schedule(tx, TELL, str(task.id), now)
        case Healing.READ:
            await reread(tx, one.shop_id, [one.external_no], now)
        case Healing.WAIT | Healing.PERSON:
            return
    await disagreements.note_try(tx, one.id)


async def _told(tx: Tx, order_id: int) -> list[Task]:
    every = await tasks.of_order(tx, order_id)
    return [task for task in every if task.kind is TaskKind.SHIP_BACK]


async def _standing(tx: Tx, order_ids: Sequence[int]) -> Mapping[int, Standing]:
    return {one.id: one for one in await standings(tx, ids=sorted(set(order_ids)))}


async def _mute_shops(tx: Tx, orders: Iterable[Standing]) -> set[int]:
    """Shops whose channel is not told of parcels: nobody there can be behind."""
    shops = await get_shops(tx, {order.shop_id for order in orders})
    return {int(shop.id) for shop in shops if connector_of(shop.channel).ship_order is None}
