"""Parts of a split order kept in step with its lines, or an exception for people."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.fulfilment.decide.parts import FREE, SPLITTABLE, Trimmed, cause_of, trimmed
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import packages, warehouses
from orderhub.fulfilment.store import parts as store
from orderhub.infra.db import Tx
from orderhub.orders.facade import (
    ExceptionKind,
    Report,
    Standing,
    clear_exceptions,
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
    for each cause, where that is not clear or units are in no part."""
    if not any(part.part for part in parts) or order.stage not in SPLITTABLE:
        return order, parts
    parcels = (await packages.of_orders(tx, [order.id]))[order.id]
    plan = trimmed(ordered(order), parts, parcels)
    if await _trim(tx, parts, plan, now):
        parts = await warehouses.of_order(tx, order.id)
    if await _report(tx, order, plan, now):
        (order,) = await standings(tx, ids=[order.id])
    return order, parts


async def settle(tx: Tx, order: Standing, now: datetime) -> None:
    """A person said which part holds what."""
    if KIND in await open_causes(tx, order.id):
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


async def _report(tx: Tx, order: Standing, plan: Trimmed, now: datetime) -> bool:
    cause, told = cause_of(plan), (await open_causes(tx, order.id)).get(KIND)
    if cause == (told or ""):
        return False
    report = Report(order.id, KIND, "unclear_split" if cause else "", cause)
    say = raise_exceptions if cause else clear_exceptions
    await say(tx, SOURCE, [report], now)
    return True
