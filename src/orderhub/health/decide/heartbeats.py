"""Which shop or peer is asked for a sign of life now (capability A1). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Generic, TypeVar

APP_EVERY = timedelta(seconds=30)
BLOCKED_EVERY = timedelta(seconds=10)  # what a person has mended should run on soon
SHOP_EVERY = timedelta(minutes=5)
SELDOM = timedelta(hours=1)  # while the quota is used up, and never slower than this
_NEVER = timedelta.max
K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulsed(Generic[K]):
    """A shop (`key`: its id) that is asked by its app, or a peer that is its own; `tried_at` is its
    last call, good or not; `limited` while the channel says that we call too much."""

    key: K
    app: str
    blocked: bool
    good_at: datetime | None
    tried_at: datetime | None
    limited: bool = False


def due(shops: Iterable[Pulsed[K]], now: datetime) -> list[K]:
    """Shops to probe: one for each app that had no good call for 30 s (while the app is blocked
    only one, by its blocked shop, each 10 s), and every shop that had none for 5 minutes."""
    ordered = sorted(shops, key=lambda shop: (shop.app, shop.key))
    return [
        key
        for _, some in groupby(ordered, lambda shop: shop.app)
        for key in _due_of_app(list(some), now)
    ]


def _due_of_app(shops: Sequence[Pulsed[K]], now: datetime) -> list[K]:
    blocked = [shop for shop in shops if shop.blocked]
    free = [shop for shop in shops if not shop.blocked]
    return _one_of(blocked, now, BLOCKED_EVERY) + _due_of_free(free, now)


def _one_of(shops: Sequence[Pulsed[K]], now: datetime, every: timedelta) -> list[K]:
    """The one that waits longest; `shops` come in the order of their keys."""
    if not shops or min(_age(shop.tried_at, now) for shop in shops) < every:
        return []
    return [max(shops, key=lambda shop: _age(shop.tried_at, now)).key]


def _due_of_free(shops: Sequence[Pulsed[K]], now: datetime) -> list[K]:
    if any(shop.limited for shop in shops):
        return [shop.key for shop in shops if _quiet(shop, now, SELDOM)]
    silent = all(_age(shop.good_at, now) >= APP_EVERY for shop in shops)
    found = _one_of(shops, now, APP_EVERY) if silent else []
    return found + _of_shops(shops, now, set(found))


def _of_shops(shops: Sequence[Pulsed[K]], now: datetime, already: set[K]) -> list[K]:
    wanted = (s for s in shops if s.key not in already and _quiet(s, now, SHOP_EVERY))
    return [shop.key for shop in wanted]


def _quiet(shop: Pulsed[K], now: datetime, span: timedelta) -> bool:
    return _age(shop.good_at, now) >= span and _age(shop.tried_at, now) >= span


def _age(at: datetime | None, now: datetime) -> timedelta:
    return _NEVER if at is None else now - at
