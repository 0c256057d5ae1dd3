"""The exception desk (异常处理台): each exception decided by itself, its remedy stated as facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from orderhub.access.facade import Actor, Deed, record_many
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.types import Refusal
from orderhub.orders.decide.exceptions import Asked, Moved, decide
from orderhub.orders.model import Fact, Open
from orderhub.orders.queries.filters import visible_shops
from orderhub.orders.service.absorb import learn
from orderhub.orders.service.batch import RowResult, fact_of, refused
from orderhub.orders.service.desk import Desk, on_desk
from orderhub.orders.store import exceptions as store


async def run(
    tx: Tx, actor: Actor, ids: Sequence[int], asked: Asked, now: datetime
) -> list[tuple[int, RowResult]]:
    """Carry the step out on every exception that allows it; what became of each, by its id."""
    wanted = await store.orders_of(tx, ids, visible_shops(actor.shops, ()))
    desks = {one.order.id: one for one in await on_desk(tx, sorted(set(wanted.values())))}
    found = {one.id: one for one in await store.lock(tx, list(wanted))}
    moved: dict[int, tuple[str | None, datetime]] = {}
    facts: list[Fact] = []
    deeds: list[Deed] = []
    results: list[tuple[int, RowResult]] = []
    for exception_id in ids:
        one = found.get(exception_id)
        if one is None:
            results.append((exception_id, RowResult("", ok=False, code="not_open")))
            continue
        outcome = decide(_with_words(one, desks[one.order_id]), asked, actor.name, now)
        if isinstance(outcome, Refusal):
            results.append((exception_id, refused(one.number, outcome)))
            continue
        if isinstance(outcome, Moved):
            moved[one.id] = (outcome.owner, outcome.due_at)
        else:
            key = new_id()
            facts += [fact_of(one.order_id, said, key, actor, now) for said in outcome]
        results.append((exception_id, RowResult(one.number, ok=True)))
        deeds.append(_deed(one, asked, actor))
    await store.move(tx, moved)
    await learn(tx, facts)
    if deeds:
        await record_many(tx, deeds)
        live.announce(tx, "exceptions")
    return results


def _with_words(one: Open, desk: Desk) -> Open:
    """With what people said of the order that a remedy would take back."""
    on = (name for name, data in desk.order.decisions.items() if data.get("on"))
    words = sorted(
        n for n in on if n == "exception" or (n.startswith("hold:") and n != "hold:rule")
    )
    return replace(one, standing=tuple(words))


def _deed(one: Open, asked: Asked, actor: Actor) -> Deed:
    return Deed(
        actor=actor,
        action=f"orders.exception_{asked.step}",
        object=f"order:{one.number}",
        shop_id=one.shop_id,
        detail={"kind": one.kind.value},
    )
