"""A shop's orders, indexed by the times platforms list them by."""

import random
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from operator import itemgetter

from orderhub_sandbox.orders import Order

Entry = tuple[int, str]
_NEWEST_SHARE = 0.7
_KEYS: dict[str, Callable[[Order], int]] = {
    "modified": lambda order: order.modified_at,
    "entered": lambda order: order.entered_at,
    "placed": lambda order: order.placed_at,
}


class OrderBook:
    """Current and previous version of each order; each index is a list sorted by (time, number)."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._previous: dict[str, Order] = {}
        self._indexes: dict[str, list[Entry]] = {name: [] for name in _KEYS}
        self._watcher: Callable[[str], None] | None = None

    def watch(self, watcher: Callable[[str], None] | None) -> None:
        """Is told the number of every new and changed order."""
        self._watcher = watcher

    def __len__(self) -> int:
        return len(self._orders)

    def clear(self) -> None:
        """Forgets every order."""
        self._orders.clear()
        self._previous.clear()
        for index in self._indexes.values():
            index.clear()

    def find(self, external_no: str) -> Order | None:
        return self._orders.get(external_no)

    def before(self, external_no: str) -> Order | None:
        """The version this order had before its last change."""
        return self._previous.get(external_no)

    def every(self) -> list[Order]:
        return list(self._orders.values())

    def add(self, orders: Iterable[Order]) -> None:
        """Takes new orders; sorting once keeps a bulk placement quick. ValueError when known."""
        fresh = list(orders)
        numbers = {order.external_no for order in fresh}
        if len(numbers) < len(fresh) or not numbers.isdisjoint(self._orders):
            raise ValueError("an order of this number is there already")
        self._orders.update((order.external_no, order) for order in fresh)
        for name, key in _KEYS.items():
            index = self._indexes[name]
            index.extend((key(order), order.external_no) for order in fresh)
            index.sort()
        self._tell(order.external_no for order in fresh)

    def change(self, order: Order) -> None:
        """Replaces the version of a known order."""
        old = self._orders[order.external_no]
        self._orders[order.external_no] = order
        self._previous[order.external_no] = old
        for name, key in _KEYS.items():
            index = self._indexes[name]
            del index[bisect_left(index, (key(old), old.external_no))]
            insort(index, (key(order), order.external_no))
        self._tell((order.external_no,))

    def pick(self, rng: random.Random) -> Order | None:
        """A random order, rather one of the newest hundred."""
        index = self._indexes["placed"]
        if not index:
            return None
        near = min(len(index), 100) if rng.random() < _NEWEST_SHARE else len(index)
        return self._orders[index[-1 - rng.randrange(near)][1]]

    def numbers_between(self, index_name: str, start: int, end: int) -> list[str]:
        """Numbers with start ≤ time ≤ end, oldest first."""
        index = self._indexes[index_name]
        low, high = bisect_left(index, (start, "")), bisect_left(index, (end + 1, ""))
        return list(map(itemgetter(1), index[low:high]))

    def _tell(self, numbers: Iterable[str]) -> None:
        if self._watcher is not None:
            for number in numbers:
                self._watcher(number)
