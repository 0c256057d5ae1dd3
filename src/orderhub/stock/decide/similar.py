"""Suggestions for a listing that is no SKU yet: by merchant code, then by a similar name. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_NOISE = re.compile(r"[\W_]+")
LEAST = 0.35
MOST = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A SKU that may be meant."""

    id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with how sure we are (percent), and by what: `code` or `name`."""

    sku: Candidate
    percent: int
    by: str


def plain(text: str) -> str:
    """Letters and digits alone, in lower case: codes are written with and without dashes."""
    return _NOISE.sub("", text).lower()


class Shelf:
    """Candidates laid out by pairs of letters, so that a look costs what is alike, not all."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_code: dict[str, Candidate] = {}
        self._sizes: dict[int, int] = {}
        self._known: dict[int, Candidate] = {}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for sku in candidates:
            self._by_code.setdefault(plain(sku.code), sku)
            self._known[sku.id] = sku
            pairs = _pairs(sku.title)
            self._sizes[sku.id] = len(pairs)
            for pair in pairs:
                self._holders[pair].append(sku.id)

    def suggest(self, code: str, title: str) -> list[Suggestion]:
        """The best candidates, surest first; empty when nothing is alike."""
        found: list[Suggestion] = []
        same = self._by_code.get(plain(code)) if plain(code) else None
        if same is not None:
            found.append(Suggestion(same, 100, "code"))
        pairs = _pairs(title)
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._holders.get(pair, ()))
        alike = [
            (2 * n / (len(pairs) + self._sizes[sku]), sku)
            for sku, n in shared.items()
            if same is None or sku != same.id
        ]
        best = sorted((a for a in alike if a[0] >= LEAST), key=lambda a: (-a[0], a[1]))
        found += [Suggestion(self._known[sku], round(a * 100), "name") for a, sku in best]
        return found[:MOST]


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring letters of a text; Chinese needs no words for that."""
    bare = plain(text)
    return frozenset(bare[n : n + 2] for n in range(len(bare) - 1)) or frozenset({bare})
