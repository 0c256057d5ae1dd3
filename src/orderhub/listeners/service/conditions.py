"""A listener's condition: compiled once, asked of an order and its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderhub.kernel.errors import InvalidInput
from orderhub.listeners.model import Listener
from orderhub.rules.facade import (
    FAILURES,
    NOTES,
    Expression,
    Uncompilable,
    Variable,
    compile_condition,
    explain,
    vocabulary,
)

EXTRA = (
    Variable("tags", "list", "标签", "Tags", '["remote"]'),
    Variable("flags", "list", "标记", "Flags", '["held"]'),
    Variable("fulfilment_status", "text", "履约状态", "Fulfilment", '"returned"'),
    Variable("after_sale_status", "text", "售后状态", "After-sale", '"requested"'),
    Variable("event.name", "text", "事件", "Event", '"order_changed"'),
    Variable("event.stage_before", "text", "原阶段", "Stage before", '"awaiting_review"'),
    Variable("event.stage", "text", "现阶段", "Stage", '"to_ship"'),
    Variable("event.exception", "text", "异常类型", "Exception", '"bad_address"'),
    Variable("event.resolution", "text", "异常解除方式", "How it was cleared", '"cause_gone"'),
    Variable("event.level", "integer", "升级级别", "Level of escalation", "1"),
)
WORDS = vocabulary(
    EXTRA,
    {
        "tags": ["remote"],
        "flags": ["held"],
        "fulfilment_status": "returned",
        "after_sale_status": "requested",
        "event.name": "order_changed",
        "event.stage_before": "awaiting_review",
        "event.stage": "to_ship",
        "event.exception": "bad_address",
        "event.resolution": "cause_gone",
        "event.level": 1,
    },
)
# Notes and mapped attributes may name people; why a run matched is kept without them.
UNKEPT = NOTES | {"attributes"}
LONGEST = 200
MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """`expression` is None where every event of its kinds matches."""

    expression: Expression | None

    @property
    def asks_notes(self) -> bool:
        """Whether the order's notes must be opened for it."""
        return self.expression is not None and not NOTES.isdisjoint(self.expression.fields)

    def holds(self, facts: Mapping[str, Any]) -> bool | str:
        """True or False; why not, in words, where it cannot be computed."""
        if self.expression is None:
            return True
        try:
            return self.expression.holds(facts)
        except FAILURES as error:
            return explain(error)

    def values(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What it looked at, without what may be personal (None)."""
        names = self.expression.fields if self.expression is not None else ()
        return {
            name if "." in name else f"order.{name}": None
            if name in UNKEPT
            else _short(facts[name])
            for name in names
        }


def compiled(when: str) -> Condition:
    """Raises Uncompilable."""
    return Condition(compile_condition(when, WORDS) if when.strip() else None)


def compiled_or_refused(when: str) -> Condition:
    """InvalidInput with the place of the fault."""
    try:
        return compiled(when)
    except Uncompilable as error:
        place = {"where": "when", "line": error.line, "column": error.column}
        raise InvalidInput(f"{error.line}:{error.column} {error.detail}", **place) from None


def condition_of(listener: Listener) -> Condition | None:
    """None where it does not compile any more: such a listener hears nothing."""
    try:
        return compiled(listener.spec.when)
    except Uncompilable:
        return None


def _short(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case str():
            return value[:LONGEST]
        case list():
            return [_short(one) for one in value[:MOST_ITEMS]]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return value
