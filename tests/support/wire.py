"""A channel at the far end of a real socket: the sandbox's control API, our sessions."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from orderhub.connector_kit.after_sales import CaseRow
from orderhub.connector_kit.contract import (
    ChannelOrder,
    Connector,
    Credentials,
    Page,
    Row,
    Socket,
    Window,
)
from orderhub.connector_kit.session import (
    Call,
    HttpSession,
    Limits,
    Line,
    Ports,
    Renew,
    open_client,
)

PAGES_MAX = 500
SILENCE_S = 0.5
Json = dict[str, Any]


def wire_now() -> datetime:
    """The real clock, to the second: the sandbox keeps real time."""
    return datetime.fromtimestamp(int(datetime.now(UTC).timestamp()), UTC)  # noqa: TID251


@dataclass(frozen=True)
class FarShop:
    """One shop of one channel as the sandbox holds it."""

    connector: Connector
    place: Json
    name: str
    credentials: Credentials
    control: httpx.AsyncClient

    async def ask(self, verb: str, path: str, body: Json | None = None) -> Any:
        """The control API, below this shop."""
        url = f"{self.connector.channel}/{self.name}/{path}"
        return await self.tell(verb, url, body)

    async def tell(self, verb: str, path: str, body: Json | None = None) -> Any:
        """The control API as a whole."""
        answer = await self.control.request(verb, path, json=body)
        assert answer.status_code < 400, answer.text
        return answer.json() if answer.content else None

    async def place_orders(self, count: int, **wanted: Any) -> list[Json]:
        """Truth of new orders."""
        if not count:
            return []
        answer = await self.ask("POST", "orders", {"count": count, "seed": 7, **wanted})
        return answer["orders"]

    async def place_cases(self, count: int, **wanted: Any) -> list[Json]:
        """Truth of new after-sale cases about orders that are there."""
        answer = await self.ask("POST", "cases", {"count": count, "seed": 7, **wanted})
        return answer["cases"]

    async def change(self, external_no: str, **values: Any) -> Json:
        return await self.ask("PATCH", f"orders/{external_no}", values)

    async def break_with(self, kind: str, *, times: int | None = 1, **args: Any) -> None:
        """Arm a fault for this shop's calls (reliability reference §4a)."""
        where = {"channel": self.connector.channel, "shop": self.name}
        await self.tell("POST", "faults", {"kind": kind, "times": times, "args": args, **where})

    @asynccontextmanager
    async def session(self, renew: Renew | None = None, **limits: Any) -> AsyncGenerator["Near"]:
        """Our end of the line."""
        calls: list[Call] = []

        async def take_tokens(app_key: str, method: str) -> None:
            assert app_key
            assert method

        async with open_client() as http:
            ports = Ports(
                http=http,
                now=lambda: datetime.now(UTC),  # noqa: TID251
                take_tokens=take_tokens,
                record_call=calls.append,
                renew=renew,
                limits=Limits(**limits),
            )
            line = Line(
                shop="1",
                base_url=self.place.get("base_url"),
                oauth_url=self.place.get("oauth_url"),
            )
            near = BriskSession(self.connector, line, self.credentials, ports)
            yield Near(self.connector, near, calls)


class BriskSession(HttpSession):
    """Our session at a sandbox that answers at once: a silence is told after a part of it."""

    @asynccontextmanager
    async def listen(self, method: str, params: Mapping[str, Any]) -> AsyncGenerator[Socket]:
        async with super().listen(method, params) as socket:
            yield BriskSocket(socket)


@dataclass(frozen=True)
class BriskSocket:
    """A line whose silences pass quickly."""

    line: Socket

    def now(self) -> datetime:
        return self.line.now()

    async def send(self, frame: str) -> None:
        await self.line.send(frame)

    async def receive(self, within_s: float) -> str | None:
        return await self.line.receive(min(within_s, SILENCE_S))


@dataclass(frozen=True)
class Near:
    """A session with what it recorded."""

    connector: Connector
    shop: HttpSession
    calls: list[Call] = field(default_factory=list[Call])

    async def pages(self, window: Window) -> AsyncIterator[Page]:
        """Every page of a window; fails when reading does not end."""
        assert self.connector.pull_orders is not None
        remaining: Window | None = window
        for _ in range(PAGES_MAX):
            page = await self.connector.pull_orders(self.shop, remaining)
            yield page
            remaining = page.next
            if remaining is None:
                return
        raise AssertionError("reading the window does not end")

    async def rows(self, *windows: Window) -> dict[str, Row]:
        """The rows of windows by number, the newest reading of each."""
        found: dict[str, Row] = {}
        for window in windows:
            async for page in self.pages(window):
                found.update({row.external_no or "?": row for row in page.rows})
        return found

    async def order(self, external_no: str) -> ChannelOrder:
        """One order as the channel states it."""
        assert self.connector.get_order is not None
        page = await self.connector.get_order(self.shop, external_no)
        assert page.rows[0].order is not None
        return page.rows[0].order

    async def cases(self, *windows: Window) -> dict[str, CaseRow]:
        """The cases of windows by number; fails when reading does not end."""
        assert self.connector.pull_cases is not None
        found: dict[str, CaseRow] = {}
        for window in windows:
            remaining: Window | None = window
            for _ in range(PAGES_MAX):
                page = await self.connector.pull_cases(self.shop, remaining)
                found.update({row.case_no or "?": row for row in page.rows})
                remaining = page.next
                if remaining is None:
                    break
            assert remaining is None
        return found


@asynccontextmanager
async def receiver(
    reply: bytes = b"{}", status: str = "200 OK"
) -> AsyncGenerator[tuple[str, list[tuple[Mapping[str, str], bytes]]]]:
    """An address that gives every push the same answer, and what came (headers in lower case,
    body)."""
    got: list[tuple[Mapping[str, str], bytes]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in head[1:] if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        size = f"content-length: {len(reply)}\r\nconnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{size}".encode() + reply)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/push", got


def span(orders: list[Json]) -> Window:
    """The closed window from the first to the last change of orders."""
    at = sorted(datetime.fromisoformat(order["modified_at"]) for order in orders)
    return Window(at[0], at[-1]) if at else Window(wire_now() - timedelta(hours=1), wire_now())
