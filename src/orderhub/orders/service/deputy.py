"""Desk commands that the hub gives in somebody's stead: one order, several at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orderhub.access.facade import Deed, record_many, system
from orderhub.infra.db import Tx
from orderhub.kernel.records import record
from orderhub.kernel.types import Refusal
from orderhub.orders.decide.desk import Action, Command, decide
from orderhub.orders.model import Fact
from orderhub.orders.service.absorb import learn
from orderhub.orders.service.desk import Desk, on_desk
from orderhub.orders.service.notes import seal_note


@record
class Deputy:
    """Who acts: `source` of the facts, `name` that people read, `by` in tags and the audit log;
    `key` names the very occasion, so that acting again on it states nothing new."""

    source: str
    name: str
    by: str
    key: str


async def act(
    tx: Tx, order_id: int, commands: Sequence[Command], deputy: Deputy, now: datetime
) -> list[Refusal | None]:
    """Carry the commands out on one order as it stands before the first of them; None for each
    that was, the refusal for the others."""
    found = await on_desk(tx, [order_id])
    if not found:
        return [Refusal("not_found", "The order is not in the hub any more.")] * len(commands)
    (one,) = found
    answers: list[Refusal | None] = []
    facts: list[Fact] = []
    deeds: list[Deed] = []
    for place, command in enumerate(commands):
        outcome = decide(one.order, await _sealed(tx, one, command))
        if isinstance(outcome, Refusal):
            answers.append(outcome)
            continue
        answers.append(None)
        for said in outcome:
            stated = _fact(one, said.kind, said.data, (deputy, place, now))
            facts.append(stated)
        deeds.append(_deed(one, command, deputy))
    await learn(tx, facts)
    if deeds:
        await record_many(tx, deeds)
    return answers


async def _sealed(tx: Tx, one: Desk, command: Command) -> Command:
    if command.action is not Action.NOTE:
        return command
    sealed = await seal_note(tx, [one], str(command.args["text"]))
    return replace(command, args=sealed[one.order.id])


def _fact(one: Desk, kind: str, data: Any, told: tuple[Deputy, int, datetime]) -> Fact:
    deputy, place, now = told
    name = data.get("name")
    key = f"{deputy.key}:{place}"
    more = {"by": deputy.by, "reason": deputy.name} if kind == "tag" else {}
    return Fact(
        order_id=one.order.id,
        source=deputy.source,
        kind=kind,
        key=f"{key}:{name}" if name else key,
        occurred_at=now,
        learned_at=now,
        data={**data, **more},
        actor=deputy.name,
    )


def _deed(one: Desk, command: Command, deputy: Deputy) -> Deed:
    return Deed(
        actor=system(deputy.by),
        action=f"orders.{command.action}",
        object=f"order:{one.order.number}",
        shop_id=one.order.shop_id,
        detail={k: v for k, v in command.args.items() if k != "text"},
    )
