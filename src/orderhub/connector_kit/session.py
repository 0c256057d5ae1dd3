"""One shop's line to its channel over HTTP: sign, throttle, bound, classify, record.

Every call ends OK, FAILED or UNKNOWN; nothing is repeated here but once after a renewal.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from time import perf_counter
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from orderhub.connector_kit.contract import (
    Answer,
    Classify,
    Connector,
    Credentials,
    Host,
    HttpCall,
    Prepare,
    Request,
    Socket,
)
from orderhub.connector_kit.network import TIMEOUT, network_code
from orderhub.connector_kit.socket import open_socket
from orderhub.connector_kit.transport import Client, asked, body_of
from orderhub.kernel.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelUnavailable,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
)

T = TypeVar("T")
UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One finished call: `outcome` ok | failed | unknown; `code` is ours, "" when ok."""

    channel: str
    shop: str
    app_key: str
    method: str
    outcome: str
    code: str
    channel_code: str
    ms: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whom to call: our shop id as text, and its addresses where they are not the channel's."""

    shop: str
    base_url: str | None = None
    oauth_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes of one call: `total_s` from connect to last byte."""

    connect_s: float = 3.0
    total_s: float = 20.0
    answer_bytes: int = 32 * 1024 * 1024


TakeTokens = Callable[[str, str], Awaitable[None]]
Tell = Callable[[str, str, "ConnectorError | None"], Awaitable[None]]
Renew = Callable[[Credentials], Awaitable[Credentials]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a session needs of the world.

    `take_tokens(app_key, method)` waits its turn or raises RateLimited or CircuitOpen;
    `tell(app_key, method, error)` hears how the call ended, and never fails; `record_call` must
    not block;
    `renew(refused)` gives newer credentials than the refused ones (one renewal per shop, whoever
    asks) or raises AuthRevoked; without it AuthExpired goes to the caller.
    """

    http: Client
    now: Callable[[], datetime]
    take_tokens: TakeTokens
    record_call: Callable[[Call], None]
    tell: Tell | None = None
    renew: Renew | None = None
    limits: Limits = field(default_factory=Limits)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates we trust, loaded once a process: it takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


def open_client(connections: int = 100) -> Client:
    """The process's HTTP client, with verified TLS and silent logs (httpx tells whole addresses,
    and an authorisation address holds secrets)."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return Client(_trusted(), connections)


def oauth_address(connector: Connector, line: Line) -> str:
    """Where tokens and consents are asked for; with a base URL of its own a shop does not turn to
    the real channel either."""
    if line.oauth_url is not None or line.base_url is None:
        return line.oauth_url or connector.oauth_url
    return line.base_url.rstrip("/") + (urlsplit(connector.oauth_url).path or "/oauth")


class HttpSession:
    """A `ShopSession` over httpx."""

    __slots__ = ("_classify", "_connector", "_credentials", "_line", "_ports", "_prepare")

    def __init__(
        self, connector: Connector, line: Line, credentials: Credentials, ports: Ports
    ) -> None:
        if connector.prepare is None or connector.classify is None:
            raise ConfigError(f"channel {connector.channel} cannot be called")
        self._prepare: Prepare = connector.prepare
        self._classify: Classify = connector.classify
        self._connector = connector
        self._line = line
        self._credentials = credentials
        self._ports = ports

    def __repr__(self) -> str:
        return f"HttpSession({self._connector.channel}, shop {self._line.shop})"

    @property
    def credentials(self) -> Credentials:
        return self._credentials

    async def read(self, method: str, params: Mapping[str, Any]) -> Answer:
        return await self._ask(Request(method=method, params=params))

    async def write(self, method: str, params: Mapping[str, Any]) -> Answer:
        return await self._ask(Request(method=method, params=params, write=True))

    async def authorise(
        self, method: str, params: Mapping[str, Any], *, host: Host = "oauth"
    ) -> Answer:
        return await self._call(Request(method=method, params=params, host=host))

    async def _ask(self, request: Request) -> Answer:
        try:
            return await self._call(request)
        except AuthExpired:
            if self._ports.renew is None:
                raise
        self._credentials = await self._ports.renew(self._credentials)
        try:
            return await self._call(request)
        except AuthExpired as error:
            raise AuthRevoked(
                "refused again right after the token was renewed",
                method=request.method,
                channel_code=error.channel_code,
                **error.context,
            ) from None

    async def _call(self, request: Request) -> Answer:
        app_key = self._credentials.get(self._connector.app_key_field, "")
        await self._ports.take_tokens(app_key, request.method)
        at = self._ports.now()
        call = self._prepare(self._address(request), self._credentials, request, at)
        begin = perf_counter()
        outcome = await self._outcome(call, request)
        if self._ports.tell is not None:
            failed = outcome if isinstance(outcome, ConnectorError) else None
            await self._ports.tell(app_key, request.method, failed)
        answer = self._told(request, app_key, outcome, at=at, begin=begin)
        return Answer(answer.document, answer.body, at)

    def _told(
        self,
        request: Request,
        app_key: str,
        outcome: T | ConnectorError,
        *,
        at: datetime,
        begin: float,
    ) -> T:
        """The outcome, once it is on record; raises it when it is an error."""
        failed = isinstance(outcome, ConnectorError)
        self._ports.record_call(
            Call(
                channel=self._connector.channel,
                shop=self._line.shop,
                app_key=app_key,
                method=request.method,
                outcome=_word(outcome),
                code=outcome.code if failed else "",
                channel_code=outcome.channel_code if failed else "",
                ms=round((perf_counter() - begin) * 1000),
                at=at,
            )
        )
        if failed:
            outcome.context.update(channel=self._connector.channel, shop=self._line.shop)
            raise outcome
        return outcome

    @asynccontextmanager
    async def listen(self, method: str, params: Mapping[str, Any]) -> AsyncGenerator[Socket]:
        app_key = self._credentials.get(self._connector.app_key_field, "")
        await self._ports.take_tokens(app_key, method)
        request = Request(method=method, params=params, host="push")
        at, begin = self._ports.now(), perf_counter()
        call = self._prepare(self._address(request), self._credentials, request, at)
        async with AsyncExitStack() as stack:
            outcome: Socket | ConnectorError
            try:
                outcome = await stack.enter_async_context(
                    open_socket(call, self._ports.limits.connect_s, _trusted(), self._ports.now)
                )
            except ConnectorError as error:
                error.method = method
                outcome = error
            socket = self._told(request, app_key, outcome, at=at, begin=begin)
            yield socket

    def _address(self, request: Request) -> str:
        if request.host == "push":
            return self._line.base_url or self._connector.push_url
        if request.host == "oauth":
            return oauth_address(self._connector, self._line)
        return self._line.base_url or self._connector.base_url

    async def _outcome(self, call: HttpCall, request: Request) -> Answer | ConnectorError:
        try:
            async with asyncio.timeout(self._ports.limits.total_s):
                status, headers, body = await self._exchange(call)
        except UNSENT as error:
            return ChannelUnavailable(
                type(error).__name__, method=request.method, channel_code=network_code(error)
            )
        except TimeoutError as error:
            return _silence(type(error).__name__, request, TIMEOUT)
        except httpx.HTTPError as error:
            return _silence(type(error).__name__, request, network_code(error))
        if body is None:
            return _silence("the answer is larger than allowed", request)
        outcome = self._classify(status, headers, body, request)
        if request.write and isinstance(outcome, ChannelUnavailable):
            return _silence(outcome.detail, request, outcome.channel_code)
        return outcome

    async def _exchange(self, call: HttpCall) -> tuple[int, Mapping[str, str], bytes | None]:
        limits = self._ports.limits
        timeout = httpx.Timeout(limits.total_s, connect=limits.connect_s)
        built = asked(call.verb, call.url, (call.content, call.headers), timeout)
        async with self._ports.http.answered(built) as answer:
            body = await body_of(answer, limits.answer_bytes)
            return answer.status_code, answer.headers, body


def _word(outcome: object) -> str:
    match outcome:
        case OutcomeUnknown():
            return "unknown"
        case ConnectorError():
            return "failed"
        case _:
            return "ok"


def _silence(why: str, request: Request, channel_code: str = "") -> ConnectorError:
    """A call that was sent and not clearly answered: a read may be repeated, a write is unknown."""
    error = OutcomeUnknown if request.write else ChannelUnavailable
    return error(why, method=request.method, channel_code=channel_code)
