"""Reads one page of a changing list, with the faults a list can have."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from orderhub_sandbox.book import Book
from orderhub_sandbox.cases import Case
from orderhub_sandbox.clock import local_day
from orderhub_sandbox.faults import CallPlace
from orderhub_sandbox.orders import Order
from orderhub_sandbox.shops import Shop, move
from orderhub_sandbox.world import World

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Wish(Generic[R]):
    """A closed window [start, end] in epoch seconds by one index; `page` counts from 1."""

    index: str
    start: int
    end: int
    page: int
    size: int
    descending: bool = False
    keep: Callable[[R], bool] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """`total` is what the platform claims, which a fault may falsify."""

    rows: tuple[R, ...]
    total: int
    has_next: bool


def read_page(world: World, place: CallPlace, book: Book[R], wish: Wish[R]) -> Page[R]:
    """The rows of this page as the list stands now; F10, F11, F13 and F14 show here."""
    if world.faults.take("F14", place):
        wish = replace(wish, start=wish.start + 1, end=wish.end - 1)
    capped = world.faults.take("F13", place)
    if capped:
        wish = replace(wish, size=min(wish.size, capped.number("cap", 20)))
    found = _shown(world, place, _matching(book, wish))
    first = (wish.page - 1) * wish.size
    rows = found[first : first + wish.size]
    total = len(found) if capped is None else capped.number("total", len(found) // 2)
    has_next = first + wish.size < len(found)
    rows = _spoil(world, place, wish, rows, found)
    return Page(tuple(rows), total, has_next)


def after_list(world: World, place: CallPlace, shop: Shop, page: Page[Order] | Page[Case]) -> None:
    """What happens at the platform right after a list answer: planned changes, and F12."""
    for plan in list(shop.between_pages):
        plan.reads += 1
        if plan.reads % plan.after_reads == 0:
            for change in plan.changes:
                change()
            if not plan.every:
                shop.between_pages.remove(plan)
    rows = cast("tuple[Order | Case, ...]", page.rows)
    if rows and (fault := world.faults.take("F12", place)):
        now = world.now(shop.channel)
        for row in fault.rng.sample(rows, min(fault.number("rows", 1), len(rows))):
            if isinstance(row, Order):
                shop.book.change(move(row, now))
            else:
                shop.cases.change(replace(row, modified_at=now, version=row.version + 1))


def detail_order(world: World, place: CallPlace, shop: Shop, external_no: str) -> Order | None:
    """The order as the detail call shows it; under F24 an older version than the list has."""
    order = shop.book.find(external_no)
    if order is None or not world.faults.take("F24", place):
        return order
    before = shop.book.before(external_no)
    return before or move(order, order.modified_at - 60)


def _matching(book: Book[R], wish: Wish[R]) -> list[R]:
    rows = book.between(wish.index, wish.start, wish.end)
    if wish.descending:
        rows.reverse()
    return rows if wish.keep is None else list(filter(wish.keep, rows))


def _shown(world: World, place: CallPlace, found: list[R]) -> list[R]:
    shop = world.shop(place.channel, str(place.shop_index))
    if shop is None or not shop.hidden_days:
        return found
    days = shop.hidden_days
    return [r for r in found if not (isinstance(r, Order) and local_day(r.placed_at) in days)]


def _spoil(world: World, place: CallPlace, wish: Wish[R], rows: list[R], found: list[R]) -> list[R]:
    if wish.page > 1 and rows and (fault := world.faults.take("F10", place)):
        first = (wish.page - 1) * wish.size
        if fault.text("shape", "row") == "page":
            return found[first - wish.size : first]
        return [found[first - 1], *rows]
    hidden = next(
        (
            fault
            for fault in world.faults.armed()
            if fault.kind == "F11" and fault.number("page", 2) == wish.page and fault.meets(place)
        ),
        None,
    )
    if hidden and wish.page * wish.size < len(found):
        world.faults.hit(hidden)
        return []
    return rows
