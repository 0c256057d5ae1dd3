"""Orders that travel as one delivery: brought together, followed, and let go alone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from orderhub.fulfilment.decide.asking import NOT_ASKED, Position
from orderhub.fulfilment.decide.merging import (
    Candidate,
    Kin,
    check_merge,
    fits,
    group_asks,
    in_time_with,
    is_one_already,
    wait_is_over,
    who_leaves,
)
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, Warehouse
from orderhub.fulfilment.service.addresses import look_at_address, same_recipients
from orderhub.fulfilment.service.asked import ask, recall
from orderhub.fulfilment.service.facts import merge_fact
from orderhub.fulfilment.service.lines import look_at_lines
from orderhub.fulfilment.service.position import position_of, positions
from orderhub.fulfilment.store import merging, tasks, warehouses
from orderhub.infra.db import Tx
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import Standing, learn, standings


async def lock_together(tx: Tx, order_ids: Collection[int]) -> list[int]:
    """Take turns, until commit, about what is told of the orders and of all that travel with them;
    their ids, rising. Who joined them while this waited is waited for too."""
    held: set[int] = set()
    while True:
        ids = await merging.companions(tx, order_ids)
        if held.issuperset(ids):
            return ids
        for one in ids:
            await tasks.lock(tx, one)
        held.update(ids)


async def unite(tx: Tx, order_ids: Collection[int], by: str, now: datetime) -> Refusal | None:
    """Let the orders, and all that travel with one of them already, travel as one, as the person
    `by` wants; or why not."""
    found = await _candidates(tx, order_ids)
    warehouse = await warehouses.serving(tx, next(iter(found.values())).shop_id)
    if warehouse is None:
        return Refusal("no_warehouse", "No warehouse ships this shop's orders.")
    if any(one.shop_id in warehouse.alone_shop_ids for one in found.values()):
        return Refusal("shop_left_out", "The shop's orders take no part in merging.")
    refusal = check_merge(list(found.values()), warehouse.within_hours)
    if refusal is None:
        await _unite(tx, sorted(found), warehouse.id, by, now)
    return refusal


async def unite_fitting(
    tx: Tx, own: tuple[int, bytes], order_ids: Collection[int], warehouse: Warehouse, now: datetime
) -> None:
    """By the rule of `warehouse`: let those of the orders travel as one with `own` (order,
    recipient) that go to the same recipient in time and that nothing stops. What travelled with
    them and does not fit goes alone."""
    found = await _candidates(tx, order_ids)
    fitting = {id_: one for id_, one in found.items() if fits(one, own[1])}
    if own[0] not in fitting:
        return
    kin = {id_: Kin(one.ship_by, one.lead_id) for id_, one in fitting.items()}
    fitting = {id_: fitting[id_] for id_ in in_time_with(own[0], kin, warehouse.within_hours)}
    if check_merge(list(fitting.values())) or is_one_already(fitting.values()):
        return
    leads = {one.lead_id for one in fitting.values()} - {None}
    strays = [id_ for id_, one in found.items() if id_ not in fitting and one.lead_id in leads]
    await _alone(tx, strays, (), None, now)
    await _unite(tx, sorted(fitting), warehouse.id, None, now)


async def follow_group(tx: Tx, lead_id: int, now: datetime) -> list[Standing]:
    """Store what the warehouse of orders that travel as one is to be asked now, if anything; the
    caller holds their locks. Returns orders that are to be looked at again, each by itself: some
    left the others."""
    rows = await warehouses.of_lead(tx, lead_id)
    orders = {one.id: one for one in await standings(tx, ids=[row.order_id for row in rows])}
    found = await positions(tx, [*orders.values()], {row.order_id: [row] for row in rows})
    stands: dict[int, Position] = {}
    for row in rows:
        stood = position_of(found[row.order_id], row)
        stands[row.order_id] = await _seen(tx, orders[row.order_id], row, stood, now)
    lead, delivery = orders[lead_id], next(row for row in rows if row.order_id == lead_id)
    waits = (await merging.waits_of(tx, orders)).values()
    is_due = not waits or any(
        wait_is_over(one.due_at, orders[one.order_id].ship_by, now) for one in waits
    )
    gone = who_leaves(stands, delivery, is_due=is_due)
    if not gone and delivery.state in NOT_ASKED:
        gone = await elsewhere(tx, orders)
    if gone:
        return await part(tx, list(orders), gone, None, now)
    wants = group_asks(stands.values(), delivery)
    if wants is TaskKind.CANCEL and await recall(tx, lead, delivery, now):
        return [lead]
    if wants is TaskKind.CREATE and is_due:
        await ask(tx, lead, delivery, delivery.warehouse_id, now)
    return []


async def part(
    tx: Tx, order_ids: Sequence[int], gone: frozenset[int], by: str | None, now: datetime
) -> list[Standing]:
    """Let some of these go alone, and the last one too that nobody is left to travel with. Returns
    whom to look at again: all that go alone, and one of those that stay together."""
    staying = sorted(set(order_ids) - gone)
    if len(staying) == 1:
        gone, staying = frozenset(order_ids), []
    await _alone(tx, sorted(gone), staying, by, now)
    return await standings(tx, ids=[*sorted(gone), *staying[:1]])


async def elsewhere(tx: Tx, orders: Mapping[int, Standing]) -> frozenset[int]:
    """Orders that go to another recipient by now than most of these; one that cannot be read is not
    known to."""
    found = await same_recipients(tx, [*orders.values()])
    same = {one: told for one, told in found.items() if told is not None}
    if not same:
        return frozenset()
    ((most, _),) = Counter(same.values()).most_common(1)
    return frozenset(one for one, told in same.items() if told != most)


async def _unite(
    tx: Tx, ids: Sequence[int], warehouse_id: int, by: str | None, now: datetime
) -> None:
    orders = sorted(await standings(tx, ids=ids), key=lambda order: order.id)
    await merging.unite(tx, orders, warehouse_id, now)
    numbers = {order.id: order.number for order in orders}
    others = {one: [no for id_, no in numbers.items() if id_ != one] for one in numbers}
    await learn(tx, [merge_fact(one, others[one], by, now) for one in numbers])


async def _alone(
    tx: Tx, gone: Sequence[int], staying: Sequence[int], by: str | None, now: datetime
) -> None:
    if gone:
        await merging.part(tx, gone, staying, now)
        await learn(tx, [merge_fact(one, (), by, now) for one in gone])


async def _seen(
    tx: Tx, order: Standing, row: DeliveryOrder, stands: Position, now: datetime
) -> Position:
    await look_at_lines(tx, order, [(row, stands)], now)
    moved = await look_at_address(tx, order, row, now, left=stands.left)
    return replace(stands, moved=moved)


async def _candidates(tx: Tx, order_ids: Collection[int]) -> dict[int, Candidate]:
    """The orders and all that travel with them, locked."""
    orders = await standings(tx, ids=await lock_together(tx, order_ids))
    parts = await warehouses.of_orders(tx, [order.id for order in orders])
    stood = await positions(tx, orders, parts)
    same = await same_recipients(tx, orders)
    return {
        order.id: Candidate(
            shop_id=order.shop_id,
            same=same[order.id],
            stands=position_of(stood[order.id], next(iter(parts[order.id]), None)),
            parts=parts[order.id],
            ship_by=order.ship_by,
        )
        for order in orders
    }
