"""A paid order that is to go to another address: written down and announced, not told where."""

from collections.abc import Mapping, Sequence
from typing import Any

from orderhub.infra import outbox
from orderhub.infra.db import Tx
from orderhub.kernel.events import Event
from orderhub.kernel.records import record
from orderhub.orders.decide.fold import fold
from orderhub.orders.decide.recipient import WATCHED, goes_elsewhere, refs_of
from orderhub.orders.events import address_changed
from orderhub.orders.model import Fact, State
from orderhub.orders.store import orders as store
from orderhub.orders.store.rows import FactKey
from orderhub.vault.facade import open_people

KIND = "recipient"


@record
class _Restated:
    """An order before and after a snapshot."""

    row: Mapping[str, Any]
    said: Fact
    before: State
    after: State


async def look_at_recipients(
    tx: Tx,
    rows: Mapping[int, Mapping[str, Any]],
    known: Mapping[int, Sequence[Fact]],
    fresh: set[FactKey],
) -> None:
    """Compare the addresses of orders that learned a snapshot: `rows` as they stood before it,
    `known` their facts with it, `fresh` which of these are new. Opens what is sealed, so it is
    done for watched orders only."""
    restated = [
        one
        for order_id, facts in known.items()
        if rows[order_id]["stage"] in WATCHED
        and (one := _restated(rows[order_id], facts, fresh)) is not None
    ]
    if not restated:
        return
    refs = {ref for one in restated for ref in (*refs_of(one.before), *refs_of(one.after))}
    opened = await open_people(tx, refs)
    moved = [one for one in restated if goes_elsewhere(one.before, one.after, opened)]
    if moved:
        await store.state_facts(tx, [_fact(one.said) for one in moved])
        outbox.append(tx, *(_event(one) for one in moved))


def _restated(
    row: Mapping[str, Any], facts: Sequence[Fact], fresh: set[FactKey]
) -> _Restated | None:
    new = [fact for fact in facts if _key(fact) in fresh and fact.kind == "snapshot"]
    if not new:
        return None
    earlier = [fact for fact in facts if _key(fact) not in fresh]
    return _Restated(row, max(new, key=lambda fact: fact.learned_at), fold(earlier), fold(facts))


def _key(fact: Fact) -> FactKey:
    return (fact.order_id, fact.source, fact.kind, fact.key)


def _fact(said: Fact) -> Fact:
    """It stands in the order's timeline and changes nothing of the order."""
    return Fact(
        order_id=said.order_id,
        source=said.source,
        kind=KIND,
        key=said.key,
        occurred_at=said.occurred_at,
        learned_at=said.learned_at,
        data={},
    )


def _event(one: _Restated) -> Event:
    row = one.row
    about = (row["number"], row["shop_id"], row["version"] + 1, [one.said.source])
    return address_changed(about, row["stage"], one.said.learned_at)
