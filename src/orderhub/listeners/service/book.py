"""The live listeners, compiled once for every change of any of them."""

from dataclasses import dataclass

from orderhub.infra.db import Tx
from orderhub.listeners.model import EventKind, Listener
from orderhub.listeners.service.conditions import Condition, condition_of
from orderhub.listeners.store import listeners as store

KEPT = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """A live listener with its condition."""

    listener: Listener
    condition: Condition


Book = dict[EventKind, list[Ready]]
_books: dict[str, Book] = {}


async def live_book(tx: Tx) -> Book:
    """Live listeners by the events they want; one statement when known."""
    stamp = await store.load_stamp(tx)
    book = _books.get(stamp)
    if book is None:
        book = _compiled(await store.load_live(tx))
        if len(_books) >= KEPT:
            _books.clear()
        _books[stamp] = book
    return book


def _compiled(live: list[Listener]) -> Book:
    book: Book = {}
    for listener in live:
        condition = condition_of(listener)
        if condition is None:
            continue
        for kind in listener.spec.events:
            book.setdefault(kind, []).append(Ready(listener, condition))
    return book
