"""What happens in a world of one seed: shops, traffic, faults on and off, round by round. Pure."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orderhub_sandbox.registry import PLATFORMS

KINDS = tuple(f"F{number}" for number in range(1, 27))
WORLDS_A_DECK = 3  # worlds between which the whole matrix is dealt
ROUNDS = 6
# Platforms that can have every fault, so that each world has a place for whatever is dealt to it.
FULL = ("taobao", "jd", "pinduoduo", "douyin")
OTHERS = ("kuaishou", "shopify", "woocommerce")
SKEW_S = 600
SHAPES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "F1": ({}, {"status": 403}),
    "F2": ({"seconds": 1}, {"seconds": 1, "status": 429}),
    "F4": ({}, {"status": 503}),
    "F5": ({"shape": "html"}, {"shape": "error"}),
    "F7": ({"seconds": 5},),
    "F8": ({"shape": "connection"}, {"shape": "body"}),
    "F9": ({"shape": "invalid_utf8"}, {"shape": "gbk"}, {"shape": "broken_gzip"}),
    "F10": ({"shape": "row"}, {"shape": "page"}),
    "F11": ({"page": 1},),
    "F13": ({"cap": 5}, {"cap": 5, "total": 60_000}),
    "F15": ({"offset_seconds": SKEW_S}, {"offset_seconds": -SKEW_S}),
    "F16": ({"shape": "zoned"}, {"shape": "utc"}, {"shape": "zero"}, {"shape": "gestern"}),
    "F18": ({"delay_ms": 50},),
    "F21": tuple({"shape": shape} for shape in ("missing", "null", "renamed", "retyped")),
    "F22": ({"shape": "huge"}, {"shape": "leading_zero"}),
    "F25": ({}, {"status": 410}),
    "F26": ({"shape": "dns"}, {"shape": "tls"}, {"shape": "egress"}),
}
# A call that hangs costs its whole deadline, and rows that a list repeats for ever in the place of
# others are found by the checks of completeness alone: once each.
FEW = frozenset({"F6", "F7", "F10"})
# These show on a list of several pages: a crowd of orders, and pages cut short (F13).
PAGED = frozenset({"F10", "F11", "F13"})
LASTING = frozenset({"F15", "F18", "F26"})


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault at one shop: on before the reading of round `begins`, off after that of `ends`."""

    kind: str
    shop: int
    begins: int
    ends: int
    times: int | None
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Deed:
    """Something of everyday life at one shop; `luck` (0..1) chooses the order and what becomes of
    it."""

    what: str  # place | crowd | change | note | reread
    shop: int
    luck: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A world; a round is: some seconds pass, deeds are done, every shop that is due is read."""

    channels: tuple[str, ...]
    strikes: tuple[Strike, ...]
    waits_s: tuple[int, ...]
    deeds: tuple[tuple[Deed, ...], ...]


def plan(seed: int) -> Plan:
    """The same for the same seed, always; `WORLDS_A_DECK` seeds in a row have every fault."""
    chance = random.Random(seed)
    first = FULL[seed % len(FULL)]
    channels = (first, chance.choice([c for c in FULL if c != first]), chance.choice(OTHERS))
    dealt = list(KINDS)
    random.Random(seed // WORLDS_A_DECK).shuffle(dealt)
    strikes = tuple(
        _strike(chance, kind, channels) for kind in dealt[seed % WORLDS_A_DECK :: WORLDS_A_DECK]
    )
    crowds = {s.begins: Deed("crowd", s.shop, 0.5) for s in strikes if s.kind in PAGED}
    deeds = tuple(
        (*_deeds(chance, len(channels)), *([crowds[round_no]] if round_no in crowds else []))
        for round_no in range(ROUNDS)
    )
    return Plan(channels, strikes, tuple(chance.randint(40, 300) for _ in range(ROUNDS)), deeds)


def _strike(chance: random.Random, kind: str, channels: tuple[str, ...]) -> Strike:
    able = [n for n, channel in enumerate(channels) if kind not in PLATFORMS[channel].never]
    begins = chance.randrange(ROUNDS - 2)
    times = None if kind in LASTING else chance.choice((1, 2, None))
    return Strike(
        kind=kind,
        shop=chance.choice(able),
        begins=begins,
        ends=min(begins + chance.randint(1, 3), ROUNDS - 1),
        times=1 if kind in FEW else times,
        args=chance.choice(SHAPES.get(kind, ({},))),
    )


def _deeds(chance: random.Random, shops: int) -> list[Deed]:
    whats = ("place", "place", "change", "change", "note", "reread")
    return [
        Deed(chance.choice(whats), shop, chance.random())
        for shop in range(shops)
        for _ in range(chance.randint(1, 3))
    ]
