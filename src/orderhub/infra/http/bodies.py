"""Bodies in memory (请求体): how many bytes together, and how long one may be on its way."""

import asyncio
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderhub.infra.http.problems import CODES, present

ROOM = 96_000_000
RECEIVED_WITHIN_S = 60.0
STATUS = 503
LATE = "the body did not come in time"
NO_ROOM = "more is coming in than can be taken"


class LetGo(HTTPException):
    """The framework's own kind, which it passes on from wherever a body is read."""

    def __init__(self, detail: str) -> None:
        super().__init__(STATUS, detail, {"Retry-After": "2"})


async def whole_body(request: Request) -> bytes:
    """All of it; where the sender goes away before its end that is no failure of ours."""
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(400, "the body did not come to its end") from None


class _Body:
    """What has come of one; it is `coming` from its first wait to its last part."""

    def __init__(self, by: float) -> None:
        self.size = 0
        self.whole = False
        self._by = by
        self._wait: asyncio.Timeout | None = None
        self._no_room = False

    async def part(self, receive: Receive) -> Message:
        """The next message; LetGo when it is late, or had to make way."""
        try:
            async with asyncio.timeout_at(self._by) as self._wait:
                message = await receive()
        except TimeoutError:
            raise LetGo(NO_ROOM if self._no_room else LATE) from None
        finally:
            self._wait = None
        if self._no_room:
            raise LetGo(NO_ROOM)
        return message

    def make_way(self) -> int:
        """Whoever waits for it is told at once; returns the bytes that get free."""
        self._no_room = True
        if self._wait is not None:
            self._wait.reschedule(0)
        freed, self.size = self.size, 0
        return freed


class Bodies:
    """ASGI layer: counts what is in memory, from a body's first byte until its request is answered.
    Where `room` is used up, the one that is longest on its way makes way and is told to come again:
    who sends slowly, known or not, keeps nobody out."""

    def __init__(self, app: ASGIApp, room: int = ROOM, within_s: float = RECEIVED_WITHIN_S) -> None:
        self.app = app
        self._free = room
        self._within_s = within_s
        self._coming: dict[_Body, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def tell(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        body = _Body(asyncio.get_running_loop().time() + self._within_s)
        try:
            await self.app(scope, partial(self._part, body, receive), tell)
        except LetGo as let_go:
            if started:
                raise
            problem = present(STATUS, CODES[STATUS], let_go.detail, headers=let_go.headers)
            await problem(scope, receive, send)
        finally:
            self._coming.pop(body, None)
            self._free += body.size

    async def _part(self, body: _Body, receive: Receive) -> Message:
        if body.whole:
            return await receive()
        self._coming[body] = None
        message = await body.part(receive)
        come = len(message.get("body", b""))
        body.size += come
        self._free -= come
        while self._free < 0 and self._coming:
            longest = next(iter(self._coming))
            del self._coming[longest]
            self._free += longest.make_way()
            if longest is body:
                raise LetGo(NO_ROOM)
        if not message.get("more_body", False):
            body.whole = True
            self._coming.pop(body, None)
        return message
