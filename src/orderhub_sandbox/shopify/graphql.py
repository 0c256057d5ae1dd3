"""Reads GraphQL documents as callers send them, and shows only the fields they ask for.

The part of the language that applications of a shop need: one operation, variables, aliases,
lists and objects as arguments; no fragments, no directives.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from orderhub_sandbox.json_text import Row, as_list, as_row

_TOKEN = re.compile(
    r'[\s,]+|\#[^\n]*|([_A-Za-z]\w*|\$\w+|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|[{}()\[\]:=!])'
)
_ESCAPE = re.compile(r"\\(.)")
_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None}


class UnknownField(Exception):
    """A document asks for a field that is not there; its argument names it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One asked field with its arguments (variables filled in) and the fields below it."""

    name: str
    alias: str
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    below: tuple["Field", ...] = ()


def parse(text: str, variables: Mapping[str, object]) -> tuple[str, tuple[Field, ...]]:
    """(`query` or `mutation`, the asked fields). ValueError when it cannot be read."""
    reader = _Reader(_tokens(text), variables)
    kind = reader.operation()
    fields = reader.selection()
    reader.end()
    return kind, fields


def shown(asked: tuple[Field, ...], value: object) -> object:
    """The value with only the asked fields. UnknownField."""
    listed, row = as_list(value), as_row(value)
    if listed is not None:
        return [shown(asked, item) for item in listed]
    if row is None or not asked:
        return value
    made: Row = {}
    for one in asked:
        if one.name not in row:
            raise UnknownField(one.name)
        made[one.alias] = shown(one.below, row[one.name])
    return made


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"unexpected {text[at]!r}")
        if match.group(1):
            found.append(match.group(1))
        at = match.end()
    return found


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[str], variables: Mapping[str, object]) -> None:
        self._tokens, self._at, self._variables = tokens, 0, variables

    def operation(self) -> str:
        if self._next() == "{":
            return "query"
        kind = self._take()
        if kind not in ("query", "mutation"):
            raise ValueError(f"unexpected {kind}")
        while self._next() != "{":
            self._take()
        return kind

    def selection(self) -> tuple[Field, ...]:
        self._take("{")
        found: list[Field] = []
        while self._next() != "}":
            found.append(self._field())
        self._take("}")
        return tuple(found)

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise ValueError(f"unexpected {self._next()}")

    def _field(self) -> Field:
        name = alias = self._take()
        if self._next() == ":":
            self._take(":")
            name = self._take()
        arguments = self._pairs("(", ")") if self._next() == "(" else {}
        below = self.selection() if self._next() == "{" else ()
        return Field(name, alias, arguments, below)

    def _pairs(self, opening: str, closing: str) -> Row:
        self._take(opening)
        found: Row = {}
        while self._next() != closing:
            name = self._take()
            self._take(":")
            found[name] = self._value()
        self._take(closing)
        return found

    def _value(self) -> object:
        if self._next() == "{":
            return self._pairs("{", "}")
        if self._next() == "[":
            return self._list()
        token = self._take()
        if token.startswith("$"):
            return self._variables.get(token[1:])
        if token.startswith('"'):
            return _ESCAPE.sub(r"\1", token[1:-1])
        if token[0].isdigit() or token[0] == "-":
            return float(token) if "." in token else int(token)
        return _WORDS.get(token, token)

    def _list(self) -> list[object]:
        self._take("[")
        found: list[object] = []
        while self._next() != "]":
            found.append(self._value())
        self._take("]")
        return found

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ValueError("the document ends too early")
        return self._tokens[self._at]

    def _take(self, wanted: str = "") -> str:
        token = self._next()
        if wanted and token != wanted:
            raise ValueError(f"{wanted} expected, not {token}")
        self._at += 1
        return token


def read_call(decoded: object) -> tuple[str, tuple[Field, ...]]:
    """Operation and fields of a posted `{"query", "variables"}`. ValueError."""
    body = as_row(decoded)
    if body is None or not isinstance(body.get("query"), str):
        raise ValueError("a query is needed")
    variables = as_row(body.get("variables")) or {}
    return parse(cast("str", body["query"]), variables)
