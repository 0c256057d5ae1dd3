"""A return parcel that a warehouse took in: seen at its order, booked into the stock, announced."""

from collections import Counter
from datetime import datetime

from orderhub.fulfilment.decide.asking import numbers_of
from orderhub.fulfilment.decide.returns import good_units, poor_units, said_of
from orderhub.fulfilment.events import return_received
from orderhub.fulfilment.model.parcels import Source
from orderhub.fulfilment.model.warehouses import Returned, Warehouse
from orderhub.fulfilment.service.steps import move_parcel
from orderhub.fulfilment.store import merging, packages, warehouses
from orderhub.infra import outbox
from orderhub.infra.db import Tx
from orderhub.orders.facade import Fact, Standing, learn, standings
from orderhub.stock.facade import CameBack, take_returned


async def take_back(tx: Tx, warehouse: Warehouse, said: Returned, now: datetime) -> None:
    """Stock comes last, so that who waits for a SKU waits for no more than that. Goods are booked
    whether their order is known or not."""
    order = await _order_of(tx, warehouse, said)
    concerned = [] if order is None else await _in_parcel(tx, order, said)
    await packages.lock(tx, [one.id for one in concerned])
    await learn(tx, [_fact(one, warehouse, said, now) for one in concerned])
    for one in concerned:
        await _arrived(tx, one, said, now)
    good, poor = good_units(said), poor_units(said)
    number = order.number if order else ""
    back = CameBack(
        warehouse=warehouse.code, message=said.key, return_no=said.return_no, number=number,
        shop_id=order.shop_id if order else None, at=said.at, good=good, poor=poor,
    )  # fmt: skip
    unknown = await take_returned(tx, back, now)
    units: Counter[str] = Counter()
    for item in said.items:
        units[item.sku] += item.units
    event = return_received(
        warehouse.code,
        said.key,
        said.at,
        return_no=said.return_no,
        waybill_no=said.waybill_no,
        number=number,
        items=dict(units),
        good=good,
        unknown=unknown,
    )
    outbox.append(tx, event)


async def _order_of(tx: Tx, warehouse: Warehouse, said: Returned) -> Standing | None:
    """The one order that the message can mean, of a shop that the warehouse ships for: by what the
    warehouse was asked, an order's number, or the waybill of a parcel that came back as it was (of
    those that travelled in it as one the first)."""
    for ref in said.order_refs:
        asked = await warehouses.of_numbers(tx, warehouse.id, ref, numbers_of(ref))
        if asked is not None:
            return next(iter(await standings(tx, ids=[asked.order_id])), None)
    named = await standings(tx, refs=list(said.order_refs))
    if not named and said.waybill_no:
        parcels = await packages.of_waybill(tx, said.waybill_no)
        named = await standings(tx, ids=sorted({parcel.order_id for parcel in parcels}))
    ours = [order for order in named if order.shop_id in warehouse.shop_ids]
    if not ours or {one.id for one in ours} - {*await merging.companions(tx, [ours[0].id])}:
        return None
    return ours[0]


async def _in_parcel(tx: Tx, order: Standing, said: Returned) -> list[Standing]:
    """The order, and those that travelled with it in a parcel that came back as it was; rising."""
    parcels = await packages.of_waybill(tx, said.waybill_no) if said.waybill_no else []
    together = {*await merging.companions(tx, [order.id])}
    ids = {order.id} | (together & {parcel.order_id for parcel in parcels})
    return sorted(await standings(tx, ids=sorted(ids)), key=lambda one: one.id)


async def _arrived(tx: Tx, order: Standing, said: Returned, now: datetime) -> None:
    """A parcel that comes back under its own waybill was not taken by the buyer."""
    for parcel in (await packages.of_orders(tx, [order.id])).get(order.id, []):
        if said.waybill_no and parcel.waybill_no == said.waybill_no:
            await move_parcel(tx, parcel, "returned", Source.WMS, (said.at, now))


def _fact(order: Standing, warehouse: Warehouse, said: Returned, now: datetime) -> Fact:
    return Fact(
        order_id=order.id,
        source=Source.WMS,
        kind="goods_returned",
        key=f"return:{warehouse.id}:{said.key}",
        occurred_at=said.at,
        learned_at=now,
        data={"return_no": said.return_no, "reason_code": said_of(said)},
    )
