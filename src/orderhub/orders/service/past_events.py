"""Past events (过往事件) told again from the facts, with the order as it stood at each.

Events themselves are not kept once they are delivered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from orderhub.infra.db import Tx
from orderhub.orders import events
from orderhub.orders.decide.derive import derive
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.troubles import how_it_went
from orderhub.orders.model import Derived, Fact, State, Troubles
from orderhub.orders.queries.past_orders import moments
from orderhub.orders.service.asked import Opened, more_of, note_refs
from orderhub.orders.service.past import view_of_state
from orderhub.orders.service.recipients import KIND as ADDRESS
from orderhub.orders.store import orders as store
from orderhub.vault.facade import open_people

FIRST_STEP = timedelta(minutes=10)
ORDERS_AT_ONCE = 100
LONGEST_S = 6.0
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A topic with the data it had, when, and every variable of the order at that moment."""

    topic: str
    data: Mapping[str, Any]
    at: datetime
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Newest first; `whole` is False where the limit or the time ended it before the period did;
    `since` is how far back it reaches."""

    events: Sequence[PastEvent]
    since: datetime
    whole: bool


async def past_events(
    tx: Tx,
    shops: Sequence[int] | None,
    between: tuple[datetime, datetime],
    limit: int,
    *,
    notes: bool,
) -> Replayed:
    """What happened to orders of these shops between two moments: up to `limit` moments at which
    the hub learned something, within `LONGEST_S` seconds. Escalations are not told again."""
    begun = monotonic()
    found, reached = await _moments(tx, shops, between, limit)
    whole = reached <= between[0] and len(found) < limit
    told: list[PastEvent] = []
    by_order: dict[int, list[Row]] = {}
    for row in found:
        by_order.setdefault(row["order_id"], []).append(row)
    orders = list(by_order.values())
    for start in range(0, len(orders), ORDERS_AT_ONCE):
        if monotonic() - begun > LONGEST_S:
            whole = False
            break
        told += await _told(tx, orders[start : start + ORDERS_AT_ONCE], notes=notes)
    told.sort(key=lambda event: event.at, reverse=True)
    return Replayed(told, reached if len(found) < limit else found[-1]["learned_at"], whole)


async def _moments(
    tx: Tx, shops: Sequence[int] | None, between: tuple[datetime, datetime], limit: int
) -> tuple[list[Row], datetime]:
    """Backwards in growing steps, so that a busy day is not read whole for its last hour."""
    since, until = between
    step, found = FIRST_STEP, list[Row]()
    while until > since and len(found) < limit:
        begin = max(since, until - step)
        found += await moments(tx, shops, (begin, until), limit - len(found))
        until, step = begin, step * 2
    return found, until


async def _told(tx: Tx, orders: Sequence[Sequence[Row]], *, notes: bool) -> list[PastEvent]:
    known = await store.load_facts(tx, [rows[0]["order_id"] for rows in orders])
    told: list[tuple[str, dict[str, Any], datetime, Row]] = []
    for rows in orders:
        facts = known.get(rows[0]["order_id"], [])
        for row in rows:
            told += _of_moment(row, facts)
    opened: Opened = {}
    if notes:
        opened = await open_people(tx, note_refs(view for *_, view in told))
    return [PastEvent(topic, data, at, more_of(view, opened)) for topic, data, at, view in told]


def _of_moment(
    row: Row, facts: Sequence[Fact]
) -> Iterator[tuple[str, dict[str, Any], datetime, Row]]:
    """What was announced when the order learned what it learned at that moment."""
    at = row["learned_at"]
    earlier = fold(fact for fact in facts if fact.learned_at < at)
    state = fold(fact for fact in facts if fact.learned_at <= at)
    view = _view(row, state, at)
    if view is None:
        return
    after = derive(state, at)
    about = {"number": row["number"], "shop_id": row["shop_id"]}
    sources = sorted({fact.source for fact in facts if fact.learned_at == at})
    before: Derived | None = None
    if earlier.snapshot is None:
        yield events.RECEIVED, {**about, "stage": str(after.stage)}, at, view
    else:
        before = derive(earlier, at)
        moved = {"stage_before": str(before.stage), "stage": str(after.stage)}
        yield events.CHANGED, {**about, **moved, "sources": sources}, at, view
        if any(fact.kind == ADDRESS and fact.learned_at == at for fact in facts):
            told = {"stage": str(before.stage), "sources": sources}
            yield events.ADDRESS_CHANGED, {**about, **told}, at, view
    was: Troubles = before.troubles if before else {}
    for kind in after.troubles.keys() - was.keys():
        yield events.RAISED, {**about, "kind": str(kind), "sources": sources}, at, view
    for kind in was.keys() - after.troubles.keys():
        ended = {"kind": str(kind), "resolution": how_it_went(kind, state), "sources": sources}
        yield events.CLEARED, {**about, **ended}, at, view


def _view(row: Row, state: State, at: datetime) -> Row | None:
    view = view_of_state(state, at)
    if view is None:
        return None
    lines = view["lines"]
    return {
        **view,
        "channel": row["channel"],
        "shop_id": row["shop_id"],
        "skus": [line["sku_code"] for line in lines],
        "titles": [line["title"] for line in lines],
    }
