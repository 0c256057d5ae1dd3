"""One call to an address that a person typed: public ones only, bounded, clearly classified."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import httpx

from orderhub.connector_kit.answers import retry_after
from orderhub.connector_kit.network import DNS, TIMEOUT, network_code
from orderhub.connector_kit.session import UNSENT
from orderhub.connector_kit.transport import Client, asked, body_of
from orderhub.kernel.errors import (
    ChannelRefused,
    ChannelUnavailable,
    OutcomeUnknown,
    RateLimited,
)
from orderhub.notify.decide.addresses import is_public

TOTAL_S = 10.0
ANSWER_BYTES = 64 * 1024
NOT_PUBLIC = "address_not_public"
TOO_MANY, BROKEN = 429, 500
REST_S = 60.0  # where a receiver that has too many does not tell how long
KEPT = 64  # addresses taken apart: an endpoint of partners is called hundreds of times a second


@dataclass(frozen=True, slots=True)
class Poster:
    """`private`: whether addresses of this machine and its network may be called. `tls`: whom to
    trust beyond HTTP, the system's authorities when None. `within_s`: for the whole exchange,
    whose answer has `at_most` bytes."""

    http: Client
    private: bool = False
    tls: ssl.SSLContext | None = None
    within_s: float = TOTAL_S
    at_most: int = ANSWER_BYTES

    async def post(
        self,
        address: str,
        body: bytes,
        headers: Mapping[str, str],
        accept: "Accept | None" = None,
    ) -> bytes:
        """The body of a good answer; a ConnectorError otherwise. `accept` tells good from bad by
        the status, 2xx alone when None."""
        said = {"content-type": "application/json", **headers}
        return await self._call("POST", address, (body, said), accept or accept_status)

    async def get(self, address: str, headers: Mapping[str, str]) -> bytes:
        """The body of a 2xx; a ConnectorError otherwise."""
        return await self._call("GET", address, (b"", headers), accept_status)

    async def _call(
        self,
        verb: str,
        address: str,
        sent: tuple[bytes, Mapping[str, str]],
        accept: "Accept",
    ) -> bytes:
        try:
            async with asyncio.timeout(self.within_s):
                url = _url(address)
                if url.scheme != "https" and not (self.private and url.scheme == "http"):
                    raise ChannelRefused("the address is not https", channel_code=NOT_PUBLIC)
                reached = await self.reach(url.host, url.port or 443)
                body, headers = sent
                said = {**headers, "host": url.netloc.decode()}
                there, timeout = _at(address, reached), httpx.Timeout(self.within_s)
                request = asked(verb, there, (body, said), timeout, url.host)
                return await self._exchange(request, accept)
        except UNSENT as error:
            raise ChannelUnavailable(
                type(error).__name__, channel_code=network_code(error)
            ) from None
        except TimeoutError:
            raise OutcomeUnknown("no answer in time", channel_code=TIMEOUT) from None
        except httpx.HTTPError as error:
            raise OutcomeUnknown(type(error).__name__, channel_code=network_code(error)) from None

    async def reach(self, host: str, port: int) -> str:
        """The address to call for a name: looked up once, so that it cannot become a private one
        in between. ChannelUnavailable, ChannelRefused."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port)
        except OSError:
            raise ChannelUnavailable("the name is not known", channel_code=DNS) from None
        addresses = [str(entry[4][0]) for entry in found]
        if not self.private and not all(map(is_public, addresses)):
            raise ChannelRefused("the address is not public", channel_code=NOT_PUBLIC)
        return addresses[0]

    async def _exchange(self, request: httpx.Request, accept: "Accept") -> bytes:
        async with self.http.answered(request) as answer:
            accept(answer)
            found = await body_of(answer, self.at_most)
        if found is None:
            raise OutcomeUnknown("the answer is larger than allowed")
        return found


@lru_cache(KEPT)
def _url(address: str) -> httpx.URL:
    return httpx.URL(address)


@lru_cache(KEPT)
def _at(address: str, reached: str) -> httpx.URL:
    return httpx.URL(address).copy_with(host=reached)


Accept = Callable[[httpx.Response], None]


def accept_spoken(answer: httpx.Response) -> None:
    """For providers that explain a refusal in the body of a 4xx; OutcomeUnknown from 500 on."""
    if answer.status_code >= BROKEN:
        code = f"http:{answer.status_code}"
        raise OutcomeUnknown("the receiver failed", channel_code=code)


def accept_status(answer: httpx.Response) -> None:
    """2xx; RateLimited, ChannelRefused, OutcomeUnknown otherwise."""
    code = f"http:{answer.status_code}"
    if answer.status_code == TOO_MANY:
        seconds = retry_after(answer.headers)
        wait_s = REST_S if seconds is None else seconds
        raise RateLimited("too many messages", channel_code=code, retry_after_s=wait_s)
    if answer.status_code >= BROKEN:
        raise OutcomeUnknown("the receiver failed", channel_code=code)
    if not answer.is_success:
        raise ChannelRefused("the receiver refused", channel_code=code)
