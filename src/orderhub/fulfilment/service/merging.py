"""Orders brought together and taken apart by a person, and how long orders wait for each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from orderhub.access.facade import Actor, record
from orderhub.fulfilment.decide.merging import (
    Kin,
    is_one_already,
    may_part,
    sets_in_time,
    sets_together,
)
from orderhub.fulfilment.model.warehouses import Merging
from orderhub.fulfilment.queries.merging import Waiting, waiting
from orderhub.fulfilment.service.groups import lock_together, part, unite
from orderhub.fulfilment.service.position import STOPPED
from orderhub.fulfilment.service.pushing import follow
from orderhub.fulfilment.service.splitting import order_of
from orderhub.fulfilment.store import merging, warehouses
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import Standing, standings, to_ship_by


@dataclass(frozen=True, slots=True)
class Offer:
    """Orders of one buyer to one address; given to their warehouse at `due_at`, as one when they
    are `merged`. `together` are those of them that travel together already, set by set."""

    orders: Sequence[Standing]
    due_at: datetime
    merged: bool
    together: Sequence[Sequence[Standing]]


async def offers(tx: Tx, shops: Sequence[int] | None, now: datetime) -> list[Offer]:
    """Those that are given soonest first; orders that are stopped meanwhile are left out."""
    sets = await _sets(tx, shops, now)
    ids = [row.order_id for rows in sets for row in rows]
    found = {one.id: one for one in await standings(tx, ids=ids)}
    told: list[Offer] = []
    for rows in sets:
        kin = {row.order_id: Kin(found[row.order_id].ship_by, row.lead_id) for row in rows}
        told.append(
            Offer(
                [found[one] for one in kin],
                min(row.due_at for row in rows),
                is_one_already(kin.values()),
                [[found[one] for one in those] for those in sets_together(kin)],
            )
        )
    return sorted(told, key=lambda offer: offer.due_at)


async def count_offers(tx: Tx, shops: Sequence[int] | None, now: datetime) -> int:
    """How many `offers` tells, without what stands in them."""
    return len(await _sets(tx, shops, now))


async def merge(tx: Tx, actor: Actor, numbers: Sequence[str], now: datetime) -> None:
    """Let the orders travel as one; NotFound, or Conflict with why not."""
    orders = [await order_of(tx, actor, number) for number in sorted(set(numbers))]
    refusal = await unite(tx, [order.id for order in orders], actor.name, now)
    if refusal is not None:
        raise Conflict(refusal)
    detail = {"orders": len(orders)}
    for order in orders:
        place = f"order:{order.number}"
        await record(tx, actor, "fulfilment.merge", place, shop_id=order.shop_id, detail=detail)
    for order in await standings(tx, ids=[orders[0].id]):
        await follow(tx, order, now)
    live.announce(tx, "fulfilment", shop_id=orders[0].shop_id)


async def take_apart(tx: Tx, actor: Actor, number: str, now: datetime) -> None:
    """Let the order and all that travel with it go alone, and no rule bring them together again;
    NotFound, or Conflict with why not."""
    order = await order_of(tx, actor, number)
    ids = await lock_together(tx, [order.id])
    rows = await warehouses.of_lead(tx, ids[0])
    if not rows:
        raise Conflict(Refusal("not_merged", "The order travels alone."))
    refusal = may_part(rows[0])
    if refusal is not None:
        raise Conflict(refusal)
    await merging.keep_apart(tx, ids)
    for alone in await part(tx, ids, frozenset(ids), actor.name, now):
        await follow(tx, alone, now)
    await record(tx, actor, "fulfilment.part", f"order:{number}", shop_id=order.shop_id)
    live.announce(tx, "fulfilment", shop_id=order.shop_id)


async def set_merging(tx: Tx, actor: Actor, warehouse_id: int, said: Merging) -> None:
    """How its orders travel as one from now on; NotFound."""
    if not await warehouses.set_merging(tx, warehouse_id, said):
        raise NotFound("there is no such warehouse")
    detail = {
        "minutes": said.gather_minutes, "merges": said.merges, "within_hours": said.within_hours,
        "alone": len(said.alone_shop_ids),
    }  # fmt: skip
    await record(tx, actor, "fulfilment.set_merging", f"warehouse:{warehouse_id}", detail=detail)


async def _sets(tx: Tx, shops: Sequence[int] | None, now: datetime) -> list[list[Waiting]]:
    """Those of each offer, the oldest first."""
    rows = await waiting(tx, shops, now)
    ship_by = await to_ship_by(tx, [row.order_id for row in rows], STOPPED)
    going = [row for row in rows if row.order_id in ship_by]
    places = {one: await warehouses.serving(tx, one) for one in {row.shop_id for row in going}}
    sets: list[list[Waiting]] = []
    for _, group in groupby(going, key=lambda row: row.same):
        mine = {row.order_id: row for row in group}
        shop_id = next(iter(mine.values())).shop_id
        place = places[shop_id]
        if place is None or shop_id in place.alone_shop_ids:
            continue
        kin = {one: Kin(ship_by[one], row.lead_id) for one, row in mine.items()}
        sets += [[mine[one] for one in ids] for ids in sets_in_time(kin, place.within_hours)]
    return sets
