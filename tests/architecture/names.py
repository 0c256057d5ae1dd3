"""Names that say nothing are not used (house-style §B2.1)."""

import ast
import re

from tests.architecture.source import Module

EMPTY = frozenset(
    {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "misc",
        "manager",
        "managers",
        "base",
        "impl",
        "data",
        "info",
    }
)
EMPTY_CLASS = re.compile(r"^(I[A-Z][a-z]|Abstract[A-Z])|(Manager|Helper|Utils|Impl|Info)$")


def violations(module: Module) -> list[str]:
    """`path: name` for each module or class with an empty name."""
    parts = [part for part in module.name.split(".") if part.strip("_") in EMPTY]
    classes = [
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS.search(node.name)
    ]
    return [f"{module.path}: {name}" for name in parts + classes]
