"""Extra platform fields as order attributes (B2): people's JMESPath over the payload. Pure.

Personal fields are taken out of the payload before any path is tried, so that no attribute can
carry them out of the vault.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any, cast

from orderhub.connector_kit.contract import Json
from orderhub.connector_kit.expressions import CEL, Expression, compile_expression
from orderhub.kernel.errors import InvalidInput
from orderhub.kernel.instants import CHINA
from orderhub.kernel.money import minor_of

_TEXT_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeField:
    """One mapped field: `type` text, number, bool, time or money (minor units); `path` JMESPath."""

    attribute: str
    label: str
    type: str
    path: str
    searchable: bool = False


@dataclass(frozen=True, slots=True)
class Attributes:
    """Values found (JSON), the searchable ones as text, and what could not be read (name → why)."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    searchable: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: Mapping[str, str] = field(default_factory=dict[str, str])


NOTHING = Attributes()


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """A compiled mapping; `apply` never raises."""

    _fields: Sequence[tuple[AttributeField, Expression]]
    _personal: frozenset[str]

    @property
    def described(self) -> tuple[AttributeField, ...]:
        """The fields as people described them."""
        return tuple(wanted for wanted, _ in self._fields)

    def apply(self, payload: Json) -> Attributes:
        """The attributes of one order's payload."""
        if not self._fields:
            return NOTHING
        variables = {"order": without(payload, self._personal)}
        values: dict[str, Any] = {}
        searchable: dict[str, str] = {}
        problems: dict[str, str] = {}
        for wanted, expression in self._fields:
            try:
                found = expression.evaluate(variables)
                value = None if found is None else _TYPES[wanted.type](found)
            except (ValueError, TypeError, KeyError, OverflowError):
                problems[wanted.attribute] = f"is no {wanted.type}"
                continue
            if value is not None:
                values[wanted.attribute] = value
                if wanted.searchable:
                    searchable[wanted.attribute] = _searchable(value)
        return Attributes(values, searchable, problems)


def compile_attributes(
    fields: Sequence[AttributeField], personal: frozenset[str] = frozenset()
) -> AttributeMapping:
    """A usable mapping; InvalidInput with `problems` (attribute → what is wrong) when it is not.

    `personal` are the payload's own names of personal fields (`Connector.personal`).
    """
    problems: dict[str, str] = {}
    compiled: dict[str, tuple[AttributeField, Expression]] = {}
    for wanted in fields:
        if wanted.attribute in compiled:
            problems[wanted.attribute] = "is mapped twice"
            continue
        try:
            compiled[wanted.attribute] = wanted, _expression(wanted, personal)
        except InvalidInput as error:
            problems[wanted.attribute] = error.detail
    if problems:
        told = "; ".join(f"{name}: {why}" for name, why in sorted(problems.items()))
        raise InvalidInput(told, problems=problems)
    return AttributeMapping(tuple(compiled.values()), personal)


def _expression(wanted: AttributeField, personal: frozenset[str]) -> Expression:
    if not wanted.attribute.isidentifier():
        raise InvalidInput("the name must be letters, digits and underscores")
    if wanted.type not in _TYPES:
        raise InvalidInput(f"the type must be one of {', '.join(_TYPES)}")
    if wanted.path.startswith(CEL):
        raise InvalidInput("the path must be JMESPath")
    expression = compile_expression(wanted.path, "order")
    if secret := sorted(expression.names & personal):
        raise InvalidInput(f"{secret[0]} is personal data and cannot be an attribute")
    return expression


def without(payload: Any, personal: frozenset[str]) -> Any:
    """The payload without its personal fields, wherever they stand."""
    if isinstance(payload, Mapping):
        items = cast("Mapping[str, Any]", payload).items()
        return {name: without(value, personal) for name, value in items if name not in personal}
    if isinstance(payload, list):
        return [without(value, personal) for value in cast("list[Any]", payload)]
    return payload


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError("not text")
    return str(value)[:_TEXT_MAX]


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError("not a number")
    number = float(value)
    if not isfinite(number):
        raise ValueError("not a number")
    return int(number) if number.is_integer() else number


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


def _time(value: Any) -> str:
    """UTC ISO-8601 with `Z`; a time without a zone is China's."""
    at = datetime.fromisoformat(value)
    aware = at if at.tzinfo else at.replace(tzinfo=CHINA)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _money(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError("not an amount")
    return minor_of(str(value))


_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "bool": _bool,
    "time": _time,
    "money": _money,
}


def _searchable(value: object) -> str:
    return str(value).strip().casefold()
