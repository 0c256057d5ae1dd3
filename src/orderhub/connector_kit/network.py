"""Why a line could not be opened or broke: codes that are safe to show (reliability F26). Pure."""

import socket
import ssl
from collections.abc import Iterator
from typing import cast
from urllib.parse import urlsplit

DNS, REFUSED, TLS, TIMEOUT, CUT = "net:dns", "net:refused", "net:tls", "net:timeout", "net:cut"
CODES = (DNS, REFUSED, TLS, TIMEOUT, CUT)
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, TLS),
    (socket.gaierror, DNS),
    (ConnectionRefusedError, REFUSED),
    (TimeoutError, TIMEOUT),
)


def network_code(error: BaseException) -> str:
    """The code of what lies at the bottom of an error of the line; never its text."""
    below = list(_below(error))
    for kind, code in _KINDS:
        if any(isinstance(found, kind) for found in below):
            return code
    return TIMEOUT if any("Timeout" in type(found).__name__ for found in below) else CUT


def host_of(address: str) -> tuple[str, bool] | None:
    """The host that an address leads to ("name" or "name:port"), and whether by TLS; None for what
    is no whole address."""
    place = urlsplit(address)
    if place.scheme not in {"http", "https", "ws", "wss"}:
        return None
    return place.netloc.rpartition("@")[2].lower(), place.scheme in {"https", "wss"}


def _below(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        waiting += [e for e in (found.__cause__, found.__context__) if e is not None]
        if isinstance(found, BaseExceptionGroup):
            waiting += cast("BaseExceptionGroup[BaseException]", found).exceptions
