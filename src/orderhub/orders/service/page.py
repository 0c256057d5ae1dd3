"""The page of one order: its row and everything its facts say, now or as of a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.orders.decide.presale import BY_HAND
from orderhub.orders.decide.undo import last_words
from orderhub.orders.model import Fact, Flags
from orderhub.orders.service.notes import FIELD, shown
from orderhub.orders.service.past import View, view_of
from orderhub.orders.store import orders as store
from orderhub.vault.facade import open_people


@dataclass(frozen=True, slots=True)
class Note:
    """A note of our people, long numbers masked."""

    id: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FlagReason:
    """Why a flag stands, who set it, since when."""

    reason: str | None
    by: str | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`row` holds what the order is; `moments` are when the hub learned something, oldest first."""

    row: View
    notes: tuple[Note, ...]
    flag_reasons: Mapping[str, FlagReason]
    moments: tuple[datetime, ...]
    facts_count: int
    as_of: datetime | None


async def read(
    tx: Tx, row: Mapping[str, Any], now: datetime, as_of: datetime | None = None
) -> OrderPage:
    """The page of the order of `row`; NotFound when the hub did not know it yet at `as_of`."""
    known = (await store.load_facts(tx, [row["id"]])).get(row["id"], [])
    facts = [fact for fact in known if as_of is None or fact.learned_at <= as_of]
    view = view_of(facts, as_of or now)
    if view is None:
        raise NotFound("The hub did not know this order yet at that moment.")
    return OrderPage(
        row={**row, **view},
        notes=await read_notes(tx, facts),
        flag_reasons=flag_reasons(facts, Flags(view["flags"]), view["waits_for"]),
        moments=tuple(sorted({fact.learned_at for fact in known})),
        facts_count=len(facts),
        as_of=as_of,
    )


async def read_notes(tx: Tx, facts: Sequence[Fact]) -> tuple[Note, ...]:
    """Notes of our people, newest first; those whose month was destroyed are gone."""
    noted = [fact for fact in facts if fact.kind == "note"]
    if not noted:
        return ()
    opened = await open_people(tx, [int(fact.data["ref"]) for fact in noted])
    notes = [
        Note(fact.key, shown(text), fact.actor, fact.occurred_at)
        for fact in noted
        if (text := opened.get(int(fact.data["ref"]), {}).get(FIELD)) is not None
    ]
    return tuple(sorted(notes, key=lambda note: note.at, reverse=True))


def flag_reasons(facts: Iterable[Fact], flags: Flags, waits_for: str) -> dict[str, FlagReason]:
    """Who holds the order or called it an exception, and why; other flags follow by themselves.
    Of a presale, `reason` are the words of who named its date."""
    found: dict[str, FlagReason] = {}
    last = last_words(facts)
    for name, fact in last.items():
        word = "held" if name.startswith("hold:") else name
        if word in ("held", "exception") and fact.data.get("on") and Flags[word.upper()] & flags:
            found[word] = FlagReason(fact.data.get("reason_code"), fact.actor, fact.occurred_at)
    if waits_for == "by_hand":
        said = last[BY_HAND]
        reason = said.data.get("reason_code")
        found["presale_held"] = FlagReason(reason, said.actor, said.occurred_at)
    return found
