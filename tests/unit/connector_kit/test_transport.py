"""What leaves over our own transport, and what it takes for unsent, over real sockets."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from orderhub.connector_kit.session import UNSENT, open_client

KEPT = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@asynccontextmanager
async def peer(*answers: bytes | None) -> AsyncGenerator[tuple[str, list[bytes]]]:
    """A server with its address and the requests it got; an answer that is None cuts the line, the
    last one is given for ever."""
    left, heard = list(answers), list[bytes]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(_field(head, b"content-length") or 0)
                heard.append(head + await reader.readexactly(length))
                answer = left.pop(0) if len(left) > 1 else left[0]
                if answer is None:
                    return
                writer.write(answer)
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


def _field(head: bytes, name: bytes) -> bytes | None:
    lines = head.lower().split(b"\r\n")
    return next((line.partition(b": ")[2] for line in lines if line.startswith(name + b":")), None)


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("before", [(), (KEPT,)], ids=["fresh", "kept"])
async def test_what_was_sent_and_not_answered_is_unknown_and_sent_once(
    verb: str, before: Sequence[bytes]
) -> None:
    async with peer(*before, None) as (url, heard), open_client() as client:
        for _ in before:
            assert (await client.request(verb, url, content=b"x")).text == "ok"
        with pytest.raises(httpx.HTTPError) as caught:
            await client.request(verb, url, content=b"x")
    assert not isinstance(caught.value, UNSENT)
    assert len(heard) == len(before) + 1


async def test_a_silent_receiver_is_unknown_too() -> None:
    async with peer(b"") as (url, _), open_client() as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, content=b"x", timeout=0.1)


async def test_a_receiver_that_cannot_be_reached_got_nothing() -> None:
    async with peer(KEPT) as (url, _):
        pass
    async with open_client() as client:
        with pytest.raises(UNSENT):
            await client.post(url, content=b"x")


async def test_the_address_leaves_as_it_was_signed_and_nothing_is_added() -> None:
    signed = "/router?b=%E4%B8%AD+x&a=1%2C2&sign=%2b&empty=#"
    async with peer(KEPT) as (url, heard), open_client() as client:
        await client.get(url + signed, headers={"X-Sign": "aB"})
    head = heard[0].decode()
    assert head.startswith("GET /router?b=%E4%B8%AD+x&a=1%2C2&sign=%2b&empty= HTTP/1.1\r\n")
    names = [line.partition(":")[0].lower() for line in head.strip().split("\r\n")[1:]]
    assert sorted(names) == sorted(
        ["host", "accept", "accept-encoding", "connection", "user-agent", "x-sign"]
    )
    assert "X-Sign: aB" in head


async def test_cookies_of_one_answer_are_not_shown_to_the_next_call() -> None:
    cookie = b"HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n"
    async with peer(cookie) as (url, heard), open_client() as client:
        for _ in range(2):
            await client.get(url)
    assert not any(b"cookie" in one.lower() for one in heard)


async def test_a_zipped_answer_is_unpacked_and_a_long_header_taken() -> None:
    import gzip  # noqa: PLC0415

    body = gzip.compress(b"hello")
    head = f"content-encoding: gzip\r\nx-long: {'x' * 30_000}\r\ncontent-length: {len(body)}"
    answer = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
    async with peer(answer) as (url, _), open_client() as client:
        assert (await client.get(url)).text == "hello"
