"""Counting what a drill led to: at the platforms, in the hub, at the receivers."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from orderhub.apps.drill import buyers, partner
from orderhub.apps.drill.depot import Depot
from orderhub.apps.drill.outcome import doubled
from orderhub.apps.drill.receivers import received
from orderhub.apps.drill.shipping import Key, State, states_wrong
from orderhub.apps.drill.stage import Stage
from orderhub.apps.drill.verdict import PATIENCE_S
from orderhub.orders.facade import Flags

STATES = "SELECT shop_id, external_no, channel_status, stage, fulfilment_status, flags FROM orders"
PACKED = """
    SELECT o.shop_id, o.external_no, p.waybill_no FROM packages p JOIN orders o ON o.id = p.order_id
"""
NUMBERS = "SELECT number, shop_id, external_no FROM orders"
# Cheap to ask: what is still on its way to anybody, and orders that nothing of has left.
OPEN = """
    SELECT (SELECT count(*) FROM orders WHERE fulfilment_status NOT IN ('shipped', 'delivered'))
        + (SELECT count(*) FROM fulfilment_tasks WHERE state IN ('waiting', 'calling', 'unknown'))
        + (SELECT count(*) FROM partners_deliveries WHERE state = 'queued')
        + (SELECT count(*) FROM notify_sms WHERE state = 'queued')
        + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM bus_messages)
"""
LOOK_EVERY_S = 0.5
DEAD = """
    SELECT (SELECT count(*) FROM dead_letters)
        + (SELECT count(*) FROM fulfilment_tasks WHERE state IN ('stopped', 'refused'))
"""
UNSOUND = Flags.EXCEPTION | Flags.UNTOLD  # nobody raised one in a drill, and all is told at last
Parcel = tuple[int, str, str]
"""(shop, the channel's number, waybill)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a clerk expects who saw everything once: how far each order's parcels are, the waybill
    of each parcel, and the orders that the warehouse must be given."""

    left: Mapping[Key, str]
    parcels: frozenset[Parcel]
    given: frozenset[Key]


def until_in_step(
    at: Depot, wanted: Callable[[], Wanted], patience_s: float = PATIENCE_S
) -> float | None:
    """Seconds until hub, platforms, partner and buyers have all that is wanted; None when it takes
    longer than `patience_s`."""
    begin = time.monotonic()
    while time.monotonic() < begin + patience_s:
        [[open_]] = at.on.execute(OPEN)
        if not open_ and has_all(tally(at, wanted())):
            return round(time.monotonic() - begin, 1)
        time.sleep(LOOK_EVERY_S)
    return None


def has_all(figures: Mapping[str, int]) -> bool:
    """Whether nothing lacks; what came too often does not get fewer by waiting."""
    return not any(figures[name] for name in figures if name.endswith(("_lost", "_wrong", "given")))


def orders_by_code(at: Depot, codes: Iterable[str]) -> dict[str, Key]:
    """Which order the warehouse means by each of its codes: our number, or number-2, … after a
    recall."""
    numbers = {number: (shop, no) for number, shop, no in at.on.execute(NUMBERS)}
    found = {code: numbers.get(code) or numbers.get(code.rpartition("-")[0]) for code in codes}
    return {code: key for code, key in found.items() if key is not None}


def tally(at: Depot, wanted: Wanted) -> dict[str, int]:
    """Figures of a `Shipping` that are counted."""
    on = at.on
    platform, (known, twice) = on.platform(), on.known()
    packed: list[Parcel] = [(shop, no, waybill) for shop, no, waybill in on.execute(PACKED)]
    told, tellable = told_parcels(on), {s.id for s in on.shops.values() if s.takes_parcels}
    to_tell = {parcel for parcel in wanted.parcels if parcel[0] in tellable}
    [[dead]] = on.execute(DEAD)
    return {
        "orders": len(platform),
        "parcels": len(wanted.parcels),
        "ship_backs": len(told),
        "orders_lost": sum(key not in known for key in platform),
        "orders_doubled": twice,
        "parcels_lost": len(wanted.parcels - set(packed)),
        "parcels_doubled": doubled(packed) + len(set(packed) - wanted.parcels),
        "ship_backs_lost": len(to_tell - set(told)),
        "ship_backs_doubled": doubled(told),
        "states_wrong": states_wrong(platform, wanted.left, states(on)),
        "dead_letters": dead,
        **_given(at, wanted),
        **_heard(at),
    }


def states(on: Stage) -> dict[Key, State]:
    """Where the hub's orders stand."""
    return {
        (shop, no): (status, stage, "unsound" if flags & UNSOUND else fulfilment)
        for shop, no, status, stage, fulfilment, flags in on.execute(STATES)
    }


def told_parcels(on: Stage) -> list[Parcel]:
    """One for each time that a platform was told of a parcel, whatever it thought of it."""
    return [
        (shop.id, parcel["external_no"], parcel["waybill_no"])
        for name, shop in on.shops.items()
        for parcel in on.parcels(name)
        for _ in range(parcel["told"])
    ]


def _given(at: Depot, wanted: Wanted) -> dict[str, int]:
    """Orders the warehouse never got, and those that it would let out more than once."""
    given = at.warehouse()["given"]
    orders = orders_by_code(at, [one["code"] for one in given])
    kept = (one["code"] for one in given if one["state"] != "cancelled")
    times = Counter(orders[code] for code in kept if code in orders)
    return {
        "not_given": sum(not times[key] for key in wanted.given),
        "given_twice": sum(n - 1 for n in times.values() if n > 1),
    }


def _heard(at: Depot) -> dict[str, int]:
    """What the partner and the buyers heard, and what of it twice or not at all."""
    got = received(at.on)
    news = [one for _, one in got.webhooks]
    return {
        "webhooks": len(news),
        "webhooks_lost": partner.unheard(at.on, news),
        "webhooks_doubled": doubled(news),
        "sms": len(got.sms),
        "sms_lost": buyers.untexted(at.on, at.on.shops.values()),
        "sms_doubled": doubled(got.sms),
    }
