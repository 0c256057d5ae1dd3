"""What a list of orders may be filtered and sorted by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.words import Lane
from orderhub.orders.model import FLAG_WORDS
from orderhub.orders.queries.tables import orders

# Colours of the flag (旗帜) as channels number them; ours speak of colours only.
SELLER_FLAGS = ("gray", "red", "yellow", "green", "blue", "purple")
FLAG_BITS = {word: flag.value for flag, word in FLAG_WORDS.items()}
DATES = {
    "placed": orders.c.placed_at,
    "paid": orders.c.paid_at,
    "modified": orders.c.modified_at,
    "shipped": orders.c.shipped_at,
    "ship_by": orders.c.ship_by,
}
SORTS: dict[str, sa.ColumnClause[Any]] = {
    "placed_at": orders.c.placed_at,
    "modified_at": orders.c.modified_at,
    "ship_by": orders.c.ship_by,
    "total": orders.c.total_minor,
}


@dataclass(frozen=True, slots=True)
class Sort:
    """`token` is the wire form: a name of SORTS, a leading `-` for the greatest first."""

    token: str

    @property
    def name(self) -> str:
        return self.token.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.token.startswith("-")

    @property
    def column(self) -> sa.ColumnClause[Any]:
        return SORTS[self.name]


def sort_of(token: str) -> Sort:
    """The sort of a wire token; InvalidInput names the ones there are."""
    if token.removeprefix("-") not in SORTS:
        raise InvalidInput(f"Sort by one of {', '.join(SORTS)}, with a leading - to reverse.")
    return Sort(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Several values of one field mean any of them, except tags and attributes: all of them.

    `shops` is what the person asked for; what the person may see is the scope, given beside it.
    Amounts are minor units, both ends included. `since`/`until` bound the instant named by `date`,
    `until` excluded.
    """

    stages: tuple[str, ...] = ()
    lane: Lane | None = None
    shops: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    seller_flags: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    q: str = ""
    phone: str = ""
    last4: str = ""
    sku: str = ""
    buyer: str = ""
    provinces: tuple[str, ...] = ()
    amount_from: int | None = None
    amount_to: int | None = None
    date: str = "placed"
    since: datetime | None = None
    until: datetime | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    has_note: bool | None = None
    presale: bool | None = None

    def narrows_beside_last4(self) -> bool:
        """Whether anything but the last four digits of a phone narrows the list."""
        return any(
            (
                self.stages, self.lane, self.shops, self.channels, self.tags, self.flags,
                self.priorities, self.seller_flags, self.phone, self.sku, self.buyer,
                self.provinces, self.attributes, self.numbers, self.since, self.until,
                self.amount_from is not None, self.amount_to is not None,
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MaskedPhone:
    """What a channel that gives masks tells of a whole phone: first digits, blind last four."""

    head: str
    last4: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The filter's personal terms as blind keys, and numbers found by `q`; None = not asked for.

    `masked` widens `phone` by orders whose channel gave a mask that fits.
    """

    ids: tuple[int, ...] | None = None
    phone: tuple[bytes, ...] | None = None
    masked: MaskedPhone | None = None
    last4: tuple[bytes, ...] | None = None
    buyer: tuple[bytes, ...] | None = None

    @property
    def given(self) -> bool:
        return any(key is not None for key in (self.ids, self.phone, self.last4, self.buyer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A filter ready to be run: `shops` is scope and filter together, None = every shop."""

    filter: OrderFilter
    keys: Keys = Keys()
    shops: tuple[int, ...] | None = None


def visible_shops(scope: frozenset[int] | None, asked: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shops to read: what the actor sees, cut to what was asked for; None = every shop."""
    if scope is None:
        return tuple(sorted(set(asked))) or None
    return tuple(sorted(scope & set(asked))) if asked else tuple(sorted(scope))


def flag_names(bits: int) -> list[str]:
    """Flag words of the bit set kept in `orders.flags`."""
    return [name for name, bit in FLAG_BITS.items() if bits & bit]


def flag_mask(names: tuple[str, ...]) -> int:
    """Bit set of flag words; InvalidInput for a word that is no flag."""
    unknown = [name for name in names if name not in FLAG_BITS]
    if unknown:
        raise InvalidInput(f"Flags are {', '.join(FLAG_BITS)}.")
    return sum({FLAG_BITS[name] for name in names})
