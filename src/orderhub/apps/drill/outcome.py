"""What an upset of our own data path led to, and whether that is good enough. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from orderhub.apps.drill.verdict import (
    NOTICED_WITHIN_S,
    ORDERS_DOUBLED,
    ORDERS_LOST,
    RECOVERED_WITHIN_S,
    WALL_S,
    Words,
    so_many,
)

PARCELS_UNTOLD: Words = (
    "parcel was not told to the platform",
    "parcels were not told to the platform",
)
PARCELS_TOLD_TWICE: Words = (
    "parcel was told to the platform twice",
    "parcels were told to the platform twice",
)
WEBHOOKS_LOST: Words = (
    "word of an order did not reach the partner",
    "words of orders did not reach the partner",
)
WEBHOOKS_DOUBLED: Words = ("webhook came twice", "webhooks came twice")
SMS_LOST: Words = ("buyer heard nothing of his parcel", "buyers heard nothing of their parcel")
SMS_DOUBLED: Words = ("SMS came twice", "SMS came twice")
STATES_WRONG: Words = ("order is in a wrong state", "orders are in a wrong state")
DIED: Words = ("message died", "messages died")
IDLE: Mapping[str, str] = {
    "strikes": "nothing was struck",
    "orders": "no order came",
    "ship_backs": "no platform was told of a parcel",
    "webhooks": "no webhook came",
    "sms": "no SMS came",
}
"""What is told of a drill in which one of these did not happen at all: it shows nothing then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`strikes`: how often it was struck; `scans`: those that got a 2xx; `ship_backs`, `webhooks`
    and `sms`: how many came in all. Webhooks are told an order's versions; one that comes again
    under its own id is none more. SMS are told a parcel. `states_wrong`: orders that differ from
    what a clerk has who saw everything once, in order: the platform's status, and one parcel for
    each scan. `told_after_s`: until people could see it, null where
    there is nothing to see; `in_step_after_s` null: it never was."""

    drill: str
    time_scale: float
    strikes: int
    orders: int
    scans: int
    ship_backs: int
    webhooks: int
    sms: int
    orders_lost: int
    orders_doubled: int
    scans_lost: int
    ship_backs_lost: int
    ship_backs_doubled: int
    webhooks_lost: int
    webhooks_doubled: int
    sms_lost: int
    sms_doubled: int
    states_wrong: int
    dead_letters: int
    must_be_told: bool
    told_after_s: float | None
    in_step_after_s: float | None
    wall_s: float

    @property
    def shortcomings(self) -> dict[str, str]:
        """What misses its budget, in words, by the field that shows it."""
        told, in_step = self.told_after_s, self.in_step_after_s
        must = self.must_be_told
        found = {
            **{name: (words, not getattr(self, name)) for name, words in IDLE.items()},
            "scans": ("too few scans between the strikes", self.scans < max(1, self.strikes)),
            "orders_lost": _none_of(self.orders_lost, ORDERS_LOST),
            "orders_doubled": _none_of(self.orders_doubled, ORDERS_DOUBLED),
            "scans_lost": _none_of(self.scans_lost, ("scan is lost", "scans are lost")),
            "ship_backs_lost": _none_of(self.ship_backs_lost, PARCELS_UNTOLD),
            "ship_backs_doubled": _none_of(self.ship_backs_doubled, PARCELS_TOLD_TWICE),
            "webhooks_lost": _none_of(self.webhooks_lost, WEBHOOKS_LOST),
            "webhooks_doubled": _none_of(self.webhooks_doubled, WEBHOOKS_DOUBLED),
            "sms_lost": _none_of(self.sms_lost, SMS_LOST),
            "sms_doubled": _none_of(self.sms_doubled, SMS_DOUBLED),
            "states_wrong": _none_of(self.states_wrong, STATES_WRONG),
            "dead_letters": _none_of(self.dead_letters, DIED),
            "told_after_s": (
                "nobody was told in time",
                must and (told is None or told > NOTICED_WITHIN_S),
            ),
            "in_step_after_s": (
                "it was in step too late",
                in_step is None or in_step > RECOVERED_WITHIN_S,
            ),
            "wall_s": ("it took too long", self.wall_s > WALL_S),
        }
        return {name: words for name, (words, missed) in found.items() if missed}

    def present(self) -> dict[str, Any]:
        """As one JSON object; `missed` names the fields that `shortcomings` tells in words."""
        missed = self.shortcomings
        shown = {name: value for name, value in asdict(self).items() if name != "must_be_told"}
        told = {"missed": list(missed), "shortcomings": list(missed.values())}
        return {**shown, "ok": not missed, **told}


def _none_of(count: int, words: Words) -> tuple[str, bool]:
    return so_many(count, words), count > 0


def doubled(effects: Iterable[Hashable]) -> int:
    """How many came again: all beyond the first of each."""
    return sum(n - 1 for n in Counter(effects).values())
