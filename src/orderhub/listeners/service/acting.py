"""What a listener does: desk commands through orders, messages through notify."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderhub.infra.db import Tx
from orderhub.listeners.decide.wanting import SOURCE
from orderhub.listeners.model import ActionKind, ActionSpec, Done, Listener
from orderhub.notify.facade import Message, Severity, post, tell_named
from orderhub.orders.facade import Action, Asked, Command, Deputy, act

Outcome = Mapping[str, Any]
Occasion = tuple[int, str]  # the run and the event it answers
NOBODY = "nobody_told"


async def carry_out(
    tx: Tx, listener: Listener, occasion: Occasion, order: Asked, now: datetime
) -> list[Outcome]:
    """Every action in its order; what each did, or why not."""
    actions = listener.spec.actions
    desk = {
        place: command
        for place, action in enumerate(actions)
        if (command := _command(action)) is not None
    }
    refusals = dict[int, Any]()
    if desk:
        answers = await act(tx, order.id, list(desk.values()), _deputy(listener, occasion), now)
        refusals = dict(zip(desk, answers, strict=True))
    outcomes: list[Outcome] = []
    for place, action in enumerate(actions):
        if place in desk:
            refusal = refusals[place]
            outcomes.append(_outcome(action, "" if refusal is None else refusal.code))
        else:
            message = _message(listener, (occasion[0], place), action, order)
            outcomes.append(await _tell(tx, action, message, now))
    return outcomes


def _command(action: ActionSpec) -> Command | None:
    match action.kind:
        case ActionKind.TAG:
            return Command(Action.ADD_TAG, {"tag": action.tag})
        case ActionKind.UNTAG:
            return Command(Action.REMOVE_TAG, {"tag": action.tag})
        case ActionKind.HOLD:
            return Command(Action.HOLD, {"reason_code": action.text})
        case ActionKind.RELEASE:
            return Command(Action.RELEASE)
        case ActionKind.NOTE:
            return Command(Action.NOTE, {"text": action.text})
        case _:
            return None


def _deputy(listener: Listener, occasion: Occasion) -> Deputy:
    by = f"listener:{listener.id}"
    return Deputy(source=SOURCE, name=listener.spec.name, by=by, key=f"{listener.id}:{occasion[1]}")


async def _tell(tx: Tx, action: ActionSpec, message: Message, now: datetime) -> Outcome:
    if action.kind is ActionKind.WEBHOOK:
        told = sum([await post(tx, message, hook, now) for hook in action.endpoints])
    else:
        told = await tell_named(tx, message, action.people, action.endpoints, now)
    return {**_outcome(action, "" if told else NOBODY), "told": told}


def _message(listener: Listener, key: tuple[int, int], action: ActionSpec, order: Asked) -> Message:
    name, number = listener.spec.name, order.number
    return Message(
        key=f"listener:{key[0]}:{key[1]}",
        severity=Severity(action.severity),
        title_zh=f"{name}:{number}",
        title_en=f"{name}: {number}",
        body_zh=action.text,
        body_en="",
        link=f"/orders?q={number}&open={number}",
        shop_ids=(order.shop_id,),
        about={
            "listener": listener.id,
            "version": listener.version,
            "run": key[0],
            "number": number,
            "shop_id": order.shop_id,
            "stage": order.stage,
        },
    )


def _outcome(action: ActionSpec, code: str) -> dict[str, Any]:
    return {
        "kind": str(action.kind),
        "result": str(Done.REFUSED if code else Done.DONE),
        "code": code,
        "what": action.tag or action.text[:60],
    }
