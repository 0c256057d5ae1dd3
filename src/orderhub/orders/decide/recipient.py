"""Whether an order goes to another address than before, once it is paid for. Pure."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.people import PLAIN, RECIPIENT, one_spelling, recipient_words
from orderhub.kernel.words import Stage
from orderhub.orders.model import OPEN_STAGES, State

# Paid for and not with the buyer yet: somebody may act on the address.
WATCHED = OPEN_STAGES | {Stage.SHIPPED}
Opened = Mapping[int, Mapping[str, str]]


def refs_of(state: State) -> list[int]:
    """The vault's records that hold what of the recipient came in clear."""
    return [entry[2] for entry in _plain(state).values()]


def goes_elsewhere(before: State, after: State, opened: Opened) -> bool:
    """Whether name, street or region is another; where the channel does not tell them in clear,
    only the region, of which what is not told says nothing."""
    old, new = (recipient_words(_told(one, opened), _region(one)) for one in (before, after))
    if old is not None and new is not None:
        return old != new
    pairs = zip(_region(before), _region(after), strict=True)
    return any(one_spelling(was) != one_spelling(now) for was, now in pairs if was and now)


def _told(state: State, opened: Opened) -> dict[str, str]:
    return {name: opened.get(entry[2], {}).get(name, "") for name, entry in _plain(state).items()}


def _plain(state: State) -> dict[str, list[Any]]:
    people = state.people
    return {
        name: entry
        for name in RECIPIENT
        if (entry := people.get(name)) and entry[1] == PLAIN and entry[2] is not None
    }


def _region(state: State) -> tuple[str, str, str]:
    said = state.snapshot or {}
    return (said.get("province", ""), said.get("city", ""), said.get("district", ""))
