"""What an upset of our own data path led to, and whether that is good enough. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from orderhub.apps.drill.verdict import NOTICED_WITHIN_S, RECOVERED_WITHIN_S, WALL_S, Orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`strikes`: how often it was struck; `scans`: those that got a 2xx. `states_wrong`:
    orders that differ from what a clerk has who saw everything once, in order: the platform's
    status, and one parcel for each scan. `told_after_s`: until people could see it, null where
    there is nothing to see; `in_step_after_s` null: it never was."""

    drill: str
    time_scale: float
    strikes: int
    orders: int
    scans: int
    orders_lost: int
    orders_doubled: int
    scans_lost: int
    ship_backs_lost: int
    ship_backs_doubled: int
    states_wrong: int
    dead_letters: int
    must_be_told: bool
    told_after_s: float | None
    in_step_after_s: float | None
    wall_s: float

    @property
    def shortcomings(self) -> list[str]:
        """What misses its budget, in words."""
        told, in_step = self.told_after_s, self.in_step_after_s
        found = {
            "nothing flowed": not self.orders or not self.scans or not self.strikes,
            f"{self.orders_lost} orders are lost": self.orders_lost > 0,
            f"{self.orders_doubled} orders are there twice": self.orders_doubled > 0,
            f"{self.scans_lost} scans are lost": self.scans_lost > 0,
            f"{self.ship_backs_lost} parcels were not told": self.ship_backs_lost > 0,
            f"{self.ship_backs_doubled} parcels were told twice": self.ship_backs_doubled > 0,
            f"{self.states_wrong} orders are in a wrong state": self.states_wrong > 0,
            f"{self.dead_letters} messages died": self.dead_letters > 0,
            "nobody was told in time": self.must_be_told
            and (told is None or told > NOTICED_WITHIN_S),
            "it was in step too late": in_step is None or in_step > RECOVERED_WITHIN_S,
            "it took too long": self.wall_s > WALL_S,
        }
        return [words for words, missed in found.items() if missed]

    def present(self) -> dict[str, Any]:
        """As one JSON object."""
        missed = self.shortcomings
        shown = {name: value for name, value in asdict(self).items() if name != "must_be_told"}
        return {**shown, "ok": not missed, "shortcomings": missed}


def doubled(parcels: Iterable[tuple[int, str]]) -> int:
    """Parcels beyond the first of each order."""
    return sum(n - 1 for n in Counter(parcels).values())


def wrong(platform: Orders, hub: Orders, shipped: Collection[tuple[int, str]]) -> int:
    """Orders whose status in the hub is not the platform's, or that left and do not say so."""
    gone = set(shipped)
    return sum(
        1
        for key, status in platform.items()
        if hub.get(key) != status or (key in gone and status != "shipped")
    )
