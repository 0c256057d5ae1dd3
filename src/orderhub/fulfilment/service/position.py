"""How an order stands towards the warehouses that are to ship it, and what keeps it back."""

from collections.abc import Collection, Mapping, Sequence
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

Positions = Sequence[tuple[DeliveryOrder | None, Position]]
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
    tx: Tx, orders: Sequence[Standing], parts: Mapping[int, Sequence[DeliveryOrder]]
) -> dict[int, Positions]:
    """Order → what asking the warehouse of each of its parts depends on; of a whole order, one."""
    split = {order.id for order in orders if is_split(parts[order.id])}
    stops = await stops_of(tx, orders, split)
    with_parcels = [
        order.id for order in orders if order.id in split or (_has_left(order) and parts[order.id])
    ]
    parcels = await packages.of_orders(tx, with_parcels) if with_parcels else {}
    return {
        order.id: _positions(order, parts[order.id], stops[order.id], parcels.get(order.id, []))
        for order in orders
    }


def position_of(found: Positions, delivery: DeliveryOrder | None) -> Position:
    """That of `delivery`, one of the order's parts."""
    wanted = delivery.part if delivery else 0
    return next(stands for part, stands in found if (part.part if part else 0) == wanted)


async def stops_of(tx: Tx, orders: Sequence[Standing], split: Collection[int]) -> dict[int, int]:
    """Order → flags that keep it, or every part of a `split` one, from its warehouse. A short order
    waits for its goods, unless its shop lets the warehouse say what there is."""
    stops = {order.id: order.flags & (STOPPED | LACKING) for order in orders}
    lacking = {order.shop_id for order in orders if stops[order.id] & Flags.SHORT}
    unkept = await ships_short(tx, lacking) if lacking else frozenset[int]()
    stopped = [one for one in split if stops[one] & Flags.EXCEPTION]
    causes = await open_causes(tx, stopped) if stopped else {}
    for order in orders:
        if order.shop_id in unkept:
            stops[order.id] &= ~Flags.SHORT
        if order.id in causes and NOT_OF_ALL.issuperset(causes[order.id]):
            stops[order.id] &= ~Flags.EXCEPTION
    return stops


def is_split(parts: Sequence[DeliveryOrder]) -> bool:
    """Whether these are parts of a split order."""
    return any(part.part for part in parts)


def first_of(stops: int) -> WaitsFor | None:
    """What people are told that the order waits for."""
    return next((why for flag, why in REASONS if stops & flag), None)


def _has_left(order: Standing) -> bool:
    return order.fulfilment_status != "none"


def _positions(
    order: Standing, parts: Sequence[DeliveryOrder], stops: int, parcels: Sequence[Package]
) -> Positions:
    stands = Position(
        stage=order.stage,
        stopped=bool(stops & STOPPED),
        lacking=bool(stops & LACKING),
        left=_has_left(order),
    )
    if not is_split(parts):
        stale = any(holds_others(part, ordered(order), parcels) for part in parts)
        return [(part, replace(stands, stale=stale)) for part in parts or [None]]
    plan, left = trimmed(ordered(order), parts, parcels), left_parts(parcels)
    return [
        (part, replace(stands, left=part.part in left, split=True, stale=is_stale(part, plan)))
        for part in parts
    ]
