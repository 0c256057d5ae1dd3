"""A rule's condition, compiled: which fields of the order it asks, and how to ask it fast."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast

import cel

from orderhub.rules.model import Facts
from orderhub.rules.variables import ORDER_WORDS, Vocabulary

MAX_CHARS = 2000
MAX_LOOPS = 2
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w*)")
PLACE = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError)


class Uncompilable(Exception):
    """The condition cannot be a rule; says where (line and column from 1) and why."""

    def __init__(self, detail: str, line: int = 1, column: int = 1) -> None:
        super().__init__(detail)
        self.detail = detail
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Expression:
    """`fields` are the variables asked; `read` takes their values out of an order's facts.

    A flat context of just these values is converted for CEL in a fraction of the time that a whole
    order takes, so `order.total` is compiled as `order_total` wherever the source allows it. A
    variable of another root is named with it: `event.stage`.
    """

    fields: tuple[str, ...]
    read: Callable[[Facts], Any]
    ask: Callable[[Any], Any]

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true; raises one of FAILURES where it cannot be computed."""
        return self.holds_for(self.read(facts))

    def holds_for(self, values: Any) -> bool:
        """The same, of values that `read` took; a key missing in a map is an ordinary "no"."""
        try:
            answer = self.ask(values)
        except KeyError:
            return False
        if not isinstance(answer, bool):
            raise TypeError("the condition is neither true nor false")
        return answer


def compile_condition(source: str, words: Vocabulary = ORDER_WORDS) -> Expression:
    """Compile and try on the words' sample; raises Uncompilable."""
    bare = _without_strings(source)
    _refuse_the_unbounded(source, bare)
    program = _compile(source)
    fields = _fields(bare, words)
    _refuse_unknown_names(bare, program, words)
    expression = _expression(source, bare, fields, program, words)
    try:
        expression.holds(words.sample)
    except FAILURES as error:
        raise Uncompilable(explain(error)) from None
    return expression


def explain(error: Exception) -> str:
    """Why a condition cannot be computed, without any value of the order."""
    match error:
        case ZeroDivisionError():
            return "division by zero"
        case LookupError():
            return "no such element in a list"
        case TypeError():
            return "the types do not fit: compare like with like, and end in true or false"
        case RuntimeError():
            return "unknown function"
        case _:
            return "cannot be computed"


def _expression(
    source: str, bare: str, fields: tuple[str, ...], whole: Any, words: Vocabulary
) -> Expression:
    if fields:
        try:
            flat = cel.compile(_flattened(source, bare, words))
        except ValueError:
            flat = None  # has(order.x) needs the dot
        if flat is not None:
            return Expression(fields, reader(fields), _asking_flat(flat, fields))
    names = fields or words.names

    def ask_whole(values: Any) -> Any:
        told = values if len(names) > 1 else (values,)
        return whole.execute(_nested(dict(zip(names, told, strict=True))))

    return Expression(names, reader(names), ask_whole)


def _nested(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Values by variable, under their roots."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        root, _, rest = name.rpartition(".")
        found.setdefault(root or "order", {})[rest] = value
    return found


def _flat_name(name: str) -> str:
    return name.replace(".", "_") if "." in name else f"order_{name}"


def reader(names: tuple[str, ...]) -> Callable[[Facts], Any]:
    """Takes the values of these variables: the value itself for one, a tuple for more."""
    return cast(Callable[[Facts], Any], itemgetter(*names))


def _asking_flat(program: Any, fields: tuple[str, ...]) -> Callable[[Any], Any]:
    execute = program.execute
    names = tuple(_flat_name(name) for name in fields)
    if len(names) == 1:
        name = names[0]
        return lambda value: execute({name: value})
    return lambda values: execute(dict(zip(names, values, strict=True)))


def _flattened(source: str, bare: str, words: Vocabulary) -> str:
    """`order.total` → `order_total`; strings stay as they are."""
    parts: list[str] = []
    end = 0
    for found in words.field.finditer(bare):
        parts += (source[end : found.start()], _flat_name(words.key(found)))
        end = found.end()
    return "".join(parts) + source[end:]


def _without_strings(source: str) -> str:
    """The source with string literals blanked out, every character at its place."""
    return STRING.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', source)


def _compile(source: str) -> Any:
    try:
        return cel.compile(source)
    except ValueError as error:
        found = PLACE.search(str(error))
        if found is None:
            raise Uncompilable("not a condition") from None
        raise Uncompilable(found[3].strip(), int(found[1]), int(found[2])) from None


def _fields(bare: str, words: Vocabulary) -> tuple[str, ...]:
    """The variables asked one by one; none where a root stands alone."""
    found = list(words.field.finditer(bare))
    if len(words.root.findall(bare)) != len(found):
        return ()
    return tuple(dict.fromkeys(words.key(one) for one in found))


def _refuse_the_unbounded(source: str, bare: str) -> None:
    if not source.strip():
        raise Uncompilable("empty: write a condition")
    if len(source) > MAX_CHARS:
        raise Uncompilable(f"longer than {MAX_CHARS} characters")
    if len(LOOP.findall(bare)) > MAX_LOOPS:
        raise Uncompilable(f"more than {MAX_LOOPS} loops (all, exists, map, filter)")


def _refuse_unknown_names(bare: str, program: Any, words: Vocabulary) -> None:
    bound = set(LOOP.findall(bare))
    for found in words.field.finditer(bare):
        if words.key(found) not in words.known:
            raise _unknown(bare, f"{found[1]} has no '{found[2]}'", found.start(2))
    for name in program.variables():
        if name not in words.roots and name not in bound:
            place = re.search(rf"\b{re.escape(name)}\b", bare)
            start = place.start() if place else 0
            raise _unknown(bare, f"'{name}' is not known; fields begin with 'order.'", start)


def _unknown(bare: str, detail: str, start: int) -> Uncompilable:
    line = bare.count("\n", 0, start) + 1
    return Uncompilable(detail, line, start - (bare.rfind("\n", 0, start) + 1) + 1)
