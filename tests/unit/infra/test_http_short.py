"""The short way answers what goes well; everything else is its route's, as it came."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel
from starlette.types import Message

from orderhub.infra.http import shield
from orderhub.infra.http.short import ShortWays
from orderhub.kernel.errors import DatabaseBusy, DiskFull, NotPermitted

PATH = "/things"
GOOD = {"number": 7}


class Thing(BaseModel):
    number: int


async def short(_: Request, body: bytes) -> Response | None:
    """Good for odd numbers; 4 may not come this way, 6 meets a defect, 8 a busy
    database."""
    number = Thing.model_validate_json(body).number
    if number == 4:
        raise NotPermitted("not this way")
    if number == 8:
        raise DatabaseBusy("in use")
    if number == 6:
        raise LookupError("planted")
    return Response(status_code=202) if number % 2 else None


@asynccontextmanager
async def served() -> AsyncGenerator[tuple[httpx.AsyncClient, FastAPI, list[Any]]]:
    """A client, the app, and the routes that were named for the requests' times."""
    app = FastAPI()
    named: list[Any] = []

    @app.post(PATH)
    async def things(thing: Thing, request: Request) -> dict[str, Any]:
        return {"number": thing.number, "whole": (await request.body()).decode()}

    app.add_middleware(ShortWays, answers={PATH: short})

    @app.middleware("http")
    async def note(request: Request, call_next: Any) -> Any:
        answer = await call_next(request)
        named.append(getattr(request.scope.get("route"), "path", None))
        return answer

    shield(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        yield client, app, named


async def test_what_goes_well_is_answered_before_its_route_under_its_name() -> None:
    async with served() as (client, _, named):
        answer = await client.post(PATH, json=GOOD)
        assert answer.status_code == 202
        assert named == [PATH]


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"number": 2}},
        {"json": {"number": 4}},
        {"json": GOOD, "headers": {"Idempotency-Key": "k1"}},
        {
            "content": b'{"number":7}',
            "headers": {"content-type": "application/json; charset=utf-8"},
        },
    ],
)
async def test_what_the_short_way_leaves_reaches_the_route_whole(sent: dict[str, Any]) -> None:
    async with served() as (client, _, named):
        answer = await client.post(PATH, **sent)
        assert (answer.status_code, named) == (200, [PATH])
        told = answer.json()
        assert Thing.model_validate_json(told["whole"]).number == told["number"]


async def test_the_route_says_what_is_wrong_with_a_body() -> None:
    async with served() as (client, _, _):
        wrong = await client.post(PATH, json={"number": "seven"})
        assert wrong.status_code == 422
        assert (await client.get(PATH)).status_code == 405


async def test_a_write_that_is_not_admitted_is_refused() -> None:
    async with served() as (client, app, _):

        def full(_: Request) -> None:
            raise DiskFull("no space left")

        app.state.admit_write = full
        refused = await client.post(PATH, json=GOOD)
        assert (refused.status_code, refused.json()["type"]) == (503, "disk_full")


async def test_where_our_machinery_is_busy_the_answer_says_so_without_a_second_try() -> None:
    async with served() as (client, _, _):
        busy = await client.post(PATH, json={"number": 8})
        assert (busy.status_code, busy.json()["type"]) == (503, "database_busy")


async def test_who_breaks_off_is_not_answered() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def route(*_: object) -> None:
        raise AssertionError

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers}
    await ShortWays(route, {PATH: short})(scope, gone, send)


async def test_a_defect_is_told_as_everywhere_and_not_tried_a_second_time() -> None:
    async with served() as (client, _, _):
        assert (await client.post(PATH, json={"number": 6})).status_code == 500
