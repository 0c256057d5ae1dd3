"""A parcel of orders that travel as one: whose units it holds, one scan an order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from orderhub.fulfilment.decide.asking import NOT_ASKED
from orderhub.fulfilment.decide.merging import share
from orderhub.fulfilment.decide.scans import left_units
from orderhub.fulfilment.model.parcels import Scan, Source
from orderhub.fulfilment.service.orders import ordered
from orderhub.fulfilment.store import merging, packages
from orderhub.fulfilment.store import scans as store
from orderhub.infra.db import Tx
from orderhub.orders.facade import Standing, standings

Left = dict[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class _Group:
    """Orders that a warehouse has as one, the first the one it is named after, with the waybills
    that each has already and the units `left` of each, which shares are taken from."""

    orders: Sequence[Standing]
    waybills: Mapping[int, Mapping[str, int]]
    left: Left


Said = tuple[Scan, Sequence[Standing]]
"""A scan and the orders that it may be of."""


async def spread(tx: Tx, scans: Sequence[Said]) -> list[tuple[int, Said]]:
    """(place of the scan, what it says of one order). A parcel of orders that travel as one holds
    units of several, whichever of them it names."""
    named = {found[0].id for _, found in scans if len(found) == 1}
    groups = await _given(tx, named) if named else {}
    told: list[tuple[int, Said]] = []
    for place, (scan, found) in enumerate(scans):
        group = groups.get(found[0].id) if len(found) == 1 else None
        if group is None:
            told.append((place, (scan, found)))
            continue
        orders = {order.number: order for order in group.orders}
        shares = await _shares(tx, scan, group)
        told += [(place, (one, [orders[one.order_ref]])) for one in shares]
    return told


async def _given(tx: Tx, order_ids: Collection[int]) -> dict[int, _Group]:
    """Order → the group that a warehouse has it in; if there is any, all are locked, rising."""
    members = {
        lead: sorted(states, key=lambda one: (one != lead, one))
        for lead, states in (await merging.groups_of(tx, order_ids)).items()
        if not set(states.values()) & NOT_ASKED
    }
    every = sorted(one for ids in members.values() for one in ids)
    if not every:
        return {}
    await packages.lock(tx, {*every, *order_ids})
    orders = {order.id: order for order in await standings(tx, ids=every)}
    sent = await packages.sent(tx, every)
    found: dict[int, _Group] = {}
    for ids in members.values():
        left = {one: left_units(ordered(orders[one]), sent[one].packages) for one in ids}
        waybills = {one: sent[one].waybills for one in ids}
        group = _Group([orders[one] for one in ids], waybills, left)
        found |= dict.fromkeys(ids, group)
    return found


async def _shares(tx: Tx, scan: Scan, group: _Group) -> list[Scan]:
    """What was said before under this scan's key is said of the same orders again."""
    mine = {
        order.id: replace(scan, key=f"{scan.key}#{order.number}", order_ref=order.number)
        for order in group.orders
    }
    known = await store.known_keys(tx, scan, [one.key for one in mine.values()])
    if known:
        return [one for one in mine.values() if one.key in known]
    waybill = scan.replaces or scan.waybill_no
    holders = [id_ for id_ in mine if waybill in group.waybills[id_]]
    adds = scan.source is Source.WMS and scan.units and not scan.replaces
    if scan.replaces or (holders and not adds):
        return [replace(mine[id_], units={}) for id_ in holders or list(mine)[:1]]
    shares = share(scan.units, group.left)
    for id_, units in shares.items():
        left = group.left[id_]
        group.left[id_] = {sku: n - units.get(sku, 0) for sku, n in left.items()}
    weights = [scan.weight_g, *[None] * len(shares)]
    return [
        replace(mine[id_], units=units, weight_g=weight)
        for (id_, units), weight in zip(shares.items(), weights, strict=False)
    ]
