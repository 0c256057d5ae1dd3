"""What a drill showed, and whether that is good enough (architecture §7, reliability §4a). Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NOTICED_WITHIN_S = 60.0
RECOVERED_WITHIN_S = 60.0
WALL_S = 120.0
PATIENCE_S = 180.0  # what comes late is late and not lost
OTHERS_RATIO = 2.0
Words = tuple[str, str]
"""What is told of one, and of several."""
ORDERS_LOST: Words = ("order is lost", "orders are lost")
ORDERS_DOUBLED: Words = ("order is there twice", "orders are there twice")
Orders = Mapping[tuple[int, str], str]
"""(shop, the channel's number) → status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`noticed_after_s` None: nobody noticed; `recovered_after_s` None: it never caught up.
    `time_scale`: how many times quicker than by default the shops were asked; `outage_s`: the
    length of the outage whose backlog was laid out, 0 where it was lived through."""

    drill: str
    time_scale: float
    outage_s: int
    cause_expected: str
    cause_named: str | None
    noticed_after_s: float | None
    orders: int
    orders_late: int
    orders_lost: int
    orders_doubled: int
    recovered_after_s: float | None
    other_shops_p95_ratio: float | None
    wall_s: float

    @property
    def shortcomings(self) -> dict[str, str]:
        """What misses its budget, in words, by the field that shows it."""
        noticed, recovered = self.noticed_after_s, self.recovered_after_s
        ratio = self.other_shops_p95_ratio
        missed = {
            "orders": not self.orders,
            "noticed_after_s": noticed is None or noticed > NOTICED_WITHIN_S,
            "cause_named": self.cause_named != self.cause_expected,
            "orders_lost": self.orders_lost > 0,
            "orders_doubled": self.orders_doubled > 0,
            "recovered_after_s": recovered is None or recovered > RECOVERED_WITHIN_S,
            "other_shops_p95_ratio": ratio is None or ratio > OTHERS_RATIO,
            "wall_s": self.wall_s > WALL_S,
        }
        return {name: self._words(name) for name, is_missed in missed.items() if is_missed}

    def _words(self, field: str) -> str:
        return {
            "orders": "no order came",
            "noticed_after_s": "nobody noticed in time",
            "cause_named": f"the cause is {self.cause_expected}",
            "orders_lost": so_many(self.orders_lost, ORDERS_LOST),
            "orders_doubled": so_many(self.orders_doubled, ORDERS_DOUBLED),
            "recovered_after_s": "it caught up too late",
            "other_shops_p95_ratio": (
                "too few orders to tell how the other shops fared"
                if self.other_shops_p95_ratio is None
                else "the other shops suffered"
            ),
            "wall_s": "it took too long",
        }[field]

    def present(self) -> dict[str, Any]:
        """As one JSON object; `missed` names the fields that `shortcomings` tells in words."""
        missed = self.shortcomings
        right = self.cause_named == self.cause_expected
        return {
            **asdict(self),
            "cause_right": right,
            "ok": not missed,
            "missed": list(missed),
            "shortcomings": list(missed.values()),
        }


def so_many(count: int, words: Words) -> str:
    """`1 order is lost`, `2 orders are lost`."""
    return f"{count} {words[0] if count == 1 else words[1]}"


def lost(platform: Orders, hub: Orders) -> int:
    """Orders of the platforms that the hub does not have in their present status."""
    return sum(1 for key, status in platform.items() if hub.get(key) != status)


def ratio_of(before_s: float | None, during_s: float | None) -> float | None:
    """How much longer the other shops' orders took meanwhile; below a second is noise."""
    if before_s is None or during_s is None:
        return None
    return round(max(during_s, 1.0) / max(before_s, 1.0), 2)
