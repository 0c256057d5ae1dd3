"""Undo of a batch: order by order, the opposite, unless something newer stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.access.facade import Actor, record
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal
from orderhub.orders.decide.undo import take_back
from orderhub.orders.model import Fact
from orderhub.orders.service.absorb import learn
from orderhub.orders.service.batch import RowResult, chunks, fact_of, refused
from orderhub.orders.service.desk import Desk, on_desk
from orderhub.orders.store import batches

Kept = Sequence[Mapping[str, Any]]


async def undo(tx: Tx, actor: Actor, batch_id: int, now: datetime) -> tuple[RowResult, ...]:
    """Take a batch back within its time; Conflict when it cannot be, NotFound for a foreign one."""
    batch = await batches.lock(tx, batch_id)
    if batch is None or (batch.actor_kind, batch.actor_id) != (actor.kind, actor.id):
        raise NotFound("There is no such batch of yours.")
    if batch.undone_at is not None:
        raise Conflict(Refusal("already_undone", "The batch was undone already."))
    if batch.undoable_until is None:
        raise Conflict(Refusal("not_undoable", "What this batch did cannot be undone."))
    if now > batch.undoable_until:
        raise Conflict(Refusal("undo_expired", "The time for undoing it is over."))
    kept = await batches.results(tx, batch_id)
    results: list[RowResult] = []
    key = new_id()
    for ids in chunks(sorted(kept)):
        facts: list[Fact] = []
        for one in await on_desk(tx, ids):
            outcome = _of_order(one, kept[one.order.id], actor, key, now)
            results.append(
                refused(one.order.number, outcome)
                if isinstance(outcome, Refusal)
                else RowResult(one.order.number, ok=True)
            )
            facts += () if isinstance(outcome, Refusal) else outcome
        await learn(tx, facts)
    await batches.mark_undone(tx, batch_id, now)
    done = sum(1 for result in results if result.ok)
    detail = {"batch": batch.key, "orders": done, "action": batch.action}
    await record(tx, actor, "orders.undo", f"batch:{batch_id}", detail=detail)
    return tuple(results)


def _of_order(one: Desk, kept: Kept, actor: Actor, key: str, now: datetime) -> list[Fact] | Refusal:
    """All statements of one order are taken back, or none."""
    if not actor.sees(one.order.shop_id):
        return Refusal("not_found", "The order's shop is out of your scope.")
    facts: list[Fact] = []
    for entry in kept:
        newest = one.last.get(entry["name"])
        outcome = take_back(one.order, _said(one, entry), entry["before"], newest)
        if isinstance(outcome, Refusal):
            return outcome
        facts.append(fact_of(one.order.id, outcome, key, actor, now))
    return facts


def _said(one: Desk, entry: Mapping[str, Any]) -> Fact:
    return Fact(
        order_id=one.order.id,
        source="person",
        kind=entry["kind"],
        key=entry["key"],
        occurred_at=one.placed_at,
        learned_at=one.placed_at,
        data=entry["data"],
    )
