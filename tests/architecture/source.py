"""The product's modules, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ROOT / "src" / "orderhub"
Scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """`name` is dotted, `path` relative to the checkout."""

    name: str
    path: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder under `orderhub` it stands in: a slice, `infra`, `apps`, …"""
        return self.name.partition(".")[2].partition(".")[0]


def parse(source: str, name: str = "orderhub.orders.planted") -> Module:
    """A module that is only in memory, for planted violations."""
    return Module(name, name.replace(".", "/") + ".py", ast.parse(source))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product."""
    return tuple(_read(path) for path in sorted(PRODUCT.rglob("*.py")))


def _read(path: Path) -> Module:
    inside = path.relative_to(PRODUCT.parent).with_suffix("")
    parts = inside.parts[:-1] if inside.name == "__init__" else inside.parts
    tree = ast.parse(path.read_text(), str(path))
    return Module(".".join(parts), str(path.relative_to(ROOT)), tree)


def docstrings(tree: ast.Module) -> frozenset[int]:
    """Identities of the constants that are docstrings."""
    found = set[int]()
    for scope in ast.walk(tree):
        if isinstance(scope, Scope) and scope.body:
            first = scope.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return frozenset(found)


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """(line, text) of every string constant that is no docstring."""
    prose = docstrings(module.tree)
    for found in ast.walk(module.tree):
        if not isinstance(found, ast.Constant) or id(found) in prose:
            continue
        if isinstance(found.value, str):
            yield found.lineno, found.value


def rooms() -> frozenset[str]:
    """Names of the rooms: the folders under `orderhub`."""
    return frozenset(
        path.name for path in PRODUCT.iterdir() if path.is_dir() and path.name[0] != "_"
    )
