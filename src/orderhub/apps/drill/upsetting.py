"""Running an upset: flow, strikes, in step again, compare."""

import threading
import time
from typing import Any

import psycopg

from orderhub.apps.drill import buyers, partner
from orderhub.apps.drill.counting import DEAD, has_all, states, told_parcels
from orderhub.apps.drill.depot import approve_all
from orderhub.apps.drill.dock import Dock
from orderhub.apps.drill.outcome import Outcome, doubled
from orderhub.apps.drill.receivers import received
from orderhub.apps.drill.run import Say
from orderhub.apps.drill.shipping import states_wrong
from orderhub.apps.drill.stage import WEBSITE, Stage, stage
from orderhub.apps.drill.upset import Blow, Upset

PLACED_AT_ONCE = 5
WARM_S = 25.0
LOOK_EVERY_S = 0.5
PACKED = """
    SELECT o.shop_id, o.external_no FROM packages p JOIN orders o ON o.id = p.order_id
"""


def upset(drill: Upset, say: Say) -> dict[str, Any]:
    """The verdict of one upset on a stage of its own; ConfigError where its broker is missing."""
    begin = time.monotonic()
    with drill.broker() as broker:
        say("setting_up", "a hub and a sandbox are started")
        bus = {} if broker is None else {"ORDERHUB_BUS_URL": broker.url}
        with stage({**partner.SETTINGS, **bus}) as on:
            approve_all(on)
            partner.subscribe(on)
            buyers.let_hear(on)
            on.shops[WEBSITE] = on.connect_website()
            blow = Blow(on=on, dock=Dock(on), broker=broker)
            say("calm", "orders come in from every shop")
            _warm_up(blow)
            say("broken", f"now: {drill.about}")
            strikes, told = _strike(drill, blow)
            say("catching_up", "over; it catches up")
            in_step = _until_in_step(blow, drill.patience_s)
            return _outcome(drill, blow, (strikes, told, in_step), begin)


def _warm_up(blow: Blow) -> None:
    """Until parcels of every shop left, so that what is struck is at work."""
    begin, shops = time.monotonic(), {shop.id for shop in blow.on.shops.values()}
    while {shop for shop, _ in blow.dock.taken} < shops and time.monotonic() < begin + WARM_S:
        _flow(blow, LOOK_EVERY_S)


def _flow(blow: Blow, seconds: float) -> None:
    """Orders appear at one platform after the other, and parcels leave."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for shop in blow.on.shops.values():
            blow.on.place(shop, PLACED_AT_ONCE, spread_s=1)
            blow.dock.work()
            time.sleep(LOOK_EVERY_S)


def _strike(drill: Upset, blow: Blow) -> tuple[int, float | None]:
    """How often it struck, and the seconds until people were told."""
    struck: list[int] = []
    begin, told = time.monotonic(), None
    striking = threading.Thread(target=lambda: struck.append(drill.strikes(blow)), daemon=True)
    striking.start()
    while striking.is_alive():
        _flow(blow, LOOK_EVERY_S)
        striking.join(LOOK_EVERY_S)
        if drill.told and told is None and _trouble(blow.on):
            told = round(time.monotonic() - begin, 1)
    return sum(struck), told


def _trouble(on: Stage) -> bool:
    """Whether the console tells that the broker is away."""
    answer = on.hub.get("/api/v1/dead-letters")
    bus = answer.json()["bus"] if answer.is_success else None
    return bus is not None and bus["trouble"] != ""


def _until_in_step(blow: Blow, patience_s: float) -> float | None:
    """Seconds until hub and platforms agree about everything; None when it takes too long."""
    begin = time.monotonic()
    while time.monotonic() < begin + patience_s:
        if blow.dock.asked:
            blow.dock.work()
        elif _in_step(blow):
            return round(time.monotonic() - begin, 1)
        time.sleep(LOOK_EVERY_S)
    return None


def _in_step(blow: Blow) -> bool:
    try:
        return has_all(_figures(blow))
    except psycopg.Error:
        return False


def _figures(blow: Blow) -> dict[str, int]:
    """Figures of an `Outcome` that are counted."""
    on, taken = blow.on, blow.dock.taken
    platform, (known, twice), got = on.platform(), on.known(), received(on)
    packed = {(shop, number) for shop, number in on.execute(PACKED)}
    told, news = told_parcels(on), dict(got.webhooks)
    tellable = {shop.id for shop in on.shops.values() if shop.takes_parcels}
    to_tell = {key for key in taken if key[0] in tellable}
    [[dead]] = on.execute(DEAD)
    return {
        "orders": len(platform),
        "scans": len(taken),
        "ship_backs": len(told),
        "webhooks": len(news),
        "sms": len(got.sms),
        "orders_lost": sum(key not in known for key in platform),
        "orders_doubled": twice,
        "scans_lost": len(taken - packed),
        "ship_backs_lost": len(to_tell - {(shop, number) for shop, number, _ in told}),
        "ship_backs_doubled": doubled(told),
        "webhooks_lost": partner.unheard(on, news.values()),
        "webhooks_doubled": doubled(news.values()),
        "sms_lost": buyers.untexted(on, [on.shops[WEBSITE]]),
        "sms_doubled": doubled(got.sms),
        "states_wrong": states_wrong(platform, dict.fromkeys(taken, "shipped"), states(on)),
        "dead_letters": dead,
    }


def _outcome(
    drill: Upset, blow: Blow, seen: tuple[int, float | None, float | None], begin: float
) -> dict[str, Any]:
    strikes, told, in_step = seen
    return Outcome(
        drill=drill.name,
        time_scale=blow.on.time_scale,
        strikes=strikes,
        **_figures(blow),
        must_be_told=drill.told,
        told_after_s=told,
        in_step_after_s=in_step,
        wall_s=round(time.monotonic() - begin, 1),
    ).present()
