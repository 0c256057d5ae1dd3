"""Bodies share what memory there is for them; who sends slowly keeps nobody out."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from fastapi import Body, Depends, FastAPI, Request
from starlette.types import Message

from orderhub.infra.http import Router, admitted, shield
from orderhub.infra.http.bodies import Bodies
from orderhub.infra.http.density import PUSHED_VALUES, VALUES
from orderhub.infra.http.gate import Gate
from orderhub.infra.http.problems import answer_problems
from orderhub.infra.http.short import ShortWays

ROOM = 100
PLAIN, PUSH, SHORT = "/plain", "/push", "/short"
KEY = ("idempotency-key", "k")


class Anybody:
    """A dependency with a policy."""

    policy = "test"

    async def __call__(self) -> None: ...


def app_with(room: int | None = ROOM, within_s: float = 60.0) -> tuple[FastAPI, asyncio.Event]:
    """An app that reads a body in each way there is, and answers at the event; `room` None: within
    the shield of the product."""
    answer = asyncio.Event()
    router = Router()

    @router.post(PLAIN, dependencies=[Depends(Anybody())])
    async def plain(said: Annotated[dict[str, str], Body()]) -> int:
        await answer.wait()
        return len(said["x"])

    async def pushed(request: Request) -> AsyncGenerator[bytes]:
        async with admitted(request, "a") as body:
            yield body

    @router.post(PUSH, dependencies=[Depends(Anybody())])
    async def push(body: Annotated[bytes, Depends(pushed, scope="function")]) -> int:
        await answer.wait()
        return len(body)

    app = FastAPI()
    app.include_router(router)
    app.state.push_gate = Gate()
    app.add_middleware(ShortWays, answers={SHORT: _refused})
    if room is None:
        shield(app)
    else:
        answer_problems(app)
        app.add_middleware(Bodies, room=room, within_s=within_s)
    return app, answer


async def _refused(_request: Request, _body: bytes) -> None:
    """Left to a route that is not there."""


class Sender:
    """One request whose body comes when the test says so."""

    def __init__(self, app: FastAPI, path: str, *headers: tuple[str, str]) -> None:
        self._coming: asyncio.Queue[Message] = asyncio.Queue()
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self._said = b""
        told = [("content-type", "application/json"), *headers]
        scope = {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in told],
        }
        self._asked = asyncio.create_task(app(scope, self._coming.get, self._heard))

    async def send(self, part: bytes, *, last: bool = False) -> None:
        """Give the app every turn that it needs to take it."""
        self._coming.put_nowait({"type": "http.request", "body": part, "more_body": not last})
        for _ in range(20):
            await asyncio.sleep(0)

    def hang_up(self) -> None:
        self._coming.put_nowait({"type": "http.disconnect"})

    async def answer(self) -> Any:
        await self._asked
        return json.loads(self._said)

    async def _heard(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self._said += message.get("body", b"")


@asynccontextmanager
async def bounded() -> AsyncGenerator[None]:
    async with asyncio.timeout(30):
        yield


def said(size: int) -> bytes:
    return json.dumps({"x": "y" * size}).encode()


@pytest.mark.parametrize(
    ("path", "headers"), [(PLAIN, []), (PLAIN, [KEY]), (PUSH, []), (PUSH, [KEY]), (SHORT, [])]
)
async def test_where_no_room_is_left_the_longest_on_its_way_makes_way(
    path: str, headers: list[tuple[str, str]]
) -> None:
    app, answer = app_with()
    async with bounded():
        slow, quick = Sender(app, path, *headers), Sender(app, PLAIN)
        await slow.send(b" " * 60)
        await quick.send(said(40), last=True)
        told = await slow.answer()
        answer.set()
        assert await quick.answer() == 40
    assert (slow.status, told["type"]) == (503, "overloaded")
    assert slow.headers[b"retry-after"] == b"2"


async def test_what_is_in_work_is_counted_until_its_answer() -> None:
    app, answer = app_with()
    async with bounded():
        first = Sender(app, PLAIN)
        await first.send(said(60), last=True)
        for _ in range(3):
            late = Sender(app, PLAIN)
            await late.send(said(40), last=True)
            assert (await late.answer())["type"] == "overloaded"
        answer.set()
        assert await first.answer() == 60
        again = Sender(app, PLAIN)
        await again.send(said(80), last=True)
        assert await again.answer() == 80


async def test_what_made_way_and_what_was_cut_off_is_counted_no_more() -> None:
    app, answer = app_with()
    answer.set()
    async with bounded():
        for _ in range(5):
            one, other = Sender(app, PLAIN), Sender(app, PLAIN)
            await one.send(b" " * 90)
            await other.send(b" " * 90)
            assert (await one.answer())["type"] == "overloaded"
            other.hang_up()
            assert (await other.answer())["type"] == "bad_request"
        last = Sender(app, PLAIN)
        await last.send(said(80), last=True)
        assert await last.answer() == 80


@pytest.mark.parametrize("path", [PLAIN, PUSH, SHORT])
async def test_a_body_is_not_waited_for_without_end(path: str) -> None:
    app, _ = app_with(within_s=0.0)
    async with bounded():
        slow = Sender(app, path)
        told = await slow.answer()
    assert (slow.status, told["detail"]) == (503, "the body did not come in time")


async def test_the_product_has_room_for_so_much_and_no_more() -> None:
    app, answer = app_with(room=None)
    answer.set()
    part = b" " * 960_000
    async with bounded():
        senders = [Sender(app, PLAIN) for _ in range(100)]
        for sender in senders:
            await sender.send(part)
        last = Sender(app, PLAIN)
        await last.send(said(40), last=True)
        assert await last.answer() == 40
        assert (await senders[0].answer())["type"] == "overloaded"
        for sender in senders[1:]:
            sender.hang_up()
            assert (await sender.answer())["type"] == "bad_request"


@pytest.mark.parametrize("value", [b"1", b"[]", b"{}", b"[[1]]"])
@pytest.mark.parametrize(("path", "most"), [(PLAIN, VALUES), (PUSH, PUSHED_VALUES)])
async def test_a_body_of_very_many_values_is_not_read(path: str, most: int, value: bytes) -> None:
    app, answer = app_with(room=100_000_000)
    answer.set()
    async with bounded():
        fits, dense = Sender(app, path), Sender(app, path)
        await fits.send(b'{"x": "", "y": [%s]}' % b",".join([b"1"] * (most - 10)), last=True)
        await dense.send(b'{"x": "", "y": [%s]}' % b",".join([value] * most), last=True)
        assert (await dense.answer())["type"] == "body_too_large"
        await fits.answer()
    assert (dense.status, fits.status) == (413, 422 if path == PLAIN else 200)


@pytest.mark.parametrize(("path", "headers"), [(PLAIN, []), (PUSH, []), (PUSH, [KEY])])
async def test_a_sender_that_goes_away_is_no_failure(
    path: str, headers: list[tuple[str, str]]
) -> None:
    app, _ = app_with()
    async with bounded():
        gone = Sender(app, path, *headers)
        await gone.send(b"{")
        gone.hang_up()
        assert (await gone.answer())["type"] == "bad_request"
