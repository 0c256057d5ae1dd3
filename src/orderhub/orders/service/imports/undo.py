"""Undo of a whole import: what it created and nobody has worked on since is cancelled by fact."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from orderhub.access.facade import Actor, record
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.model import Fact, Outcome
from orderhub.orders.queries import desk
from orderhub.orders.service.absorb import learn
from orderhub.orders.service.batch import RowResult, fact_of, refused
from orderhub.orders.service.imports.desk import CHUNK, SOURCE, void_statements
from orderhub.orders.store import imports as store
from orderhub.orders.store import orders as order_store


async def undo(tx: Tx, actor: Actor, import_id: int, now: datetime) -> tuple[RowResult, ...]:
    """Take the import back order by order; Conflict unless it is committed."""
    kept = await store.lock(tx, import_id)
    if not actor.sees(kept.shop_id):
        raise NotFound("There is no such import.")
    if kept.state != "committed":
        raise Conflict(Refusal(f"is_{kept.state}", "Only a committed import can be undone."))
    results: list[RowResult] = []
    rest = iter(await store.outcomes(tx, import_id))
    key = new_id()
    while chunk := list(islice(rest, CHUNK)):
        results += await _undo_chunk(tx, actor, chunk, key, now)
    await store.mark_undone(tx, import_id, now)
    detail = {"orders": sum(result.ok for result in results)}
    await record(tx, actor, "orders.import_undo", f"import:{import_id}", kept.shop_id, detail)
    return tuple(results)


async def _undo_chunk(
    tx: Tx, actor: Actor, outcomes: Sequence[Outcome], key: str, now: datetime
) -> list[RowResult]:
    ids = await desk.ids_of(tx, [one.number for one in outcomes], None)
    await order_store.lock_orders(tx, ids.values())
    facts = await order_store.load_facts(tx, ids.values())
    results: list[RowResult] = []
    stated: list[Fact] = []
    for one in outcomes:
        refusal = refusal_of(one, facts.get(ids[one.number], []))
        if refusal is not None:
            results.append(refused(one.number, refusal))
            continue
        results.append(RowResult(one.number, ok=True))
        order_id = ids[one.number]
        stated += [fact_of(order_id, said, key, actor, now) for said in void_statements(on=True)]
    await learn(tx, stated)
    return results


def refusal_of(outcome: Outcome, facts: Sequence[Fact]) -> Refusal | None:
    """Why an order of the import stays: it was there before, or somebody has worked on it since."""
    if outcome.result != "new":
        return Refusal("existed_before", "The order was in the hub before this import.")
    if any(fact.source != SOURCE for fact in facts):
        return Refusal("worked_on", "Somebody has worked on the order since.")
    if len(facts) > 1:
        return Refusal("changed_since", "A later import changed the order.")
    return None
