"""The index catalogue: searches that answer within 50 ms at ten million orders.

The console offers them first. Anything else is a free combination: within a second it answers or
says what would narrow it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from orderhub.orders.queries.filters import OrderFilter, Search, Sort

Sorts = tuple[str, ...]
BY_DATE: Sorts = ("placed_at",)


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of search: its filter fields besides shop and stage, its sorts, the index it walks.

    `with_stage` tells whether a stage may be added without leaving the index.
    """

    name: str
    fields: frozenset[str]
    index: str
    sorts: Sorts = BY_DATE
    with_stage: bool = True


def _entry(
    name: str, *fields: str, index: str, sorts: Sorts = BY_DATE, with_stage: bool = True
) -> Entry:
    return Entry(name, frozenset(fields), index, sorts, with_stage)


CATALOGUE: tuple[Entry, ...] = (
    _entry("all", index="orders_placed, orders_shop_stage"),
    _entry("stage", index="orders_stage, orders_shop_stage"),
    _entry("placed", "placed", index="orders_placed, orders_stage, orders_shop_stage"),
    _entry("modified", index="orders_modified", sorts=("modified_at",), with_stage=False),
    _entry(
        "modified between",
        "modified",
        index="orders_modified",
        sorts=("modified_at",),
        with_stage=False,
    ),
    _entry("ship-by clock", index="orders_ship_by", sorts=("ship_by",)),
    _entry("late", "flags", index="orders_flagged", with_stage=False),
    _entry("tag", "tags", index="order_tags_tag", with_stage=False),
    _entry("tag placed", "tags", "placed", index="order_tags_tag", with_stage=False),
    _entry("sku", "sku", index="order_lines_sku", with_stage=False),
    _entry("attribute", "attributes", index="order_attribute_value", with_stage=False),
    _entry("number", "ids", index="orders_number, orders_external_no"),
    _entry("phone", "phone", index="orders_phone"),
    _entry("last four", "last4", index="orders_last4"),
    _entry("buyer", "buyer", index="orders_buyer"),
)
_USED: dict[str, Callable[[OrderFilter], object]] = {
    "channels": lambda f: f.channels,
    "tags": lambda f: f.tags,
    "without_tags": lambda f: f.without_tags,
    "flags": lambda f: f.flags,
    "lane": lambda f: f.lane,
    "priorities": lambda f: f.priorities,
    "seller_flags": lambda f: f.seller_flags,
    "sku": lambda f: f.sku,
    "province": lambda f: f.provinces,
    "amount": lambda f: f.amount_from is not None or f.amount_to is not None,
    "attributes": lambda f: f.attributes,
    "has_note": lambda f: f.has_note is not None,
    "presale": lambda f: f.presale is not None,
}
NARROWING = ("shop", "date", "stage", "tag", "sku")


def used_fields(search: Search) -> frozenset[str]:
    """Fields a search uses, shop and stage left out; a date goes by the instant it bounds."""
    wanted = search.filter
    names = {name for name, given in _USED.items() if given(wanted)}
    if wanted.since is not None or wanted.until is not None:
        names.add(wanted.date)
    names |= {
        name
        for name in ("ids", "phone", "last4", "buyer")
        if getattr(search.keys, name) is not None
    }
    return frozenset(names)


def entry_of(search: Search, sort: Sort) -> Entry | None:
    """The catalogue entry a search falls under, None for a free combination."""
    used = used_fields(search)
    for entry in CATALOGUE:
        if entry.fields != used or sort.name not in entry.sorts:
            continue
        if entry.with_stage or not search.filter.stages:
            return entry
    return None


def is_catalogued(search: Search, sort: Sort) -> bool:
    """Keys find few rows, whatever else narrows them; other searches must match an entry."""
    return search.keys.given or entry_of(search, sort) is not None


def narrowing(search: Search) -> tuple[str, ...]:
    """Filters not used yet that would bring a slow search back to an index."""
    wanted = search.filter
    used = {
        "shop": search.shops is not None,
        "date": wanted.since is not None,
        "stage": bool(wanted.stages),
        "tag": bool(wanted.tags),
        "sku": bool(wanted.sku),
    }
    left = tuple(name for name in NARROWING if not used[name])
    return left or ("date",)
