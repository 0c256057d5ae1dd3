"""The words the code uses: rooms, enum values, words the database checks, topics, error codes."""

import ast
import re
from collections.abc import Iterator

import psycopg

from tests.architecture.source import Module, modules, rooms, texts

ENUMS = frozenset({"StrEnum", "IntFlag", "IntEnum", "Enum"})
TOPIC = re.compile(r"[a-z_]+\.[a-z_]+\.v\d+")
_QUOTED = re.compile(r"'([a-z][a-z_]*)'::text")
CHECKS = """
    SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


def missing(words: frozenset[str], document: str) -> list[str]:
    """Those of `words` that the document does not have between back-ticks."""
    return sorted(word for word in words if f"`{word}`" not in document)


def enum_values(module: Module) -> frozenset[str]:
    """Values of the module's enums; the lower-case names where values are numbers."""
    return frozenset(
        value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and ENUMS & {ast.unparse(base) for base in node.bases}
        for value in _values(node)
    )


def _values(enum: ast.ClassDef) -> Iterator[str]:
    for statement in enum.body:
        match statement:
            case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=str(value))):
                yield value
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
                yield name.lower()
            case _:
                pass


def checked_words(url: str) -> frozenset[str]:
    """Words that CHECK constraints of the database name."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return frozenset(
            word
            for (definition,) in connection.execute(CHECKS)
            for word in _QUOTED.findall(definition)
        )


def topics() -> frozenset[str]:
    """Topics of domain events."""
    return frozenset(t for m in modules() for _, t in texts(m) if TOPIC.fullmatch(t))


def error_codes() -> frozenset[str]:
    """`code` of every class of the product's errors."""
    return frozenset(
        str(statement.value.value)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and ast.unparse(statement).split(":")[0].split(" =")[0] == "code"
    )


def spoken() -> frozenset[str]:
    """Rooms and enum values: what `docs/glossary.md` must explain."""
    return rooms() | {value for module in modules() for value in enum_values(module)}
