"""An event is heard: who wants it, who matches, what follows, all in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.listeners.decide.firing import decide
from orderhub.listeners.decide.wanting import facts_of, is_echo, wants
from orderhub.listeners.model import Happening, RunState
from orderhub.listeners.service.acting import carry_out
from orderhub.listeners.service.book import Ready, live_book
from orderhub.listeners.service.tallies import count
from orderhub.listeners.store import runs as store
from orderhub.orders.facade import Asked, asked_of


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with the id it has at every delivery, and its order."""

    event_id: str
    happening: Happening
    order: Asked


async def hear(tx: Tx, event_id: str, happening: Happening, now: datetime) -> None:
    """Let every live listener that matches act on it, once for ever. An event of a kind nobody
    listens to costs one statement, one that nobody wants no more."""
    book = await live_book(tx)
    wanting = [one for one in book.get(happening.kind, ()) if wants(one.listener.spec, happening)]
    if not wanting or is_echo(happening):
        return
    notes = any(one.condition.asks_notes for one in wanting)
    for order in await asked_of(tx, [happening.number], notes=notes):
        heard = Heard(event_id, happening, order)
        for one in _matching(wanting, heard):
            await _matched(tx, one, heard, now)


def _matching(wanting: Sequence[Ready], heard: Heard) -> list[Ready]:
    facts = facts_of(heard.order.variables, heard.happening)
    found: list[Ready] = []
    for one in wanting:
        answer = one.condition.holds(facts)
        if answer is True:
            found.append(one)
        else:
            count(one.listener.id, error=answer if isinstance(answer, str) else None)
    return found


async def _matched(tx: Tx, one: Ready, heard: Heard, now: datetime) -> None:
    listener = one.listener
    await store.take_turns(tx)
    memory = await store.remember(tx, listener, heard.order.number, now)
    verdict = decide(listener.spec, memory, now)
    if not verdict.kept:
        count(listener.id, capped=True)
        return
    values = one.condition.values(facts_of(heard.order.variables, heard.happening))
    row = store.NewRun(heard.event_id, heard.happening, verdict.state, verdict.until, values)
    run_id = await store.begin(tx, listener, row, now)
    if run_id is None or verdict.state is not RunState.ACTED:
        return
    outcomes = await carry_out(tx, listener, (run_id, heard.event_id), heard.order, now)
    await store.end(tx, run_id, outcomes)
