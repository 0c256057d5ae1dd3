"""Where a call to an address that a person typed may lead."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from orderhub.kernel.errors import ChannelRefused, ConnectorError
from orderhub.notify.decide.addresses import is_public
from orderhub.notify.senders.posting import NOT_PUBLIC, Poster

PUBLIC, OTHER, INSIDE = "93.184.216.34", "2606:2800:220:1::1", "10.0.0.7"
# Each of them is a spelling of this machine or its network, of a multicast group, or of an IPv6
# address by which a gateway reaches such a one.
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0",
    "0.0.0",
    "localhost",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "198.18.0.1",
    "255.255.255.255",
    "224.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a00:1]",
    "[::10.0.0.1]",
    "[64:ff9b::a00:1]",
    "[64:ff9b:1::5db8:d822]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "127。0。0。1",
    "example.com@127.0.0.1",
]


@dataclass
class Line:
    """In the place of the way out: keeps what would have been asked, and of whom."""

    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])

    @asynccontextmanager
    async def answered(self, request: httpx.Request) -> AsyncGenerator[httpx.Response]:
        self.asked.append(request)
        yield httpx.Response(200)


def poster(line: Line) -> Poster:
    http: Any = line
    return Poster(http)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_an_inner_address_is_called(spelling: str) -> None:
    line = Line()
    with pytest.raises(ChannelRefused) as refused:
        await poster(line).post(f"https://{spelling}/hook", b"{}", {})
    assert refused.value.channel_code == NOT_PUBLIC
    assert line.asked == []


@pytest.mark.parametrize("address", [PUBLIC, OTHER, f"::ffff:{PUBLIC}", f"64:ff9b::{PUBLIC}"])
def test_what_everybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


@dataclass
class Names:
    """A name server whose answers change from question to question."""

    answers: list[list[str]]

    async def getaddrinfo(self, host: str, port: int) -> list[Any]:
        found = self.answers.pop(0)
        return [
            (
                socket.AF_INET6 if ip_address(one).version == 6 else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]


async def test_a_name_is_asked_once_and_what_it_said_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line, names = Line(), Names([[PUBLIC], [INSIDE]])
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names.getaddrinfo)
    await poster(line).post("https://rebinds.example/hook?to=1", b"{}", {})
    (asked,) = line.asked
    assert (asked.url.host, asked.url.raw_path) == (PUBLIC, b"/hook?to=1")
    assert asked.headers["host"] == asked.extensions["sni_hostname"] == "rebinds.example"
    assert names.answers == [[INSIDE]]


@pytest.mark.parametrize("found", [[PUBLIC, INSIDE], [INSIDE, PUBLIC], [OTHER, f"::ffff:{INSIDE}"]])
async def test_a_name_that_leads_inside_as_well_is_not_called(
    found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names([found]).getaddrinfo)
    with pytest.raises(ConnectorError):
        await poster(line).post("https://both.example/", b"{}", {})
    assert line.asked == []
