"""All drills by name: what a person is told of each, and what runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from orderhub.apps.drill import outage, sale, storm
from orderhub.apps.drill.catalogue import DRILLS
from orderhub.apps.drill.run import Say, run
from orderhub.apps.drill.selling import TRIES, sell
from orderhub.apps.drill.upset import UPSETS
from orderhub.apps.drill.upsetting import upset

Runs = Callable[[Say, int | None], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`cause` is the one that must be named, "" for none; `orders` how many come meanwhile, 0 where
    they come as long as it lasts; `outage_s` 0: lived through. `runs` takes another number of
    orders where the drill has one."""

    name: str
    about: str
    runs: Runs
    cause: str = ""
    orders: int = 0
    outage_s: int = 0


def _offers() -> list[Offer]:
    """Platforms' first, then those of our own data path, then those of what leaves and sells."""
    outside = [
        Offer(
            name=drill.name,
            about=drill.about,
            runs=partial(run, drill),
            cause=drill.cause,
            orders=drill.orders,
            outage_s=drill.outage_s,
        )
        for drill in DRILLS
    ]
    inside = [
        Offer(name=drill.name, about=drill.about, runs=partial(_upset, drill.name))
        for drill in UPSETS
    ]
    return [
        *outside,
        *inside,
        Offer(
            name=outage.NAME,
            about=outage.ABOUT,
            runs=outage.outage,
            cause=outage.CAUSE,
            orders=outage.ORDERS,
        ),
        Offer(name=storm.NAME, about=storm.ABOUT, runs=storm.storm, orders=storm.ORDERS),
        Offer(name=sale.NAME, about=sale.ABOUT, runs=_sell, orders=TRIES),
    ]


def _upset(name: str, say: Say, _: int | None) -> dict[str, Any]:
    (drill,) = (one for one in UPSETS if one.name == name)
    return upset(drill, say)


def _sell(say: Say, _: int | None) -> dict[str, Any]:
    return sell(say)


OFFERS = {offer.name: offer for offer in _offers()}
