"""Parts of a split order kept in step with its lines, or an exception for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from orderhub.fulfilment.decide.parts import FREE, SPLITTABLE, Trimmed, cause_of, rest_of, trimmed
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.facts import split_fact
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import packages, warehouses
from orderhub.fulfilment.store import parts as store
from orderhub.infra.db import Tx
from orderhub.orders.facade import (
    ExceptionKind,
    Flags,
    Report,
    Standing,
    clear_exceptions,
    learn,
    open_causes,
    raise_exceptions,
    standings,
)

SOURCE = "split"
KIND = ExceptionKind.SPLIT_STALE


async def keep_in_step(
    tx: Tx, order: Standing, parts: Sequence[DeliveryOrder], now: datetime
) -> tuple[Standing, Sequence[DeliveryOrder]]:
    """The order and its parts as they are from now on; the caller holds the lock of the order's
    tasks. Lines that were refunded go from the only part that can have held them; people hear, once
    for each cause, where that is not clear or units are in no part. Where no part is left to hold
    them, what is still to leave does so as one, a whole order again when nothing left yet."""
    if order.stage not in SPLITTABLE:
        return order, parts
    plan = Trimmed()
    if any(part.part for part in parts):
        parcels = (await packages.of_orders(tx, [order.id]))[order.id]
        plan = trimmed(ordered(order), parts, parcels)
        if await _trim(tx, parts, plan, now):
            parts = await warehouses.of_order(tx, order.id)
            if await _made_one(tx, order, parts, rest_of(ordered(order), parts, parcels), now):
                parts, plan = await warehouses.of_order(tx, order.id), Trimmed()
    elif not order.flags & Flags.EXCEPTION:
        return order, parts
    if await _report(tx, order, plan, now):
        (order,) = await standings(tx, ids=[order.id])
    return order, parts


async def settle(tx: Tx, order: Standing, now: datetime) -> None:
    """A person said which part holds what."""
    if KIND in (await open_causes(tx, [order.id]))[order.id]:
        await clear_exceptions(tx, SOURCE, [Report(order.id, KIND)], now)


async def _trim(tx: Tx, parts: Sequence[DeliveryOrder], plan: Trimmed, now: datetime) -> bool:
    changed = [
        part
        for part in parts
        if part.state in FREE and plan.parts.get(part.part, part.lines) != part.lines
    ]
    for part in changed:
        await store.trim(tx, part, plan.parts[part.part], now)
    return bool(changed)


async def _made_one(
    tx: Tx,
    order: Standing,
    parts: Sequence[DeliveryOrder],
    rest: Mapping[str, int] | None,
    now: datetime,
) -> bool:
    """Let the rest leave as one part beside those that left; of a whole order nothing is planned.
    Not where no warehouse ships the shop's orders: people say then."""
    if not rest:
        return False
    serving = await warehouses.serving(tx, order.shop_id)
    if serving is None:
        return False
    kept = [part.part for part in parts]
    await store.replan(tx, order, kept, [(serving.id, rest)] if kept else [], now)
    await learn(tx, [split_fact(order.id, len(kept) + 1 if kept else 0, None, now)])
    return True


async def _report(tx: Tx, order: Standing, plan: Trimmed, now: datetime) -> bool:
    cause, told = cause_of(plan), (await open_causes(tx, [order.id]))[order.id].get(KIND)
    if cause == (told or ""):
        return False
    report = Report(order.id, KIND, "unclear_split" if cause else "", cause)
    say = raise_exceptions if cause else clear_exceptions
    await say(tx, SOURCE, [report], now)
    return True
