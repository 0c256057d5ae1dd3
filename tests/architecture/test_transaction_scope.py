"""The HTTP transaction ends before the answer leaves (house-style §B1.2): `scope="function"`."""

import ast
import inspect
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from orderhub.infra.http.dependencies import transaction
from tests.architecture.source import Module, modules, parse
from tests.support.app import the_app


def late(module: Module) -> list[str]:
    """`path:line` of each `Depends` on a generator of the module that ends after the answer."""
    generators = {
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(isinstance(inner, ast.Yield) for inner in ast.walk(node))
    }
    return [
        f"{module.path}:{call.lineno}"
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("Depends")
        and call.args
        and ast.unparse(call.args[0]) in generators
        and "scope='function'" not in map(ast.unparse, call.keywords)
    ]


def late_at_run_time(app: FastAPI) -> list[str]:
    """Paths whose dependencies hold a generator that ends after the answer."""
    routes = (context.original_route for context in iter_route_contexts(app.routes))
    return [
        route.path
        for route in routes
        if isinstance(route, APIRoute)
        for dependant in _all(route.dependant)
        if inspect.isasyncgenfunction(dependant.call) and dependant.scope != "function"
    ]


def _all(dependant: Dependant) -> Iterator[Dependant]:
    for inner in dependant.dependencies:
        yield inner
        yield from _all(inner)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return the_app()


def test_every_generator_dependency_is_scoped_to_the_function() -> None:
    assert [found for module in modules() for found in late(module)] == []


def test_no_route_of_the_app_commits_after_its_answer(app: FastAPI) -> None:
    assert late_at_run_time(app) == []


def test_the_app_does_use_the_transaction(app: FastAPI) -> None:
    routes = (context.original_route for context in iter_route_contexts(app.routes))
    used = [
        dependant
        for route in routes
        if isinstance(route, APIRoute)
        for dependant in _all(route.dependant)
        if dependant.call is transaction
    ]
    assert used


@pytest.mark.parametrize("scope", ["", ', scope="request"'])
def test_a_planted_late_commit_is_found(scope: str) -> None:
    planted = f"async def held():\n    yield 1\n\nTx = Annotated[int, Depends(held{scope})]\n"
    assert len(late(parse(planted))) == 1
    app = FastAPI()

    async def held() -> AsyncIterator[int]:
        yield 1

    app.get("/planted", dependencies=[Depends(held)])(lambda: None)
    assert late_at_run_time(app) == ["/planted"]
