"""Why a line broke is told by a code, over real sockets; never by an address or a text (F26)."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from orderhub.connector_kit.network import network_code
from orderhub.connector_kit.session import open_client


@pytest.fixture
async def mute_port() -> AsyncIterator[int]:
    """A port that closes every line at once."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
def deaf_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def code_of(url: str) -> str:
    async with open_client() as client:
        with pytest.raises(httpx.HTTPError) as caught:
            await client.get(url, timeout=60)
    return network_code(caught.value)


async def test_a_name_that_does_not_resolve() -> None:
    assert await code_of("http://orders.invalid/") == "net:dns"


async def test_a_port_that_refuses(deaf_port: int) -> None:
    assert await code_of(f"http://127.0.0.1:{deaf_port}/") == "net:refused"


async def test_a_handshake_that_fails(mute_port: int) -> None:
    assert await code_of(f"https://127.0.0.1:{mute_port}/") == "net:tls"


async def test_a_line_that_is_cut(mute_port: int) -> None:
    assert await code_of(f"http://127.0.0.1:{mute_port}/") == "net:cut"


async def test_a_line_that_times_out() -> None:
    assert network_code(httpx.ReadTimeout("slow")) == "net:timeout"
    assert network_code(TimeoutError()) == "net:timeout"
