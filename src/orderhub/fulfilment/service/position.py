"""How an order stands towards the warehouse that is to ship it."""

from collections.abc import Sequence
from dataclasses import replace

from orderhub.fulfilment.decide.asking import Position
from orderhub.fulfilment.decide.parts import is_stale
from orderhub.fulfilment.model.warehouses import DeliveryOrder
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import packages
from orderhub.infra.db import Tx
from orderhub.orders.facade import Flags, Standing
from orderhub.stock.facade import ships_short

STOPPED = Flags.HELD | Flags.REFUNDING | Flags.CHANNEL_HELD | Flags.PRESALE_HELD
LACKING = Flags.EXCEPTION | Flags.SHORT


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
