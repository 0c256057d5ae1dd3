"""Batch actions (批量操作): each order decided by itself, facts stated, what undoing needs kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from orderhub.access.facade import Actor, Deed, record_many
from orderhub.infra.db import Tx
from orderhub.infra.ids import new_id
from orderhub.kernel.types import Refusal
from orderhub.orders.decide.desk import Action, Command, Statement, decide
from orderhub.orders.decide.undo import UNDOABLE, last_words
from orderhub.orders.errors import TooManyOrders
from orderhub.orders.model import Fact
from orderhub.orders.queries import desk, plans
from orderhub.orders.queries.filters import OrderFilter, visible_shops
from orderhub.orders.service.absorb import learn
from orderhub.orders.service.desk import Desk, on_desk
from orderhub.orders.service.notes import seal_note
from orderhub.orders.service.search import prepare
from orderhub.orders.store import batches

ORDERS_MAX = 10_000
CHUNK = 1_000
UNDO_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which orders (by number, or all that match) and what to do.

    `versions`, by number, refuses orders that changed since.
    """

    command: Command
    numbers: tuple[str, ...] = ()
    filter: OrderFilter | None = None
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one order; `code` says why not."""

    number: str
    ok: bool
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """`batch_id` is None for a dry run, `undoable_until` also where nothing can undo it."""

    batch_id: int | None
    results: tuple[RowResult, ...]
    undoable_until: datetime | None


async def run(tx: Tx, actor: Actor, request: Request, now: datetime) -> Done:
    """Carry the command out on every order that allows it; the others are refused one by one."""
    wanted = await _ids(tx, actor, request)
    missing = [number for number in request.numbers if number not in wanted]
    results = [RowResult(number, ok=False, code="not_found") for number in missing]
    batch = _Batch(tx, actor, request, now, new_id())
    for ids in chunks(sorted(wanted.values())):
        results += await batch.chunk(ids)
    batch_id = await batch.keep()
    undoable = request.command.action in UNDOABLE and batch_id is not None
    return Done(batch_id, tuple(results), now + UNDO_WITHIN if undoable else None)


class _Batch:
    """A batch in the making."""

    def __init__(self, tx: Tx, actor: Actor, request: Request, now: datetime, key: str) -> None:
        self.tx, self.actor, self.request, self.now, self.key = tx, actor, request, now, key
        self.before: list[tuple[int, Any]] = []
        self.deeds: list[Deed] = []

    async def chunk(self, ids: Sequence[int]) -> list[RowResult]:
        request = self.request
        orders = await on_desk(self.tx, ids)
        sealed: Mapping[int, Mapping[str, Any]] = {}
        if request.command.action is Action.NOTE and not request.dry_run:
            sealed = await seal_note(self.tx, orders, str(request.command.args["text"]))
        results: list[RowResult] = []
        facts: list[Fact] = []
        for one in orders:
            outcome = self._decide(one, sealed)
            if isinstance(outcome, Refusal):
                results.append(refused(one.order.number, outcome))
                continue
            results.append(RowResult(one.order.number, ok=True))
            facts += self._state(one, outcome)
        if not request.dry_run:
            await learn(self.tx, facts)
        return results

    def _decide(
        self, one: Desk, sealed: Mapping[int, Mapping[str, Any]]
    ) -> tuple[Statement, ...] | Refusal:
        command, order = self.request.command, one.order
        if self.request.versions.get(order.number, order.version) != order.version:
            return Refusal("stale_version", "The order changed since you looked at it.")
        if command.action is Action.NOTE:
            command = Command(Action.NOTE, sealed.get(order.id, {"ref": 0}))
        return decide(order, command)

    def _state(self, one: Desk, statements: Iterable[Statement]) -> list[Fact]:
        facts = [fact_of(one.order.id, said, self.key, self.actor, self.now) for said in statements]
        self.before.append((one.order.id, [_kept(fact, one.last) for fact in facts]))
        action = f"orders.{self.request.command.action}"
        deed = Deed(
            actor=self.actor,
            action=action,
            object=f"order:{one.order.number}",
            shop_id=one.order.shop_id,
            detail={"batch": self.key},
        )
        self.deeds.append(deed)
        return facts

    async def keep(self) -> int | None:
        """Write the batch down and audit it; None for a dry run."""
        request = self.request
        if request.dry_run:
            return None
        undoable = request.command.action in UNDOABLE
        batch_id = await batches.insert(
            self.tx,
            {
                "key": self.key,
                "actor_kind": self.actor.kind,
                "actor_id": self.actor.id,
                "actor_name": self.actor.name,
                "action": request.command.action,
                "args": {k: v for k, v in request.command.args.items() if k != "text"},
                "orders": len(self.before),
                "created_at": self.now,
                "undoable_until": self.now + UNDO_WITHIN if undoable else None,
            },
        )
        await batches.insert_results(self.tx, batch_id, self.before)
        if self.deeds:
            await record_many(self.tx, self.deeds)
        return batch_id


def fact_of(order_id: int, said: Statement, key: str, actor: Actor, now: datetime) -> Fact:
    """A person's statement as a fact; a batch may state several of one kind, told apart by name."""
    name = said.data.get("name")
    return Fact(
        order_id=order_id,
        source="person",
        kind=said.kind,
        key=f"{key}:{name}" if name else key,
        occurred_at=now,
        learned_at=now,
        data=said.data,
        actor=actor.name,
    )


def refused(number: str, refusal: Refusal) -> RowResult:
    return RowResult(number, ok=False, code=refusal.code, detail=refusal.detail)


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _kept(fact: Fact, last: Mapping[str, Fact]) -> dict[str, Any]:
    (name,) = last_words([fact])
    earlier = last.get(name)
    return {
        "name": name,
        "kind": fact.kind,
        "key": fact.key,
        "data": fact.data,
        "before": None if earlier is None else earlier.data,
    }


async def _ids(tx: Tx, actor: Actor, request: Request) -> dict[str, int]:
    if request.filter is None:
        return await desk.ids_of(tx, request.numbers, visible_shops(actor.shops, ()))
    search = await prepare(tx, actor, request.filter)
    rows = (await tx.execute(plans.ids(search, ORDERS_MAX + 1))).all()
    if len(rows) > ORDERS_MAX:
        raise TooManyOrders(f"More than {ORDERS_MAX} orders match: narrow the filter.")
    return {row.number: row.id for row in rows}
