"""Orders that travel as one delivery (合单): whether they may, who must leave it, and whose units a
parcel holds. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderhub.fulfilment.decide.asking import NOT_ASKED, OPEN, Position, may_ship, must_stay
from orderhub.fulfilment.model.tasks import TaskKind
from orderhub.fulfilment.model.warehouses import DeliveryOrder, DeliveryState
from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage

MOST = 20
NOT_TAKEN = NOT_ASKED | {DeliveryState.REJECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that is to travel with others. `same` is the keyed digest of its shop, buyer and
    recipient, None where the channel hides them; `parts` what its warehouse was asked; `ship_by`
    the last instant to ship, None where nothing is promised."""

    shop_id: int
    same: bytes | None
    stands: Position
    parts: Sequence[DeliveryOrder]
    ship_by: datetime | None = None

    @property
    def lead_id(self) -> int | None:
        """The order that those it travels with already are named after."""
        return self.parts[0].lead_id if self.parts else None


@dataclass(frozen=True, slots=True)
class Kin:
    """An order that waits with others of its buyer: when it is to be shipped by, and the order that
    those it travels with already are named after."""

    ship_by: datetime | None
    lead_id: int | None


def wait_is_over(due_at: datetime, ship_by: datetime | None, now: datetime) -> bool:
    """Whether an order that is to be shipped by then waits for no others (any more): what is
    promised for before its wait ends is not kept back."""
    return due_at <= now or (ship_by is not None and ship_by <= due_at)


def in_time_with(own: int, kin: Mapping[int, Kin], within_hours: int) -> list[int]:
    """The order and those of the others that are to be shipped by times at most `within_hours`
    apart (0: however far), rising: the nearest ones first. Who travel together stay so; where
    nothing is promised any time will do."""
    if not within_hours:
        return sorted(kin)
    sets: dict[int, list[int]] = {}
    for one, told in kin.items():
        sets.setdefault(told.lead_id or -one, []).append(one)
    mine = sets.pop(kin[own].lead_id or -own)

    def span(ids: Collection[int]) -> timedelta:
        times = [at for one in ids if (at := kin[one].ship_by) is not None]
        return max(times) - min(times) if times else timedelta()

    for other in sorted(sets.values(), key=lambda ids: (span([*mine, *ids]), ids)):
        if span([*mine, *other]) <= timedelta(hours=within_hours):
            mine = [*mine, *other]
    return sorted(mine)


def sets_in_time(kin: Mapping[int, Kin], within_hours: int) -> list[list[int]]:
    """Orders that may travel as one by their times, two of a set at least, the oldest first."""
    left: dict[int, Kin] = dict(kin)
    found: list[list[int]] = []
    while left:
        ids = in_time_with(min(left), left, within_hours)
        left = {one: told for one, told in left.items() if one not in ids}
        found += [ids] if len(ids) > 1 else []
    return found


def check_merge(candidates: Sequence[Candidate], within_hours: int = 0) -> Refusal | None:
    """Whether the orders may travel as one: of one shop, buyer and address, reviewed, none of them
    given to a warehouse, to be shipped by times at most `within_hours` apart."""
    if not 2 <= len(candidates) <= MOST:  # noqa: PLR2004 - one order is no merge
        return Refusal("no_merge", f"Two to {MOST} orders travel as one.")
    if any(one.same is None for one in candidates):
        return Refusal("recipient_hidden", "The channel hides the recipient of one of them.")
    if len({(one.shop_id, one.same) for one in candidates}) > 1:
        return Refusal("other_recipient", "They are not of one shop, buyer and address.")
    kin = {n: Kin(one.ship_by, None) for n, one in enumerate(candidates)}
    if len(in_time_with(0, kin, within_hours)) < len(kin):
        return Refusal("ship_by_apart", "They are to be shipped by times too far apart.")
    return next(filter(None, map(_check_one, candidates)), None)


def fits(one: Candidate, same: bytes) -> bool:
    """Whether the order may travel with others to the `same` recipient."""
    return one.same == same and _check_one(one) is None


def is_one_already(candidates: Collection[Candidate | Kin]) -> bool:
    """Whether they all travel together."""
    leads = {one.lead_id for one in candidates}
    return len(leads) == 1 and None not in leads


def sets_together(kin: Mapping[int, Kin]) -> list[list[int]]:
    """Those of the orders that travel together already, two of a set at least, the oldest first."""
    sets: dict[int, list[int]] = {}
    for one, told in sorted(kin.items()):
        if told.lead_id is not None:
            sets.setdefault(told.lead_id, []).append(one)
    return [ids for ids in sets.values() if len(ids) > 1]


def may_part(delivery: DeliveryOrder) -> Refusal | None:
    """Only what no warehouse took is taken apart."""
    if delivery.state not in NOT_TAKEN:
        return Refusal("at_warehouse", "A warehouse has them: hold one of the orders first.")
    return None


def who_leaves(
    stands: Mapping[int, Position], delivery: DeliveryOrder, *, is_due: bool
) -> frozenset[int]:
    """Orders that travel with the others no more: closed, stopped or gone on their own, once no
    warehouse has the delivery. One that lacks goods may get them while the others wait; when they
    are due it keeps none of them that can go."""
    if delivery.state not in NOT_ASKED:
        return frozenset()
    going = {one for one, at in stands.items() if may_ship(at)}
    if is_due and going:
        return frozenset(stands.keys() - going)
    return frozenset(one for one, at in stands.items() if must_stay(at) or at.left)


def group_asks(stands: Collection[Position], delivery: DeliveryOrder) -> TaskKind | None:
    """To ship when every order may go; to leave all when one of them must stay."""
    if delivery.state in NOT_ASKED:
        return TaskKind.CREATE if all(may_ship(at) for at in stands) else None
    must = any(must_stay(at) for at in stands)
    return TaskKind.CANCEL if delivery.state in OPEN and must else None


def share(
    units: Mapping[str, int], left: Mapping[int, Mapping[str, int]]
) -> dict[int, dict[str, int]]:
    """Order → its units in a parcel of `units`, given what is `left` of each order, the first in
    order first. What nobody ordered is the first one's, so that a person hears of it. A parcel that
    names no units holds all that is left."""
    first = next(iter(left))
    shares: dict[int, Counter[str]] = {order_id: Counter() for order_id in left}
    if not units:
        for order_id, of_order in left.items():
            shares[order_id].update({sku: n for sku, n in of_order.items() if n > 0})
    for sku, n in units.items():
        for order_id, of_order in left.items():
            taken = min(n, max(of_order.get(sku, 0), 0))
            shares[order_id][sku] += taken
            n -= taken  # noqa: PLW2901 - what of this SKU is still to be placed
        shares[first][sku] += n
    told = {order_id: dict(+mine) for order_id, mine in shares.items() if +mine}
    return told or {first: dict(units)}


def _check_one(one: Candidate) -> Refusal | None:
    stands = one.stands
    if stands.stage != Stage.TO_SHIP or stands.stopped or stands.left:
        return Refusal("moved_on", "One of them is not to be shipped now.")
    if any(part.lines is not None for part in one.parts):
        return Refusal("is_split", "One of them is split.")
    if any(part.state not in NOT_ASKED for part in one.parts):
        return Refusal("at_warehouse", "A warehouse has one of them: hold that order first.")
    return None
