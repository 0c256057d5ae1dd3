"""A shop's orders, or its after-sale cases, indexed by the times platforms list them by."""

import random
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from orderhub_sandbox.orders import Order

Entry = tuple[int, str]
R = TypeVar("R")
_NEWEST_SHARE = 0.7
_ORDER_KEYS: Mapping[str, Callable[[Order], int]] = {
    "modified": lambda order: order.modified_at,
    "entered": lambda order: order.entered_at,
    "placed": lambda order: order.placed_at,
}


class Book(Generic[R]):
    """Current and previous version of each record; an index is a list sorted by (time, number)."""

    def __init__(
        self, number_of: Callable[[R], str], keys: Mapping[str, Callable[[R], int]]
    ) -> None:
        self._number_of = number_of
        self._keys = keys
        self._records: dict[str, R] = {}
        self._previous: dict[str, R] = {}
        self._indexes: dict[str, list[Entry]] = {name: [] for name in keys}
        self._watcher: Callable[[str], None] | None = None

    def watch(self, watcher: Callable[[str], None] | None) -> None:
        """Is told the number of every new and changed record."""
        self._watcher = watcher

    def __len__(self) -> int:
        return len(self._records)

    def clear(self) -> None:
        """Forgets every record."""
        self._records.clear()
        self._previous.clear()
        for index in self._indexes.values():
            index.clear()

    def find(self, number: str) -> R | None:
        return self._records.get(number)

    def before(self, number: str) -> R | None:
        """The version this record had before its last change."""
        return self._previous.get(number)

    def every(self) -> list[R]:
        return list(self._records.values())

    def add(self, records: Iterable[R]) -> None:
        """Takes new records; sorting once keeps a bulk placement quick. ValueError when known."""
        listed = list(records)
        fresh = {self._number_of(record): record for record in listed}
        if len(fresh) < len(listed) or not fresh.keys().isdisjoint(self._records):
            raise ValueError("one of this number is there already")
        self._records.update(fresh)
        for name, key in self._keys.items():
            index = self._indexes[name]
            index.extend((key(record), number) for number, record in fresh.items())
            index.sort()
        self._tell(fresh)

    def change(self, record: R) -> None:
        """Replaces the version of a known record."""
        number = self._number_of(record)
        old = self._records[number]
        self._records[number] = record
        self._previous[number] = old
        for name, key in self._keys.items():
            index = self._indexes[name]
            del index[bisect_left(index, (key(old), number))]
            insort(index, (key(record), number))
        self._tell((number,))

    def between(self, index_name: str, start: int, end: int) -> list[R]:
        """Records with start ≤ time ≤ end, oldest first."""
        index, records = self._indexes[index_name], self._records
        low, high = bisect_left(index, (start, "")), bisect_left(index, (end + 1, ""))
        return [records[number] for _, number in index[low:high]]

    def newest(self, index_name: str, place: int) -> R:
        """The record so many places before the newest (0). IndexError when there are fewer."""
        return self._records[self._indexes[index_name][-1 - place][1]]

    def _tell(self, numbers: Iterable[str]) -> None:
        if self._watcher is not None:
            for number in numbers:
                self._watcher(number)


class OrderBook(Book[Order]):
    """The orders of a shop."""

    def __init__(self) -> None:
        super().__init__(lambda order: order.external_no, _ORDER_KEYS)

    def pick(self, rng: random.Random) -> Order | None:
        """A random order, rather one of the newest hundred."""
        if not len(self):
            return None
        near = min(len(self), 100) if rng.random() < _NEWEST_SHARE else len(self)
        return self.newest("placed", rng.randrange(near))
