"""A shop's own form of orders into the documented website form, by people's expressions. Pure.

A mapping is `{target: expression}`. `orders` finds the list in the document (default "orders"),
`lines` the lines in an order; targets `lines.…` are evaluated for each line. JMESPath starts at the
order or the line; CEL has the variables `order` and `line`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from orderhub.connector_kit.contract import Json
from orderhub.connector_kit.expressions import Expression, compile_expression
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import ContractViolation, InvalidInput

REQUIRED = frozenset(
    {
        "order_no",
        "status",
        "total",
        "placed_at",
        "modified_at",
        "lines",
        "lines.sku",
        "lines.quantity",
        "lines.price",
    }
)
TIMES = frozenset(
    {"placed_at", "paid_at", "modified_at", "shipped_at", "completed_at", "ship_by", "ship_from"}
)
PERSONAL = frozenset(
    {
        "buyer.id",
        "buyer.name",
        "recipient.name",
        "recipient.phone",
        "recipient.address",
        "buyer_note",
        "seller_note",
    }
)
TARGETS = (
    REQUIRED
    | TIMES
    | PERSONAL
    | {
        "orders",
        "currency",
        "goods",
        "freight",
        "discount",
        "recipient.province",
        "recipient.city",
        "recipient.district",
        "seller_flag",
        "presale",
        "balance_due",
        "lines.line_no",
        "lines.title",
        "lines.total",
        "lines.spec",
        "lines.listing_no",
        "lines.status",
    }
)
_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class MappedShape:
    """A compiled mapping; `personal` are the shop's own field names that feed personal targets."""

    fields: Mapping[str, Expression]
    personal: frozenset[str]

    def orders(self, document: Any) -> Any:
        """The shop's list of orders in a document; ContractViolation when it cannot be found."""
        finder = self.fields.get("orders")
        if finder is not None:
            return _evaluate("orders", finder, {"document": document, "order": document})
        return cast("Any", document) if isinstance(document, list) else node(document).get("orders")

    def order(self, source: Json) -> dict[str, Any]:
        """One order in the documented form; ContractViolation names the target that failed."""
        order: dict[str, Any] = {}
        variables = {"order": source}
        for target, expression in self.fields.items():
            if target not in {"orders", "lines"} and not target.startswith("lines."):
                _put(order, target, _evaluate(target, expression, variables))
        lines = _evaluate("lines", self.fields["lines"], variables)
        if not isinstance(lines, list):
            raise ContractViolation("cannot read lines", field="lines")
        order["lines"] = [
            self._line(n, line, source) for n, line in enumerate(cast("list[Any]", lines), 1)
        ]
        return order

    def _line(self, position: int, line: Any, source: Json) -> dict[str, Any]:
        made: dict[str, Any] = {"line_no": str(position)}
        for target, expression in self.fields.items():
            if target.startswith("lines."):
                value = _evaluate(target, expression, {"order": source, "line": line})
                if value is not None:
                    made[target.removeprefix("lines.")] = value
        return made


def compile_shape(mapping: Mapping[str, str]) -> MappedShape:
    """A usable shape; InvalidInput with `problems` (target → what is wrong) when it is not."""
    problems = dict.fromkeys(REQUIRED - mapping.keys(), "is needed")
    fields: dict[str, Expression] = {}
    for target, source in mapping.items():
        if target not in TARGETS:
            problems[target] = "is no field of an order"
            continue
        try:
            root = "line" if target.startswith("lines.") else "order"
            fields[target] = compile_expression(source, root)
        except InvalidInput as error:
            problems[target] = error.detail
    if problems:
        told = "; ".join(f"{target} {why}" for target, why in sorted(problems.items()))
        raise InvalidInput(told, problems=problems)
    names = (fields[target].names for target in PERSONAL & fields.keys())
    return MappedShape(fields, frozenset[str]().union(*names))


def _evaluate(target: str, expression: Expression, variables: Mapping[str, Any]) -> Any:
    try:
        value = expression.evaluate(variables)
        return _instant(value) if target in TIMES else value
    except (ValueError, OverflowError, OSError):
        raise ContractViolation(f"cannot read {target}", field=target) from None


def _instant(value: Any) -> Any:
    """ISO text of a time given as datetime or as unix seconds or milliseconds; text as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float) and value > 0:
        seconds = value / 1000 if value > _MILLISECONDS else value
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return value or None


def _put(order: dict[str, Any], target: str, value: Any) -> None:
    if value is None:
        return
    group, _, name = target.rpartition(".")
    if group:
        order.setdefault(group, {})[name] = value
    else:
        order[name] = value
