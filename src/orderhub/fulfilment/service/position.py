"""How an order stands towards the warehouses that are to ship it, and what keeps it back."""

from collections.abc import Sequence
from dataclasses import replace

from orderhub.fulfilment.decide.asking import Position
from orderhub.fulfilment.decide.parts import is_stale, left_parts, trimmed
from orderhub.fulfilment.decide.told import holds_others
from orderhub.fulfilment.model.parcels import Package
from orderhub.fulfilment.model.warehouses import DeliveryOrder, WaitsFor
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import packages
from orderhub.infra.db import Tx
from orderhub.orders.facade import ExceptionKind, Flags, Standing, open_causes
from orderhub.stock.facade import ships_short

STOPPED = Flags.HELD | Flags.REFUNDING | Flags.CHANNEL_HELD | Flags.PRESALE_HELD
LACKING = Flags.EXCEPTION | Flags.SHORT
# What the order's lines no longer fit stops the parts that it is about; a lack of goods has a flag
# of its own.
NOT_OF_ALL = frozenset(
    {ExceptionKind.SPLIT_STALE, ExceptionKind.LINES_CHANGED, ExceptionKind.NO_STOCK}
)
# People hear first of what only they can take away.
REASONS = (
    (Flags.HELD, WaitsFor.HOLD),
    (Flags.REFUNDING, WaitsFor.REFUND),
    (Flags.CHANNEL_HELD, WaitsFor.PLATFORM),
    (Flags.PRESALE_HELD, WaitsFor.PRESALE),
    (Flags.EXCEPTION, WaitsFor.EXCEPTION),
    (Flags.SHORT, WaitsFor.GOODS),
)


async def positions(
    tx: Tx, order: Standing, parts: Sequence[DeliveryOrder]
) -> list[tuple[DeliveryOrder | None, Position]]:
    """What asking the warehouse of each of the order's parts depends on; of a whole order, one."""
    is_split = any(part.part for part in parts)
    stops = await stops_of(tx, order, split=is_split)
    stands = Position(
        stage=order.stage,
        stopped=bool(stops & STOPPED),
        lacking=bool(stops & LACKING),
        left=order.fulfilment_status != "none",
    )
    if not is_split:
        parcels = await _parcels(tx, order) if stands.left and parts else []
        stale = any(holds_others(part, ordered(order), parcels) for part in parts)
        return [(part, replace(stands, stale=stale)) for part in parts or [None]]
    parcels = await _parcels(tx, order)
    plan, left = trimmed(ordered(order), parts, parcels), left_parts(parcels)
    return [
        (part, replace(stands, left=part.part in left, split=True, stale=is_stale(part, plan)))
        for part in parts
    ]


async def _parcels(tx: Tx, order: Standing) -> list[Package]:
    return (await packages.of_orders(tx, [order.id]))[order.id]


async def position(
    tx: Tx, order: Standing, parts: Sequence[DeliveryOrder], delivery: DeliveryOrder | None
) -> Position:
    """What asking the warehouse of `delivery`, one of the order's `parts`, depends on."""
    wanted = delivery.part if delivery else 0
    found = await positions(tx, order, parts)
    return next(stands for part, stands in found if (part.part if part else 0) == wanted)


async def stops_of(tx: Tx, order: Standing, *, split: bool) -> int:
    """Flags that keep the order, or every part of a `split` one, from its warehouse. A short order
    waits for its goods, unless its shop lets the warehouse say what there is."""
    stops = order.flags & (STOPPED | LACKING)
    if stops & Flags.SHORT and await ships_short(tx, order.shop_id):
        stops &= ~Flags.SHORT
    if split and stops & Flags.EXCEPTION and NOT_OF_ALL.issuperset(await open_causes(tx, order.id)):
        stops &= ~Flags.EXCEPTION
    return stops


def first_of(stops: int) -> WaitsFor | None:
    """What people are told that the order waits for."""
    return next((why for flag, why in REASONS if stops & flag), None)
