"""Running an upset: flow, strikes, in step again, compare."""

import threading
import time
from typing import Any

import psycopg

from orderhub.apps.drill import partner
from orderhub.apps.drill.dock import Dock, Key
from orderhub.apps.drill.outcome import Outcome, doubled, wrong
from orderhub.apps.drill.run import Say
from orderhub.apps.drill.stage import Stage, stage
from orderhub.apps.drill.upset import Blow, Upset
from orderhub.apps.drill.verdict import RECOVERED_WITHIN_S

PLACED_AT_ONCE = 5
WARM_S = 6.0
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
            partner.subscribe(on)
            blow = Blow(on=on, dock=Dock(on), broker=broker)
            say("calm", "orders come in from every shop")
            _flow(blow, WARM_S)
            say("broken", f"now: {drill.about}")
            strikes, told = _strike(drill, blow)
            say("catching_up", "over; it catches up")
            in_step = _until_in_step(blow)
            return _outcome(drill, blow, (strikes, told, in_step), begin)


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


def _until_in_step(blow: Blow) -> float | None:
    """Seconds until hub and platforms agree about everything; None when it takes too long."""
    begin = time.monotonic()
    while time.monotonic() < begin + RECOVERED_WITHIN_S + 5:
        if blow.dock.asked:
            blow.dock.work()
        elif _in_step(blow):
            return round(time.monotonic() - begin, 1)
        time.sleep(LOOK_EVERY_S)
    return None


def _in_step(blow: Blow) -> bool:
    try:
        known, _ = blow.on.known()
        packed = set(_packed(blow.on))
        unheard = partner.unheard(blow.on, [news for _, news in partner.heard(blow.on)])
    except psycopg.Error:
        return False
    if blow.dock.taken - packed or blow.dock.taken - set(_told_parcels(blow.on)):
        return False
    if unheard:
        return False
    return wrong(blow.on.platform(), known, blow.dock.taken) == 0


def _packed(on: Stage) -> list[Key]:
    """One for each parcel in the hub."""
    return [(shop, number) for shop, number in on.execute(PACKED)]


def _told_parcels(on: Stage) -> list[Key]:
    """One for each parcel that a platform was told of."""
    return [
        (shop.id, parcel["external_no"])
        for name, shop in on.shops.items()
        for parcel in on.parcels(name)
    ]


def _outcome(
    drill: Upset, blow: Blow, seen: tuple[int, float | None, float | None], begin: float
) -> dict[str, Any]:
    on, taken = blow.on, blow.dock.taken
    strikes, told, in_step = seen
    platform, (known, twice) = on.platform(), on.known()
    parcels, news = _told_parcels(on), dict(partner.heard(on))
    [[dead]] = on.execute("SELECT count(*) FROM dead_letters")
    return Outcome(
        drill=drill.name,
        time_scale=on.time_scale,
        strikes=strikes,
        orders=len(platform),
        scans=len(taken),
        orders_lost=sum(key not in known for key in platform),
        orders_doubled=twice,
        scans_lost=len(taken - set(_packed(on))),
        ship_backs_lost=len(taken - set(parcels)),
        ship_backs_doubled=doubled(parcels),
        webhooks_lost=partner.unheard(on, [*news.values()]),
        webhooks_doubled=doubled(news.values()),
        states_wrong=wrong(platform, known, taken),
        dead_letters=dead,
        must_be_told=drill.told,
        told_after_s=told,
        in_step_after_s=in_step,
        wall_s=round(time.monotonic() - begin, 1),
    ).present()
