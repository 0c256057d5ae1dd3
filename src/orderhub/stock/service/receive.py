"""Goods counted in and out (入库, 盘点): the book follows the warehouse, the queue is served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderhub.infra.db import Tx
from orderhub.kernel.types import Refusal
from orderhub.stock.model import Moves
from orderhub.stock.service.queue import fill
from orderhub.stock.store import balances, on_hand
from orderhub.stock.store.balances import Note

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """Units of a SKU in a warehouse: `units` more or less than booked, or so many in all
    (`absolute`)."""

    sku_id: int
    warehouse: str
    units: int
    absolute: bool


async def count(tx: Tx, counted: Sequence[Counted], note: Note) -> dict[Place, Refusal]:
    """Book what was counted; returns what was refused: below nothing, or below what is reserved."""
    skus = {one.sku_id for one in counted}
    could = await balances.move(tx, dict.fromkeys(skus, Moves()), note)
    there = await on_hand.levels(tx, skus)
    changes: dict[Place, int] = {}
    refused: dict[Place, Refusal] = {}
    for one in counted:
        place = (one.sku_id, one.warehouse)
        booked = there.get(one.sku_id, {}).get(one.warehouse, 0) + changes.get(place, 0)
        change = one.units - booked if one.absolute else one.units
        if one.sku_id not in could:
            refused[place] = Refusal("bundle_has_no_stock", "a bundle is counted by its parts")
        elif booked + change < 0:
            refused[place] = Refusal("below_zero", f"only {booked} are booked in this warehouse")
        else:
            changes[place] = changes.get(place, 0) + change
    return refused | await _book(tx, changes, note)


async def _book(tx: Tx, changes: Mapping[Place, int], note: Note) -> dict[Place, Refusal]:
    refused: dict[Place, Refusal] = {}
    allowed: dict[Place, int] = {}
    for warehouse in sorted({place[1] for place in changes}):
        here = {p: n for p, n in changes.items() if p[1] == warehouse and n != 0}
        done = await balances.recount(tx, here, note)
        for place, change in here.items():
            if place[0] in done:
                allowed[place] = change
            else:
                refused[place] = Refusal(
                    "reserved_for_orders",
                    f"{-change} units cannot be counted away: orders hold what is left. "
                    "Release orders first, then count again.",
                )
    await on_hand.change(tx, allowed, note.at)
    more = {sku for (sku, _), change in allowed.items() if change > 0}
    await fill(tx, more, {sku for sku, _ in changes}, note.at)
    return refused
