"""Running one drill: calm, break, notice, mend, catch up, compare."""

import time
from collections.abc import Callable
from typing import Any, Literal

from orderhub.apps.drill.catalogue import Drill
from orderhub.apps.drill.stage import Stage, StageShop, stage
from orderhub.apps.drill.verdict import PATIENCE_S, Verdict, lost, ratio_of

Phase = Literal["setting_up", "past", "calm", "broken", "noticed", "unnoticed", "catching_up"]
Say = Callable[[Phase, str], None]
"""The phase that begins, and words for a person."""
LIVE_PER_MINUTE = 2400
CALM_S = 12.0
BROKEN_S = 12.0
SPREAD_S = 10
LOOK_EVERY_S = 0.25


def run(
    drill: Drill, say: Say, orders: int | None = None, patience_s: float = PATIENCE_S
) -> dict[str, Any]:
    """The verdict of one drill on a stage of its own; `orders` instead of the drill's number,
    `patience_s` for what comes late."""
    begin = time.monotonic()
    say("setting_up", "a hub and a sandbox are started")
    with stage() as on:
        if drill.prepares is not None:
            say("past", "past days are laid out")
            drill.prepares(on, on.shops[drill.channel])
        terms = (begin, drill.orders if orders is None else orders, patience_s)
        return _play(drill, on, say, terms)


def _play(drill: Drill, on: Stage, say: Say, terms: tuple[float, int, float]) -> dict[str, Any]:
    begin, orders, patience_s = terms
    shop = on.shops[drill.channel]
    others = [other for name, other in on.shops.items() if name != drill.channel]
    on.live(LIVE_PER_MINUTE)
    say("calm", "orders come in from every shop")
    calm_since = on.now()
    time.sleep(CALM_S)
    broken_at = on.now()
    before_s = on.p95_s(others, calm_since, broken_at)

    say("broken", f"now: {drill.about}")
    known_already = {found["id"] for found in on.incidents()}
    drill.breaks(on, shop)
    broke = time.monotonic()
    on.place(shop, orders, spread_s=drill.outage_s or SPREAD_S)
    found = _wait_for_incident(on, shop, (known_already, drill.cause), patience_s)
    noticed = None if found is None else time.monotonic() - broke
    _tell_notice(say, found)
    time.sleep(max(0.0, BROKEN_S - (time.monotonic() - broke)))
    during_s = on.p95_s(others, broken_at, on.now())
    on.live(0)
    if drill.outage_s:
        on.set_back(shop, drill.outage_s)

    say("catching_up", "mended; it catches up")
    mended_at = on.now()
    drill.mends(on, shop)
    mended = time.monotonic()
    recovered = _wait_until_equal(on, mended, patience_s)
    platform, (known, doubled) = on.platform(), on.known()
    return Verdict(
        drill=drill.name,
        time_scale=on.time_scale,
        outage_s=drill.outage_s,
        cause_expected=drill.cause,
        cause_named=None if found is None else found["cause"],
        noticed_after_s=None if noticed is None else round(noticed, 1),
        orders=len(platform),
        orders_late=on.count_late(shop, mended_at),
        orders_lost=lost(platform, known),
        orders_doubled=doubled,
        recovered_after_s=None if recovered is None else round(recovered, 1),
        other_shops_p95_ratio=ratio_of(before_s, during_s),
        wall_s=round(time.monotonic() - begin, 1),
    ).present()


def _tell_notice(say: Say, found: dict[str, Any] | None) -> None:
    if found is None:
        say("unnoticed", "nobody noticed")
    else:
        say("noticed", f"noticed: {found['cause']}")


def _wait_for_incident(
    on: Stage, shop: StageShop, wanted: tuple[set[int], str], patience_s: float
) -> dict[str, Any] | None:
    """The first incident of the shop that is not among those known; one that names the cause rather
    than another."""
    known, cause = wanted
    first: dict[str, Any] | None = None
    give_up = time.monotonic() + patience_s
    while time.monotonic() < give_up:
        fresh = [i for i in on.incidents() if i["id"] not in known and shop.id in i["shop_ids"]]
        named = next((found for found in fresh if found["cause"] == cause), None)
        if named is not None:
            return named
        first = first or next(iter(fresh), None)
        time.sleep(LOOK_EVERY_S)
    return first


def _wait_until_equal(on: Stage, since: float, patience_s: float) -> float | None:
    """Seconds until the hub has what the platforms have; None when it takes too long."""
    platform = on.platform()
    wanted = {shop.id: 0 for shop in on.shops.values()}
    for shop_id, _ in platform:
        wanted[shop_id] += 1
    while time.monotonic() < since + patience_s:
        counted = all(on.count(shop) >= wanted[shop.id] for shop in on.shops.values())
        if counted and lost(platform, on.known()[0]) == 0:
            return time.monotonic() - since
        time.sleep(LOOK_EVERY_S)
    return None
