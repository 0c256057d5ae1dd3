"""What a flash sale led to, and whether that is good enough (capabilities B7). Pure."""

from dataclasses import asdict, dataclass
from typing import Any

from orderhub.apps.drill.verdict import (
    ORDERS_DOUBLED,
    ORDERS_LOST,
    RECOVERED_WITHIN_S,
    WALL_S,
    so_many,
)

NAME = "flash-sale"
ABOUT = "six platforms sell the same goods at once while workers are killed"
SHORT_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Two SKUs with `units` each. Of the first every shop has a part of its own, half of them a
    fixed one, the others a share: `accepted` units were sold, `reserved` of them are held. The
    second is offered to all from one pool: `pool_accepted`, `pool_reserved`, and `short` in the
    shortage queue, the slowest `short_after_s` after it was bought. `tries` buyers came within
    `rush_s`, `rush_scale` times quicker than 10,000 a minute; `calls_per_second` is what each app
    may ask its platform."""

    time_scale: float
    calls_per_second: float
    tries: int
    rush_s: float
    rush_scale: float
    strikes: int
    units: int
    accepted: int
    reserved: int
    pool_accepted: int
    pool_reserved: int
    short: int
    short_after_s: float | None
    conserved: bool
    orders: int
    orders_lost: int
    orders_doubled: int
    in_step_after_s: float | None
    wall_s: float

    @property
    def shortcomings(self) -> dict[str, str]:
        """What misses its budget, in words, by the field that shows it."""
        waited, in_step = self.short_after_s, self.in_step_after_s
        unheld = self.accepted - self.reserved
        found = {
            "orders": ("no order came", not self.orders),
            "rush_scale": ("they came slower than 10,000 a minute", self.rush_scale < 1),
            "strikes": (
                "nobody bought or nothing was struck",
                not self.accepted or not self.strikes,
            ),
            "accepted": (f"{self.accepted} sold of {self.units}", self.accepted > self.units),
            "reserved": (f"units sold of the parts and not held: {unheld}", unheld != 0),
            "pool_accepted": ("the pool was never sold out", self.pool_accepted <= self.units),
            "pool_reserved": (
                f"{self.pool_reserved} promised of {self.units}",
                self.pool_reserved > self.units,
            ),
            "short": (
                "orders beyond the pool are not in the queue",
                self.pool_reserved + self.short != self.pool_accepted,
            ),
            "short_after_s": (
                "the queue got them too late",
                waited is None or waited > SHORT_WITHIN_S,
            ),
            "conserved": ("stock does not add up", not self.conserved),
            "orders_lost": (so_many(self.orders_lost, ORDERS_LOST), self.orders_lost > 0),
            "orders_doubled": (
                so_many(self.orders_doubled, ORDERS_DOUBLED),
                self.orders_doubled > 0,
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
        told = {"missed": list(missed), "shortcomings": list(missed.values())}
        return {"drill": NAME, **asdict(self), "ok": not missed, **told}
