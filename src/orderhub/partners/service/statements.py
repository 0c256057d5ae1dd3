"""Taking in what partners state: each row by its version, its effect as a fact of the order."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from orderhub.access.facade import Actor, ActorKind, record
from orderhub.infra.crypto import MasterKey, blind_key
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotPermitted
from orderhub.kernel.types import Refusal
from orderhub.orders.facade import Fact, Standing, learn, standings
from orderhub.partners.decide.statements import judge
from orderhub.partners.model.statements import (
    Kept,
    Known,
    Result,
    Stated,
    Statement,
    StatementKind,
)
from orderhub.partners.store import statements as store
from orderhub.vault.facade import load_ring, seal_many

SOURCE = "partner"
REGION = "cn"
MONTH = "%Y-%m"
FIELD = {StatementKind.NOTE: "note", StatementKind.FEEDBACK: "feedback"}


@dataclass(frozen=True, slots=True)
class _Taken:
    """A row that is taken: its order, and what to keep of it."""

    stated: Statement
    order: Standing
    known: Known
    data: dict[str, Any] = field(default_factory=dict[str, Any])


def partner_of(actor: Actor) -> str:
    """The partner that asks: the name of its API key, so that a new key under the same name is the
    same partner. NotPermitted for people."""
    if actor.kind is not ActorKind.KEY:
        raise NotPermitted("partners state things with an API key of their own")
    return actor.name


async def state(
    tx: Tx, master: MasterKey, actor: Actor, rows: Sequence[Statement], now: datetime
) -> list[Stated]:
    """Take the rows in, in their order; a result for each. Repeating them changes nothing."""
    partner = partner_of(actor)
    await store.take_turn(tx, partner)
    orders = await _orders(tx, actor, rows)
    known = await store.known(tx, partner, [row.external_id for row in rows])
    key = blind_key(master, "partners|statement")
    results: list[Stated] = []
    taken: list[_Taken] = []
    for row in rows:
        order = orders.get(row.number, Refusal("unknown_order", "there is no such order here"))
        if isinstance(order, Refusal):
            results.append(_refused(row, order))
            continue
        digest = hmac.digest(key, _content(row), "sha256")
        result = judge(known.get((row.kind, row.external_id)), row, order.id, digest)
        if isinstance(result, Refusal):
            results.append(_refused(row, result))
            continue
        results.append(Stated(kind=row.kind, external_id=row.external_id, result=result))
        if result is not Result.UNCHANGED:
            now_known = Known(row.version, digest, order.id)
            known[row.kind, row.external_id] = now_known
            taken.append(_Taken(row, order, now_known, dict(row.data)))
    await _keep(tx, partner, taken, now)
    detail = {"rows": len(rows), "taken": len(taken)}
    await record(tx, actor, "partners.state", f"partner:{partner}", detail=detail)
    return results


async def ratings(tx: Tx, order_ids: Sequence[int]) -> dict[int, list[int]]:
    """Order → its buyers' ratings, 1 to 5, as partners told them."""
    found: dict[int, list[int]] = {}
    for kept in await store.of_orders(tx, order_ids, kind=StatementKind.FEEDBACK):
        found.setdefault(kept.order_id, []).append(int(kept.data["rating"]))
    return found


async def stated(tx: Tx, actor: Actor, order_id: int) -> list[Kept]:
    """What was stated of an order: a partner sees its own part."""
    partner = actor.name if actor.kind is ActorKind.KEY else None
    return await store.of_orders(tx, [order_id], partner)


async def _orders(
    tx: Tx, actor: Actor, rows: Sequence[Statement]
) -> Mapping[str, Standing | Refusal]:
    """Orders by the number that a row names: the hub's, or the channel's where one alone fits."""
    asked = {row.number for row in rows}
    found: dict[str, Standing | Refusal] = {}
    for order in await standings(tx, refs=sorted(asked)):
        if not actor.sees(order.shop_id):
            continue
        for name in {order.number, order.external_no} & asked:
            twice = name in found
            found[name] = Refusal("ambiguous_order", "several orders fit") if twice else order
    return found


async def _keep(tx: Tx, partner: str, taken: Sequence[_Taken], now: datetime) -> None:
    await _seal(tx, taken)
    await store.put(tx, partner, [(one.stated, one.known, one.data) for one in taken], now)
    await learn(tx, [_fact(partner, one, now) for one in taken])


async def _seal(tx: Tx, taken: Sequence[_Taken]) -> None:
    """Free text goes into the vault under its order's month; `data` gets the place."""
    worded = [one for one in taken if one.stated.words]
    if not worded:
        return
    months = [one.order.placed_at.strftime(MONTH) for one in worded]
    ring = await load_ring(tx, REGION, set(months))
    records = [
        (one.order.id, month, {FIELD[one.stated.kind]: one.stated.words})
        for one, month in zip(worded, months, strict=True)
    ]
    for one, ref in zip(worded, await seal_many(tx, ring, records), strict=True):
        one.data["ref"] = ref


def _fact(partner: str, taken: _Taken, now: datetime) -> Fact:
    """The key rises with the version, so that of two in one batch the newer one counts."""
    stated, data = taken.stated, dict(taken.data)
    if stated.kind in (StatementKind.DOCUMENT, StatementKind.FEEDBACK):
        data["name"] = f"{partner}:{stated.external_id}"
    if stated.kind is StatementKind.DOCUMENT:
        data["reason_code"] = f"{data['reference']} {data['status']}".strip()
    return Fact(
        order_id=taken.order.id,
        source=SOURCE,
        kind=stated.kind,
        key=f"{partner}:{stated.external_id}:{stated.version:019}",
        occurred_at=now,
        learned_at=now,
        data=data,
        actor=partner,
    )


def _content(row: Statement) -> bytes:
    said = {"number": row.number, "data": dict(row.data), "words": row.words}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _refused(row: Statement, why: Refusal) -> Stated:
    return Stated(
        kind=row.kind,
        external_id=row.external_id,
        result=Result.REFUSED,
        code=why.code,
        detail=why.detail,
    )
