"""Splitting an order by a person's choice, and taking it back while no warehouse has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of
from orderhub.connector_kit.contract import Parts
from orderhub.fulfilment.decide.parts import check_parts, free_units, kept_parts, may_replan
from orderhub.fulfilment.decide.waiting import waits_for
from orderhub.fulfilment.model.tasks import TaskState
from orderhub.fulfilment.model.warehouses import DeliveryOrder, WaitsFor, Warehouse
from orderhub.fulfilment.queries.merging import together_with
from orderhub.fulfilment.service.facts import split_fact
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.service.position import first_of, is_split, positions, stops_of
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.replanning import settle
from orderhub.fulfilment.store import merging, packages, tasks, warehouses
from orderhub.fulfilment.store import parts as parts_store
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import ChannelCode, Refusal
from orderhub.orders.facade import Standing, learn, standings

LEAST_UNITS = 2
Placed = Sequence[tuple[int, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part as a person chose it; without a `warehouse` the one that serves the shop."""

    lines: Mapping[str, int]
    warehouse: str | None = None


async def split(tx: Tx, actor: Actor, number: str, wanted: Sequence[Wanted], now: datetime) -> None:
    """Let the order, or what of it neither left nor is at a warehouse, leave in these parts;
    NotFound, or Conflict with why not."""
    order = await order_of(tx, actor, number)
    kept = await _kept(tx, order)
    free = free_units(ordered(order), kept)
    _refuse(check_parts(free, [part.lines for part in wanted], anew=bool(kept)))
    placed = [(await _warehouse(tx, order, part), part.lines) for part in wanted]
    await _replan(tx, actor, order, kept, placed, now)


async def join(tx: Tx, actor: Actor, number: str, now: datetime) -> None:
    """Let the order, or what of it neither left nor is at a warehouse, leave as a whole again;
    NotFound, or Conflict with why not."""
    order = await order_of(tx, actor, number)
    if not (await warehouses.parts_of(tx, [order.id])).get(order.id):
        raise Conflict(Refusal("not_split", "The order is not split."))
    kept = await _kept(tx, order)
    placed: Placed = []
    if kept:
        rest = free_units(ordered(order), kept)
        placed = [(await _warehouse(tx, order, Wanted(rest)), rest)]
    await _replan(tx, actor, order, kept, placed, now)


@dataclass(frozen=True, slots=True)
class PartShown:
    """What a warehouse was, or is to be, asked; `trouble`: why it was not told yet, or said no."""

    asked: DeliveryOrder
    warehouse: Warehouse
    left: bool
    waits_for: WaitsFor | None
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an order leaves. `waits_for` is of an order no warehouse was asked for; `free`: units by
    line number that can be split, `blocked`: why they cannot; `together`: the numbers of all that
    travel as one with it."""

    told_in: Parts
    items: Sequence[PartShown]
    together: Sequence[str]
    waits_for: WaitsFor | None
    free: Mapping[str, int]
    blocked: str


async def parts_shown(tx: Tx, actor: Actor, number: str, now: datetime) -> Shown:
    """How the order leaves, part by part; NotFound."""
    order = await order_of(tx, actor, number)
    places = {one.id: one for one in await warehouses.listed(tx)}
    parts = await warehouses.of_order(tx, order.id)
    parcels = (await packages.of_orders(tx, [order.id]))[order.id]
    served = await warehouses.serving(tx, order.shop_id) is not None
    told = await tasks.of_order(tx, order.id)
    trouble = {one.subject: one.code for one in told if one.state is not TaskState.DONE}
    split = {order.id} if is_split(parts) else ()
    stop = first_of((await stops_of(tx, [order], split))[order.id])
    wait = (await merging.waits_of(tx, [order.id])).get(order.id)
    gathers = wait is not None and not wait.apart and wait.due_at > now
    found = [
        (part, stands, waits_for(stands, part, stop, served=served, gathers=gathers))
        for part, stands in (await positions(tx, [order], {order.id: parts}))[order.id]
    ]
    free = free_units(ordered(order), kept_parts(parts, parcels))
    refusal = may_replan(ordered(order), order.stage, parts, parcels)
    blocked = refusal.code if refusal else "" if served else "no_warehouse"
    return Shown(
        told_in=connector_of(ChannelCode(order.channel)).ships_in,
        items=[
            PartShown(
                part, places[part.warehouse_id], stands.left, why, trouble.get(part.asked_as, "")
            )
            for part, stands, why in found
            if part is not None
        ],
        waits_for=next((why for part, _, why in found if part is None), None),
        free=free,
        together=await together_with(tx, order.id),
        blocked=blocked or ("one_unit" if sum(free.values()) < LEAST_UNITS else ""),
    )


async def order_of(tx: Tx, actor: Actor, number: str) -> Standing:
    """The order of this number that the caller may see; NotFound."""
    for order in await standings(tx, refs=[number]):
        if order.number == number and actor.sees(order.shop_id):
            return order
    raise NotFound("there is no such order")


async def _kept(tx: Tx, order: Standing) -> list[DeliveryOrder]:
    """Parts that stay as they are, locked like a warehouse's confirm locks them; Conflict where
    nothing can be planned anew."""
    await tasks.lock(tx, order.id)
    before = await warehouses.of_order(tx, order.id)
    await packages.lock(tx, [order.id])
    parcels = (await packages.of_orders(tx, [order.id]))[order.id]
    _refuse(may_replan(ordered(order), order.stage, before, parcels))
    return kept_parts(before, parcels)


async def _replan(
    tx: Tx, actor: Actor, order: Standing, kept: Sequence[DeliveryOrder], placed: Placed,
    now: datetime,
) -> None:  # fmt: skip
    await parts_store.replan(tx, order, [part.part for part in kept], placed, now)
    await learn(tx, [split_fact(order.id, len(kept) + len(placed), actor.name, now)])
    await settle(tx, order, now)
    action = "fulfilment.split" if placed else "fulfilment.join"
    detail = {"parts": len(kept) + len(placed)}
    await record(tx, actor, action, f"order:{order.number}", shop_id=order.shop_id, detail=detail)
    for after in await standings(tx, ids=[order.id]):
        await follow(tx, after, now)
    live.announce(tx, "fulfilment", shop_id=order.shop_id)


async def _warehouse(tx: Tx, order: Standing, part: Wanted) -> int:
    if part.warehouse is None:
        found = await warehouses.serving(tx, order.shop_id)
    else:
        every = await warehouses.listed(tx)
        found = next((one for one in every if one.code == part.warehouse), None)
        found = found if found is not None and order.shop_id in found.shop_ids else None
    if found is None:
        raise Conflict(Refusal("no_warehouse", "No such warehouse ships this shop's orders."))
    return found.id


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Conflict(refusal)
