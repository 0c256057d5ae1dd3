"""What stands around an app: correlation, real callers, security headers, silent failures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderhub.infra.http.bodies import Bodies
from orderhub.infra.http.correlation import CORRELATION_HEADER, new_correlation_id
from orderhub.infra.http.problems import CODES, PROBLEM, answer_problems, present
from orderhub.infra.http.routes import BODY_LIMIT
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import ConfigError

Network = IPv4Network | IPv6Network
Header = tuple[bytes, bytes]
CORRELATION = CORRELATION_HEADER.lower().encode()
# Ant Design writes its styles into the page, hence 'unsafe-inline' for styles; never for scripts.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
NOT_CACHED = (b"cache-control", b"no-store")
ONLY_TLS = (b"strict-transport-security", b"max-age=31536000")
UNCACHED = ("/api/", "/ingest/")
TOO_LARGE = 413
TOO_LARGE_TOLD = "the body is larger than this operation takes"
AS_PROBLEM = (b"content-type", PROBLEM.encode())


def shield(app: FastAPI, *, trusted_proxies: Sequence[str] = ()) -> None:
    """Put problems, limits of bodies, correlation, proxies and headers around `app`.

    Raises ConfigError for a bad proxy."""
    answer_problems(app)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=BODY_LIMIT)
    app.add_middleware(Bodies)
    app.add_middleware(Shield, proxies=networks(trusted_proxies))


def networks(written: Sequence[str]) -> tuple[Network, ...]:
    """Addresses and CIDR networks as written in the settings."""
    try:
        return tuple(ip_network(text, strict=False) for text in written)
    except ValueError:
        raise ConfigError("ORDERHUB_TRUSTED_PROXIES: not an address or network") from None


def caller(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The first address, read from our side, that is not a trusted proxy; else the peer."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _trusted(address, proxies):
            return address
        address = hop
    return address if _is_address(address) else peer


@dataclass(slots=True)
class _Answering:
    """An answer on its way: dressed, and in our words where the framework has a bare line."""

    scope: Scope
    correlation: str
    send: Send
    status: int = 0
    instead: bytes = b""

    async def tell(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            told = message.get("headers", ())
            if self.status == TOO_LARGE and AS_PROBLEM not in told:
                problem = present(TOO_LARGE, CODES[TOO_LARGE], TOO_LARGE_TOLD)
                told, self.instead = problem.raw_headers, bytes(problem.body)
            message["headers"] = dressed(told, self.scope, self.correlation)
        elif self.instead:
            message["body"] = self.instead
        await self.send(message)


class Shield:
    """Outermost ASGI layer: nothing of a failure but its correlation id reaches the caller."""

    def __init__(self, app: ASGIApp, proxies: tuple[Network, ...]) -> None:
        self.app = app
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        correlation = new_correlation_id()
        self._see_through_proxies(scope)
        answering = _Answering(scope, correlation, send)
        with structlog.contextvars.bound_contextvars(correlation_id=correlation):
            try:
                await self.app(scope, receive, answering.tell)
            except Exception as error:
                if answering.status != TOO_LARGE:  # The framework leaves such a body by raising.
                    log.error("http.failed", path=scope["path"], exc_info=error)
                if answering.status:
                    raise
                await answering.tell({"type": "http.response.start", "status": 500, "headers": []})
                await answering.tell({"type": "http.response.body", "body": b""})

    def _see_through_proxies(self, scope: Scope) -> None:
        peer = scope.get("client")
        if not self.proxies or not peer or not _trusted(peer[0], self.proxies):
            return
        headers = Headers(scope=scope)
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        scope["client"] = (caller(peer[0], forwarded, self.proxies), 0)
        if headers.get("x-forwarded-proto", "").split(",")[-1].strip() == "https":
            scope["scheme"] = "https"


def dressed(headers: Iterable[Header], scope: Scope, correlation: str) -> list[Header]:
    """The headers of an answer with the security headers; a route's own header stays."""
    told = [*headers, (CORRELATION, correlation.encode())]
    own = {name for name, _ in told}
    wanted = [*SECURITY_HEADERS]
    if scope["path"].startswith(UNCACHED):
        wanted.append(NOT_CACHED)
    if scope["scheme"] == "https":
        wanted.append(ONLY_TLS)
    return told + [header for header in wanted if header[0] not in own]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _trusted(text: str, proxies: Sequence[Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in proxies)
