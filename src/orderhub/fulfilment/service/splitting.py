"""Splitting an order by a person's choice, and taking it back while no warehouse has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import connector_of
from orderhub.connector_kit.contract import Parts
from orderhub.fulfilment.decide.parts import check_parts, may_replan
from orderhub.fulfilment.model.warehouses import DeliveryOrder, Warehouse
from orderhub.fulfilment.queries.merging import together_with
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.store import packages, tasks, warehouses
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import ChannelCode, Refusal
from orderhub.orders.facade import Fact, Standing, learn, standings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part as a person chose it; without a `warehouse` the one that serves the shop."""

    lines: Mapping[str, int]
    warehouse: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one parcel of the order's channel may be told to hold; what warehouses were, or are to
    be, asked, with each one's warehouse; the numbers of all that travel as one with it."""

    told_in: Parts
    parts: Sequence[tuple[DeliveryOrder, Warehouse]]
    together: Sequence[str]


async def split(tx: Tx, actor: Actor, number: str, wanted: Sequence[Wanted], now: datetime) -> None:
    """Let the order leave in these parts; NotFound, or Conflict with why not."""
    order = await order_of(tx, actor, number)
    _refuse(check_parts(ordered(order), [part.lines for part in wanted]))
    placed = [(await _warehouse(tx, order, part), part.lines) for part in wanted]
    await _replan(tx, actor, order, placed, now)


async def join(tx: Tx, actor: Actor, number: str, now: datetime) -> None:
    """Let the order leave as a whole again; NotFound, or Conflict with why not."""
    order = await order_of(tx, actor, number)
    if not (await warehouses.parts_of(tx, [order.id])).get(order.id):
        raise Conflict(Refusal("not_split", "The order is not split."))
    await _replan(tx, actor, order, [], now)


async def parts_shown(tx: Tx, actor: Actor, number: str) -> Shown:
    """How the order leaves; NotFound."""
    order = await order_of(tx, actor, number)
    places = {one.id: one for one in await warehouses.listed(tx)}
    asked = await warehouses.of_order(tx, order.id)
    return Shown(
        told_in=connector_of(ChannelCode(order.channel)).ships_in,
        parts=[(one, places[one.warehouse_id]) for one in asked],
        together=await together_with(tx, order.id),
    )


async def order_of(tx: Tx, actor: Actor, number: str) -> Standing:
    """The order of this number that the caller may see; NotFound."""
    for order in await standings(tx, refs=[number]):
        if order.number == number and actor.sees(order.shop_id):
            return order
    raise NotFound("there is no such order")


async def _replan(
    tx: Tx,
    actor: Actor,
    order: Standing,
    placed: Sequence[tuple[int, Mapping[str, int]]],
    now: datetime,
) -> None:
    await tasks.lock(tx, order.id)
    before = await warehouses.of_order(tx, order.id)
    await packages.lock(tx, order.id)
    parcels = (await packages.of_orders(tx, [order.id]))[order.id]
    _refuse(may_replan(order.stage, before, parcels))
    await warehouses.replan(tx, order, placed, now)
    await learn(tx, [_fact(order, actor, len(placed), now)])
    action = "fulfilment.split" if placed else "fulfilment.join"
    detail = {"parts": len(placed)}
    await record(tx, actor, action, f"order:{order.number}", shop_id=order.shop_id, detail=detail)
    for after in await standings(tx, ids=[order.id]):
        await follow(tx, after, now)
    await live.announce(tx, "fulfilment", shop_id=order.shop_id)


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


def _fact(order: Standing, actor: Actor, parts: int, now: datetime) -> Fact:
    return Fact(
        order_id=order.id,
        source="person",
        kind="split",
        key=new_id(),
        occurred_at=now,
        learned_at=now,
        data={"on": parts > 0, "reason_code": str(parts) if parts else None},
        actor=actor.name,
    )


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Conflict(refusal)
