"""The short way of an operation that comes hundreds of times a second.

Only what goes well is answered here. All else goes on to the operation's route as if it had come
there first, and the route says what is wrong: what a route declares holds on both ways.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderhub.infra.http.claims import IDEMPOTENCY_HEADER
from orderhub.infra.http.problems import told
from orderhub.infra.http.routes import admit_write
from orderhub.kernel.errors import HubError, InfraError

JSON = "application/json"
Answer = Callable[[Request, bytes], Awaitable[Response | None]]
"""Of a request and its body; None, ValidationError and a HubError that is not our machinery's send
it on to the route."""


@dataclass(frozen=True, slots=True)
class Named:
    """Stands for the route among the request's times."""

    path: str


class ShortWays:
    """ASGI layer, the innermost: POST requests of JSON by path. A request with an
    `Idempotency-Key` goes to its route, which keeps the answer."""

    def __init__(self, app: ASGIApp, answers: Mapping[str, Answer]) -> None:
        self.app = app
        self._answers = {path: (answer, Named(path)) for path, answer in answers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (known := self._answers.get(scope["path"])) is None:
            await self.app(scope, receive, send)
            return
        answer, name = known
        request = Request(scope, receive)
        if not _is_plain(request):
            await self.app(scope, receive, send)
            return
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        response: Response | None = None
        try:
            admit_write(request)
            response = await answer(request, body)
        except InfraError as error:  # a second try at once would meet the same, and wait as long
            response = told(error)
        except (HubError, ValidationError):
            pass
        if response is None:
            await self.app(scope, _again(body, receive), send)
            return
        scope["route"] = name
        await response(scope, receive, send)


def _is_plain(request: Request) -> bool:
    headers = request.headers
    return (
        request.method == "POST"
        and headers.get("content-type") == JSON
        and IDEMPOTENCY_HEADER not in headers
    )


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, then what comes after it."""
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def told() -> Message:
        return whole.pop() if whole else await receive()

    return told
