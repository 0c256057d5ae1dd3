"""What each listing is to be told next: its part, and of a raise only what no other channel still
has on sale beyond its own part."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from orderhub.infra.db import Tx
from orderhub.stock.decide.quantities import at_most, left
from orderhub.stock.model import AllocationMode
from orderhub.stock.service.offers import Offers
from orderhub.stock.statements import Row
from orderhub.stock.store import publications

CALM = timedelta(minutes=10)  # without an order that takes the goods: by then its channel was read
Why = Literal["changed", "quiet", "cuts", "silent"]
Outlook = tuple[int, Why, datetime | None]
_MAY_HAVE_ARRIVED = frozenset({"sending", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Units of one listing: its channel sells at most `on_sale` as it stands (None: it was told
    nothing yet) and is `due` to be told others. A share that stays as it was worked out comes to
    `anew` at `again`; one that is `renewed` by this plan does so at once. `over` is what other
    channels sell beyond their parts."""

    item: int
    on_sale: int | None
    due: int
    anew: int
    again: datetime | None = None
    renewed: bool = False
    apart: bool = False
    over: int = 0

    @property
    def beyond(self) -> int:
        """What its channel sells beyond its part."""
        return max((self.on_sale or 0) - self.due, 0) if self.apart else 0

    def outlook(self, due_at: datetime | None) -> Outlook | None:
        """Units the channel is to be told next, why, and when as far as that is known; None where
        it has the number already."""
        if self.quantity < self.due:
            return self.due, "cuts", None
        if self.due != self.on_sale:
            return self.due, "changed", due_at
        return None if self.again is None else (self.anew, "quiet", self.again)

    @property
    def is_cut(self) -> bool:
        """Whether others may be told more once its channel has it."""
        return self.quantity < (self.on_sale or 0)

    @property
    def quantity(self) -> int:
        """What may be told now: a part is raised by what the others have been told to give up."""
        if not self.apart:
            return self.due
        return min(self.due, max(self.on_sale or 0, self.due - self.over))


async def plans_of(
    tx: Tx, items: Collection[int], offers: Offers, now: datetime
) -> dict[int, Plan]:
    """Listing → plan, of all listings of these items whose channels are told quantities.

    A share stays as it was worked out until goods come or go otherwise than by orders, or orders
    have been quiet for `CALM`: what others sell in between makes it no smaller, for telling that
    would put back on sale what its channel sold meanwhile."""
    rows = await publications.of_items(tx, items)
    parts = [row for row in rows if _mode(row, offers) is not AllocationMode.POOL]
    stay = [row for row in parts if _stays(row, offers, now)]
    sold = await publications.taken_since(tx, parts)
    taken = await publications.taken_since(tx, stay, "part_since")
    plans = {row["listing_id"]: _plan(row, offers, sold, taken) for row in rows}
    over: Counter[int] = Counter()
    for plan in plans.values():
        over[plan.item] += plan.beyond
    return {
        listing: replace(plan, over=over[plan.item] - plan.beyond)
        for listing, plan in plans.items()
    }


def _plan(row: Row, offers: Offers, sold: Mapping[int, int], taken: Mapping[int, int]) -> Plan:
    listing, item, mode = row["listing_id"], row["item_id"], _mode(row, offers)
    due = anew = offers.quantity(item, row["shop_id"])
    if listing in taken:
        due = left(row["part"], taken[listing], offers.free(item))
    maybe = row["sent"] if row["state"] in _MAY_HAVE_ARRIVED else None
    return Plan(
        item=item,
        on_sale=at_most(row["quantity"], sold.get(listing, 0), maybe),
        due=due,
        anew=anew,
        again=None if due == anew else row["changed_at"] + CALM,
        renewed=mode is AllocationMode.SHARE and listing not in taken,
        apart=mode is not AllocationMode.POOL,
    )


def _stays(row: Row, offers: Offers, now: datetime) -> bool:
    return (
        _mode(row, offers) is AllocationMode.SHARE
        and row["part"] is not None
        and row["part_of"] == offers.counted_of(row["item_id"])
        and row["changed_at"] > now - CALM
    )


def _mode(row: Row, offers: Offers) -> AllocationMode:
    return offers.allocation(row["item_id"], row["shop_id"]).mode
