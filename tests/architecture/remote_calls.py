"""No remote call while a transaction is open (house-style §B1.4, rule 2).

A function is *remote* when it awaits a call on a shop's session or an HTTP client, or awaits
another remote function that can be resolved by name. A transaction is open inside
`async with ….transaction()` and in the whole of a function that is given one.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_type_hints

from orderhub.connector_kit.contract import Connector
from tests.architecture.source import Module

SESSION_TYPES = frozenset({"ShopSession", "HttpSession", "AsyncClient"})
SESSION_METHODS = frozenset({"read", "write", "authorise", "send", "request"})
SESSION_MAKERS = frozenset({"open_session", "session_for", "session"})
# Fields of the contract whose functions are awaited, as `PullOrders`: new ones count by themselves.
CAPABILITIES = frozenset(
    name for name, hint in get_type_hints(Connector).items() if "Awaitable[" in str(hint)
)
CAPABILITY_TYPES = frozenset({"PullOrders", "GetOrder", "Probe", "RefreshTokens", "OpenSession"})
TRANSACTIONS = frozenset({"Tx", "Transaction", "AsyncConnection"})
INSIDE = frozenset({"model", "decide", "store", "queries", "service", "schemas"})
LINES_OUT = ("httpx", "urllib", "aiohttp", "orderhub.connector_kit.session")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Place:
    """A function and where its names are looked up."""

    module: Module
    owner: str
    node: Function
    imports: Mapping[str, str]
    outside: frozenset[str]
    awaited: tuple[ast.Call, ...]

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.module.name, self.owner, self.node.name)))


def violations(modules: Iterable[Module]) -> list[str]:
    """`path:line: call` for each remote call inside a transaction."""
    places = [place for module in modules for place in _functions(module)]
    remote = _remote(places)
    return [
        f"{place.module.path}:{call.lineno}: {ast.unparse(call.func)}"
        for place in places
        for call in _awaited(_held(place.node))
        if _is_primitive(call, place) or _target(call, place) in remote
    ]


def imported_lines(module: Module) -> list[str]:
    """`path: import` for each way out that a use case or a store imports."""
    if not INSIDE & set(module.name.split(".")[2:3]):
        return []
    return [
        f"{module.path}: {name}"
        for found in ast.walk(module.tree)
        for name in _imported(found)
        if name.startswith(LINES_OUT)
    ]


def _imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(name)):
            return [name]
        case _:
            return []


@cache
def _functions(module: Module) -> tuple[Place, ...]:
    imports = _imports(module.tree)
    return tuple(
        Place(module, owner, node, imports, _outside_names(node), tuple(_awaited([node])))
        for owner, node in _owned(module.tree)
    )


def _owned(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Functions with the class they stand in, "" for those in none."""
    for node in tree.body:
        if isinstance(node, Function):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            yield from ((node.name, method) for method in node.body if isinstance(method, Function))


def _imports(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{found.module}.{alias.name}"
        for found in ast.walk(tree)
        if isinstance(found, ast.ImportFrom)
        for alias in found.names
    }


def _remote(places: list[Place]) -> frozenset[str]:
    """Names of functions with a remote call of their own, then of whoever awaits them."""
    remote = {p.name for p in places if any(_is_primitive(call, p) for call in p.awaited)}
    while True:
        more = {
            place.name
            for place in places
            if place.name not in remote
            and any(_target(call, place) in remote for call in place.awaited)
        }
        if not more:
            return frozenset(remote)
        remote |= more


def _held(function: Function) -> list[ast.AST]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    if any(a.arg == "tx" or _type_name(a.annotation) in TRANSACTIONS for a in arguments):
        return [function]
    return [
        statement
        for found in ast.walk(function)
        if isinstance(found, ast.AsyncWith) and any(map(_opens, found.items))
        for statement in found.body
    ]


def _opens(item: ast.withitem) -> bool:
    called = item.context_expr
    return isinstance(called, ast.Call) and _last(called.func) == "transaction"


def _awaited(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    for node in nodes:
        for found in ast.walk(node):
            if isinstance(found, ast.Await) and isinstance(found.value, ast.Call):
                yield found.value


def _is_primitive(call: ast.Call, place: Place) -> bool:
    name = _last(call.func)
    outside = place.outside
    if isinstance(call.func, ast.Attribute):
        receiver = _last(call.func.value)
        return name in CAPABILITIES or (name in SESSION_METHODS and receiver in outside)
    handed = {a.id for a in call.args if isinstance(a, ast.Name)}
    return name in outside or bool(handed & outside and name not in place.imports)


def _outside_names(function: Function) -> frozenset[str]:
    """Names in the function that stand for a session, a client or a connector's capability."""
    found = {"http", "client"}
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name, annotation=annotation):
                if _type_name(annotation) in SESSION_TYPES | CAPABILITY_TYPES:
                    found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                made = value.value if isinstance(value, ast.Await) else value
                called = isinstance(made, ast.Call) and _last(made.func) in SESSION_MAKERS
                if called or (isinstance(made, ast.Attribute) and made.attr in CAPABILITIES):
                    found.add(name)
            case _:
                pass
    return frozenset(found)


def _target(call: ast.Call, place: Place) -> str:
    """Dotted name of what is called, as far as names tell."""
    module = place.module.name
    match call.func:
        case ast.Name(id=name):
            return place.imports.get(name, f"{module}.{name}")
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"{module}.{place.owner}.{name}"
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{place.imports.get(owner, f'{module}.{owner}')}.{name}"
        case _:
            return ""


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _last(func)
        case _:
            return ""


def _type_name(annotation: ast.expr | None) -> str:
    return "" if annotation is None else _last(annotation)
