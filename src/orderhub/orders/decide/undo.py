"""Taking back what a person stated: the opposite, if nothing newer contradicts it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from orderhub.kernel.types import Refusal
from orderhub.kernel.words import Stage
from orderhub.orders.decide.desk import (
    Action,
    Command,
    DeskOrder,
    Statement,
    decide,
    no_gift_now,
)
from orderhub.orders.decide.fold import decision_name, fact_order
from orderhub.orders.decide.gifts import GIFT
from orderhub.orders.model import Data, Fact

UNDOABLE = frozenset(Action) - {Action.NOTE}
OPPOSITE = {"approved": "withdrawn", "withdrawn": "approved"}


def last_words(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The newest fact of each decision people took about one order."""
    last: dict[str, Fact] = {}
    for fact in facts:
        name = decision_name(fact)
        held = last.get(name)
        if held is None or fact_order(fact) > fact_order(held):
            last[name] = fact
    return last


def take_back(
    order: DeskOrder, said: Fact, before: Data | None, newest: Fact | None
) -> Statement | Refusal:
    """The statement that undoes `said`; `before` is what people had said of it earlier."""
    if newest is None or newest.key != said.key:
        return Refusal("changed_since", "Somebody changed it since.")
    if said.kind == "review":
        return _review_again(order, said.data)
    if said.kind == GIFT and (refusal := no_gift_now(order)):
        return refusal
    if before is not None:
        return Statement(said.kind, before)
    return Statement(said.kind, _opposite(said.data))


def _review_again(order: DeskOrder, data: Data) -> Statement | Refusal:
    if data["decision"] == "approved":
        outcome = decide(order, Command(Action.UNREVIEW))
        return outcome if isinstance(outcome, Refusal) else outcome[0]
    if order.stage is not Stage.AWAITING_REVIEW:
        return Refusal("moved_on", f"The order is {order.stage} by now.")
    return Statement("review", {"decision": OPPOSITE[data["decision"]]})


def _opposite(data: Data) -> Mapping[str, Any]:
    if "on" in data:
        return {**data, "on": not data["on"]}
    return {**data, "value": None}
