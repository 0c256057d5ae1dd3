"""httpx's calls over aiohttp's connections, at a fifth of the work of httpx's own (ADR 0023).

Only what cannot have left counts as unsent: every other failure is one whose outcome is unknown.
"""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from aiohttp.client_exceptions import ClientConnectorCertificateError, ClientConnectorSSLError
from yarl import URL

KEPT_S = 5.0  # as httpx keeps an idle connection
HEADER_BYTES = 64 * 1024
OWN_HEADERS = ("accept", "accept-encoding", "content-type", "user-agent")
TOLD = {"accept": "*/*", "accept-encoding": "gzip, deflate", "user-agent": "OrderHub"}
BROKEN = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
UNOPENED = (
    aiohttp.ClientConnectorError,
    ClientConnectorCertificateError,
    ClientConnectorSSLError,
)


class Transport(httpx.AsyncBaseTransport):
    """Sends what httpx asks as it stands: no redirect, cookie, header or repeat of its own."""

    def __init__(self, trusted: ssl.SSLContext, connections: int) -> None:
        self._trusted = trusted
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session = self._session or self._open()
        wait: dict[str, float | None] = request.extensions.get("timeout", {})
        body = await request.aread()
        with _told_as_httpx(request):
            answer = await session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode(), value.decode()) for name, value in request.headers.raw],
                data=body or None,
                allow_redirects=False,
                server_hostname=request.extensions.get("sni_hostname"),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=wait.get("pool"),
                    sock_connect=wait.get("connect"),
                    sock_read=wait.get("read"),
                ),
            )
        return httpx.Response(
            answer.status, headers=list(answer.raw_headers), stream=_Body(request, answer)
        )

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEPT_S, ssl=self._trusted
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=OWN_HEADERS,
            auto_decompress=False,
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
        )
        # It would send a PUT or DELETE again by itself when the line broke.
        session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
        return session


class Client(httpx.AsyncClient):
    """The way out of a process: no redirect followed, no cookie kept. `answered` is a call without
    what httpx's `send` goes through for redirects, cookies and authentication, which a channel or
    a webhook has none of."""

    def __init__(self, trusted: ssl.SSLContext, connections: int) -> None:
        self._line = Transport(trusted, connections)
        super().__init__(
            follow_redirects=False,
            trust_env=False,
            transport=self._line,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    @asynccontextmanager
    async def answered(self, request: httpx.Request) -> AsyncGenerator[httpx.Response]:
        """The answer, its body unread; raises httpx's errors."""
        answer = await self._line.handle_async_request(request)
        try:
            yield answer
        finally:
            await answer.aclose()


def asked(
    verb: str,
    url: httpx.URL | str,
    sent: tuple[bytes | None, Mapping[str, str]],
    timeout: httpx.Timeout,
    name: str | None = None,
) -> httpx.Request:
    """A request of body and headers; `name` is whom the certificate must be for, where that is not
    the host of `url`."""
    body, headers = sent
    more: dict[str, object] = {"timeout": timeout.as_dict()}
    if name is not None:
        more["sni_hostname"] = name
    said = TOLD | {name.lower(): value for name, value in headers.items()}
    return httpx.Request(verb, url, headers=said, content=body or None, extensions=more)


async def body_of(answer: httpx.Response, at_most: int) -> bytes | None:
    """Its whole body; None when that is longer than `at_most` bytes."""
    found = bytearray()
    async for piece in answer.aiter_bytes():
        found += piece
        if len(found) > at_most:
            return None
    return bytes(found)


class _Body(httpx.AsyncByteStream):
    def __init__(self, request: httpx.Request, answer: aiohttp.ClientResponse) -> None:
        self._request = request
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told_as_httpx(self._request):
            async for piece in self._answer.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """What was not read to its end takes its connection with it."""
        self._answer.release()


@contextmanager
def _told_as_httpx(request: httpx.Request) -> Generator[None]:
    try:
        yield
    except UNOPENED as error:
        broke_off = request.url.scheme == "https" and isinstance(_beneath(error), BROKEN)
        cause = ssl.SSLError("the handshake broke off") if broke_off else error
        raise httpx.ConnectError("not connected", request=request) from cause
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(type(error).__name__, request=request) from error
    except aiohttp.InvalidURL as error:
        raise httpx.UnsupportedProtocol(type(error).__name__, request=request) from None
    except aiohttp.ServerTimeoutError as error:
        raise httpx.ReadTimeout(type(error).__name__, request=request) from error
    except aiohttp.ClientError as error:
        raise httpx.ReadError(type(error).__name__, request=request) from error


def _beneath(error: BaseException) -> BaseException | None:
    """Its cause; aiohttp's own annotations leave the type open."""
    return error.__cause__
