"""How long requests take, by route and status: the numbers behind the budgets of the API."""

import time

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderhub.infra.telemetry import registry

SECONDS = Histogram(
    "hub_http_request_seconds",
    "Duration until the answer begins",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=registry,
)


class RequestTimes:
    """ASGI layer; the route is its template, so no number of an order becomes a label."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                labels = SECONDS.labels(scope["method"], route, message["status"])
                labels.observe(time.perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, timed)
