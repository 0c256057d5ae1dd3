"""What a drill with a warehouse led to, from the platform to the buyer's phone, and whether that is
good enough. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from orderhub.apps.drill.outcome import (
    DIED,
    IDLE,
    PARCELS_TOLD_TWICE,
    PARCELS_UNTOLD,
    SMS_DOUBLED,
    SMS_LOST,
    STATES_WRONG,
    WEBHOOKS_DOUBLED,
    WEBHOOKS_LOST,
)
from orderhub.apps.drill.verdict import (
    NOTICED_WITHIN_S,
    ORDERS_DOUBLED,
    ORDERS_LOST,
    RECOVERED_WITHIN_S,
    Words,
    so_many,
)

DAY_S = 86_400
Key = tuple[int, str]
"""(shop, the channel's number)."""
State = tuple[str, str, str]
"""(channel's status, stage, fulfilment's status) of an order."""
FURTHEST = ("to_ship", "partially_shipped", "shipped", "delivered", "completed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """`strikes`: how often the line was cut, or messages that came again; `answers_lost`: calls and
    messages that had their effect and were not answered, None where all are. `ship_backs`,
    `webhooks` and `sms`: how many came in all. `not_given` orders never reached the warehouse,
    `given_twice` would leave it twice. Webhooks are told an order's versions, SMS a parcel.
    `states_wrong`: orders that differ from what a clerk has who saw everything once, in order.
    `cause_expected` empty: nobody needs to notice; `in_step_after_s` None: it never was.
    `day_scale`: how many times quicker than a day the orders came, `wall_limit_s` what so many of
    them may take in all."""

    drill: str
    time_scale: float
    day_scale: float
    strikes: int
    answers_lost: int | None
    messages: int
    orders: int
    parcels: int
    ship_backs: int
    webhooks: int
    sms: int
    orders_lost: int
    orders_doubled: int
    not_given: int
    given_twice: int
    parcels_lost: int
    parcels_doubled: int
    ship_backs_lost: int
    ship_backs_doubled: int
    webhooks_lost: int
    webhooks_doubled: int
    sms_lost: int
    sms_doubled: int
    states_wrong: int
    dead_letters: int
    cause_expected: str
    cause_named: str | None
    noticed_after_s: float | None
    in_step_after_s: float | None
    wall_s: float
    wall_limit_s: float

    @property
    def shortcomings(self) -> dict[str, str]:
        """What misses its budget, in words, by the field that shows it."""
        words = {
            **_SOME_OF,
            "answers_lost": "no answer was lost",
            **{name: so_many(getattr(self, name), told) for name, told in _NONE_OF.items()},
            "cause_named": f"the cause is {self.cause_expected}",
            "noticed_after_s": "nobody noticed in time",
            "in_step_after_s": "it was in step too late",
            "wall_s": "it took too long",
        }
        noticed, in_step, must = self.noticed_after_s, self.in_step_after_s, self.cause_expected
        missed = {
            **{name: not getattr(self, name) for name in _SOME_OF},
            "answers_lost": self.answers_lost == 0,
            **{name: getattr(self, name) > 0 for name in _NONE_OF},
            "cause_named": bool(must) and self.cause_named != must,
            "noticed_after_s": bool(must) and (noticed is None or noticed > NOTICED_WITHIN_S),
            "in_step_after_s": in_step is None or in_step > RECOVERED_WITHIN_S,
            "wall_s": self.wall_s > self.wall_limit_s,
        }
        return {name: words[name] for name, is_missed in missed.items() if is_missed}

    def present(self) -> dict[str, Any]:
        """As one JSON object; `missed` names the fields that `shortcomings` tells in words."""
        missed = self.shortcomings
        shown = {**asdict(self), "missed": list(missed), "shortcomings": list(missed.values())}
        return {**shown, "ok": not missed}


_SOME_OF: Mapping[str, str] = {
    **IDLE,
    "messages": "the warehouse said nothing",
    "parcels": "no parcel left",
}
_NONE_OF: Mapping[str, Words] = {
    "orders_lost": ORDERS_LOST,
    "orders_doubled": ORDERS_DOUBLED,
    "not_given": ("order never reached the warehouse", "orders never reached the warehouse"),
    "given_twice": (
        "order would leave the warehouse twice",
        "orders would leave the warehouse twice",
    ),
    "parcels_lost": ("parcel is not in the hub", "parcels are not in the hub"),
    "parcels_doubled": ("parcel is in the hub twice", "parcels are in the hub twice"),
    "ship_backs_lost": PARCELS_UNTOLD,
    "ship_backs_doubled": PARCELS_TOLD_TWICE,
    "webhooks_lost": WEBHOOKS_LOST,
    "webhooks_doubled": WEBHOOKS_DOUBLED,
    "sms_lost": SMS_LOST,
    "sms_doubled": SMS_DOUBLED,
    "states_wrong": STATES_WRONG,
    "dead_letters": DIED,
}


def state_of(platform: str, fulfilment: str) -> State:
    """Where an order stands of which the platform says this and whose parcels are so far: the
    further of the two (architecture §4)."""
    step = fulfilment if fulfilment in FURTHEST else FURTHEST[0]
    return platform, max(platform, step, key=FURTHEST.index), fulfilment


def states_wrong(
    platform: Mapping[Key, str], left: Mapping[Key, str], hub: Mapping[Key, State]
) -> int:
    """Orders that stand otherwise than `state_of` tells; `left` says how far their parcels are."""
    return sum(
        hub.get(key) != state_of(status, left.get(key, "none")) for key, status in platform.items()
    )
