"""Which shop is asked for a sign of life now (capability A1). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

APP_EVERY = timedelta(seconds=30)
BLOCKED_EVERY = timedelta(seconds=10)  # what a person has mended should run on soon
SHOP_EVERY = timedelta(minutes=5)
SELDOM = timedelta(hours=1)  # while the quota is used up, and never slower than this
_NEVER = timedelta.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulsed:
    """A shop that is asked by its app; `tried_at` is its last call, good or not; `limited` while
    the channel says that we call too much."""

    shop_id: int
    app: str
    blocked: bool
    good_at: datetime | None
    tried_at: datetime | None
    limited: bool = False


def due(shops: Iterable[Pulsed], now: datetime) -> list[int]:
    """Shops to probe: one for each app that had no good call for 30 s (while the app is blocked
    only one, by its blocked shop, each 10 s), and every shop that had none for 5 minutes."""
    ordered = sorted(shops, key=lambda shop: (shop.app, shop.shop_id))
    return [
        shop_id
        for _, some in groupby(ordered, lambda shop: shop.app)
        for shop_id in _due_of_app(list(some), now)
    ]


def _due_of_app(shops: Sequence[Pulsed], now: datetime) -> list[int]:
    blocked = [shop for shop in shops if shop.blocked]
    free = [shop for shop in shops if not shop.blocked]
    return _one_of(blocked, now, BLOCKED_EVERY) + _due_of_free(free, now)


def _one_of(shops: Sequence[Pulsed], now: datetime, every: timedelta) -> list[int]:
    if not shops or min(_age(shop.tried_at, now) for shop in shops) < every:
        return []
    return [max(shops, key=lambda shop: (_age(shop.tried_at, now), -shop.shop_id)).shop_id]


def _due_of_free(shops: Sequence[Pulsed], now: datetime) -> list[int]:
    if any(shop.limited for shop in shops):
        return [shop.shop_id for shop in shops if _quiet(shop, now, SELDOM)]
    silent = all(_age(shop.good_at, now) >= APP_EVERY for shop in shops)
    found = _one_of(shops, now, APP_EVERY) if silent else []
    return found + _of_shops(shops, now, set(found))


def _of_shops(shops: Sequence[Pulsed], now: datetime, already: set[int]) -> list[int]:
    wanted = (s for s in shops if s.shop_id not in already and _quiet(s, now, SHOP_EVERY))
    return [shop.shop_id for shop in wanted]


def _quiet(shop: Pulsed, now: datetime, span: timedelta) -> bool:
    return _age(shop.good_at, now) >= span and _age(shop.tried_at, now) >= span


def _age(at: datetime | None, now: datetime) -> timedelta:
    return _NEVER if at is None else now - at
