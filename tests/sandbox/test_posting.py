"""Messages pushed over HTTP: signed, repeated until acknowledged, spoilt by faults of the way."""

import hashlib
from asyncio import StreamReader, StreamWriter, start_server
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import orjson
import pytest

from orderhub_sandbox.app import open_world
from orderhub_sandbox.faults import Fault
from orderhub_sandbox.notices import Notices, Post, put
from orderhub_sandbox.outbox import Message, Target
from orderhub_sandbox.posting import post_due
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World


def sign(secret: str, body: bytes) -> str:
    return hashlib.sha256(secret.encode() + body).hexdigest()


def build(_world: World, _shop: Shop, messages: Sequence[Message], secret: str) -> Post:
    body = orjson.dumps([message.message_no for message in messages])
    return Post({"sign": sign(secret, body)}, body, "v=1")


# a platform that pushes one message at a time and wants to hear "ok"
NOTICES = Notices(
    topics={"shop.revoked": "gone"}, post=build, acknowledged=lambda _, body: body == b"ok"
)


@dataclass
class Hub:
    """What came: (path, signature, message numbers). `replies` go in turn; the last stays."""

    url: str = ""
    replies: list[bytes] = field(default_factory=lambda: [b"ok"])
    got: list[tuple[str, str, list[str]]] = field(default_factory=list[tuple[str, str, list[str]]])

    @property
    def numbers(self) -> list[str]:
        return [number for _, _, numbers in self.got for number in numbers]

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((head[0].split()[1], headers["sign"], orjson.loads(body)))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        size = f"content-length: {len(reply)}\r\nconnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\n{size}".encode() + reply)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(count: int) -> AsyncGenerator[tuple[World, Shop, Hub, httpx.AsyncClient]]:
    """A world whose shop has so many messages for a hub that listens."""
    world, hub = open_world(1, "http://sandbox"), Hub()
    shop = world.shops["taobao"][0]
    server = await start_server(hub.serve, "127.0.0.1", 0)
    async with server, httpx.AsyncClient(trust_env=False, timeout=120) as client:
        hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/push"
        shop.outbox.listening, shop.outbox.target = True, Target(hub.url)
        for _ in range(count):
            put(world, NOTICES, shop, "shop.revoked", None)
        yield world, shop, hub, client


async def test_each_message_is_pushed_once_it_is_acknowledged_never_again() -> None:
    async with listening(3) as (world, shop, hub, client):
        wanted = [message.message_no for message in shop.outbox.waiting]
        assert await post_due(client, world, NOTICES, shop) is True
        assert await post_due(client, world, NOTICES, shop) is None
        assert hub.numbers == wanted
        path, signature, numbers = hub.got[0]
        assert path == "/push?v=1"
        assert signature == sign(shop.app.secret, orjson.dumps(numbers))


async def test_a_secret_of_the_targets_own_signs() -> None:
    async with listening(1) as (world, shop, hub, client):
        shop.outbox.target = Target(hub.url, "chosen")
        await post_due(client, world, NOTICES, shop)
        _, signature, numbers = hub.got[0]
        assert signature == sign("chosen", orjson.dumps(numbers))


async def test_what_is_not_acknowledged_comes_again_before_what_is_newer() -> None:
    async with listening(2) as (world, shop, hub, client):
        first, second = (message.message_no for message in shop.outbox.waiting)
        hub.replies = [b"not now", b"ok"]
        assert await post_due(client, world, NOTICES, shop) is False
        assert await post_due(client, world, NOTICES, shop) is True
        assert hub.numbers == [first, first, second]
        assert [answer["status"] for answer in shop.outbox.answers] == [200, 200, 200]


async def test_a_hub_that_is_not_there_loses_nothing() -> None:
    async with listening(1) as (world, shop, hub, client):
        shop.outbox.target = Target("http://127.0.0.1:9/push")
        assert await post_due(client, world, NOTICES, shop) is False
        shop.outbox.target = Target(hub.url)
        assert await post_due(client, world, NOTICES, shop) is True
        assert len(hub.numbers) == 1


@pytest.mark.parametrize(
    ("kind", "order"), [("F27", [0, 0, 1]), ("F28", [1, 0]), ("F36", [1]), ("F29", [0, 0, 1])]
)
async def test_faults_of_the_way(kind: str, order: list[int]) -> None:
    async with listening(2) as (world, shop, hub, client):
        sent = [message.message_no for message in shop.outbox.waiting]
        world.faults.arm(Fault("", kind, times=1))
        await post_due(client, world, NOTICES, shop)
        assert hub.numbers == [sent[at] for at in order]
        honest = [s == sign(shop.app.secret, orjson.dumps(n)) for _, s, n in hub.got]
        assert honest == [kind != "F29"] + [True] * (len(order) - 1)


async def test_a_burst_waits_until_it_is_one() -> None:
    async with listening(4) as (world, shop, hub, client):
        world.faults.arm(Fault("", "F34", times=1, args={"count": 5}))
        assert await post_due(client, world, NOTICES, shop) is None
        put(world, NOTICES, shop, "shop.revoked", None)
        assert await post_due(client, world, NOTICES, shop) is True
        assert len(hub.numbers) == 5
