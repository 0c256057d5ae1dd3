"""People's own expressions over payloads: JMESPath, or CEL after "cel:". Compiled once. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import cel
import jmespath
from jmespath.exceptions import JMESPathError

from orderhub.kernel.errors import InvalidInput

CEL = "cel:"
_SELECTED = re.compile(r"\.\s*([A-Za-z_]\w*)|\[\s*['\"]([^'\"]+)['\"]\s*\]")
Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """`evaluate(variables)` gives the value, None where nothing is found, or raises ValueError;
    `names` are the payload fields it reads."""

    evaluate: Callable[[Variables], Any]
    names: frozenset[str]


def compile_expression(source: str, root: str) -> Expression:
    """An expression; JMESPath starts at the variable `root`. InvalidInput tells what is wrong."""
    if source.startswith(CEL):
        return _cel(source.removeprefix(CEL))
    try:
        compiled = jmespath.compile(source)
    except JMESPathError as error:
        raise InvalidInput(f"not JMESPath: {_first_line(error)}") from None

    def search(variables: Variables) -> Any:
        try:
            return compiled.search(variables[root])
        except JMESPathError:
            raise ValueError("the expression does not fit the value") from None

    return Expression(search, frozenset(_fields(compiled.parsed)))


def _cel(source: str) -> Expression:
    try:
        program = cel.compile(source)
    except ValueError as error:
        raise InvalidInput(f"not CEL: {_first_line(error)}") from None

    def execute(variables: Variables) -> Any:
        try:
            return program.execute(dict(variables))
        except KeyError:
            return None
        except (RuntimeError, TypeError, ValueError):
            raise ValueError("the expression does not fit the value") from None

    names = (first or second for first, second in _SELECTED.findall(source))
    return Expression(execute, frozenset(names))


def _fields(tree: Mapping[str, Any]) -> set[str]:
    found = {str(tree["value"])} if tree.get("type") == "field" else set[str]()
    for child in tree.get("children", ()):
        if isinstance(child, dict):
            found |= _fields(cast("dict[str, Any]", child))
    return found


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
