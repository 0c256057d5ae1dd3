"""One call over a real socket: its three outcomes, its bounds, its record."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from orderhub.connector_kit.contract import Answer, Connector, Credentials, HttpCall, Request
from orderhub.connector_kit.session import (
    Call,
    HttpSession,
    Limits,
    Line,
    Ports,
    Renew,
    open_client,
)
from orderhub.kernel.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelUnavailable,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
)
from orderhub.kernel.types import ChannelCode

NOW = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
SECRET = "s3cret-canary"  # noqa: S105
Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


def prepare(base_url: str, credentials: Credentials, request: Request, _: datetime) -> HttpCall:
    token = credentials["token"]
    return HttpCall(verb="POST", url=f"{base_url}/{request.method}?token={token}", content=b"x")


def classify(
    status: int, _: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    if status != 200:
        return ChannelUnavailable(f"HTTP {status}", method=request.method)
    if body == b"expired":
        return AuthExpired("expired", method=request.method, channel_code="27")
    return Answer({"said": body.decode()}, body)


CONNECTOR = Connector(
    channel=ChannelCode("somewhere"),
    label="Somewhere",
    credential_fields=(),
    read_rows=lambda _: (),
    personal=frozenset(),
    prepare=prepare,
    classify=classify,
)


def says(body: bytes, status: str = "200 OK", extra: bytes = b"") -> Serve:
    async def serve(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {len(body)}\r\n"
        writer.write(head.encode() + extra + b"\r\n" + body)
        await writer.drain()

    return serve


async def cuts(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
    await writer.drain()


async def dribbles(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")
    for _ in range(100):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def resets(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


@asynccontextmanager
async def channel(*answers: Serve) -> AsyncGenerator[str]:
    """A server that answers one call after the other, the last answer for ever."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\nx")
            await (left.pop(0) if len(left) > 1 else left[0])(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def free(app_key: str, method: str) -> None: ...


@asynccontextmanager
async def session(
    url: str, calls: list[Call] | None = None, renew: Renew | None = None, take: object = free
) -> AsyncGenerator[HttpSession]:
    async with open_client() as http:
        ports = Ports(
            http=http,
            now=lambda: NOW,
            take_tokens=take,  # pyright: ignore[reportArgumentType]
            record_call=(calls if calls is not None else []).append,
            renew=renew,
            limits=Limits(total_s=0.5, connect_s=0.5, answer_bytes=50_000),
        )
        yield HttpSession(
            CONNECTOR, Line(shop="7", base_url=url), {"token": SECRET, "app_key": "app"}, ports
        )


async def test_an_answer_is_recorded_as_ok() -> None:
    calls: list[Call] = []
    async with channel(says(b"hello")) as url, session(url, calls) as shop:
        assert (await shop.read("greet", {})).document == {"said": "hello"}
    (call,) = calls
    assert (call.channel, call.shop, call.app_key, call.method) == (
        "somewhere",
        "7",
        "app",
        "greet",
    )
    assert (call.outcome, call.code, call.at) == ("ok", "", NOW)


async def test_what_an_answer_counts_from_now_is_counted_from_the_asking() -> None:
    async with channel(says(b"fine")) as url, session(url) as shop:
        answer = await shop.read("grant", {})
    assert answer.after(60) == NOW + timedelta(seconds=60)
    assert [answer.after(seconds) for seconds in (0, -1, None, "60", True)] == [None] * 5
    assert Answer({}, b"").after(60) is None


SILENCES = [cuts, dribbles, resets, says(b"oops", "502 Bad Gateway"), says(b"x" * 60_000)]


@pytest.mark.parametrize("silence", SILENCES, ids=["cut", "slow", "reset", "502", "huge"])
async def test_silence_after_a_read_may_be_repeated_and_after_a_write_is_unknown(
    silence: Serve,
) -> None:
    calls: list[Call] = []
    async with channel(silence) as url, session(url, calls) as shop:
        with pytest.raises(ChannelUnavailable):
            await shop.read("ask", {})
        with pytest.raises(OutcomeUnknown) as caught:
            await shop.write("change", {})
    assert [call.outcome for call in calls] == ["failed", "unknown"]
    assert caught.value.method == "change"
    assert caught.value.context == {"channel": "somewhere", "shop": "7"}


async def test_a_write_that_never_left_has_failed() -> None:
    async with channel(says(b"")) as url:
        pass
    async with session(url) as shop:
        with pytest.raises(ChannelUnavailable):
            await shop.write("change", {})


async def test_a_redirect_is_not_followed() -> None:
    away = says(b"", "302 Found", b"location: http://127.0.0.1:1/\r\n")
    async with channel(away) as url, session(url) as shop:
        with pytest.raises(ChannelUnavailable, match="302"):
            await shop.read("ask", {})


async def test_a_token_is_renewed_once_and_the_call_repeated_once() -> None:
    asked: list[Credentials] = []

    async def renew(refused: Credentials) -> Credentials:
        asked.append(refused)
        return {**refused, "token": "new"}

    calls: list[Call] = []
    async with channel(says(b"expired"), says(b"hi")) as url, session(url, calls, renew) as shop:
        assert (await shop.read("ask", {})).body == b"hi"
        assert shop.credentials["token"] == "new"  # noqa: S105
    assert len(asked) == 1
    assert [call.outcome for call in calls] == ["failed", "ok"]


async def test_a_token_refused_after_its_renewal_needs_a_person() -> None:
    async def renew(refused: Credentials) -> Credentials:
        return refused

    async with channel(says(b"expired")) as url, session(url, renew=renew) as shop:
        with pytest.raises(AuthRevoked) as caught:
            await shop.read("ask", {})
    assert caught.value.channel_code == "27"


async def test_asking_for_tokens_is_not_answered_by_renewing() -> None:
    async def renew(_: Credentials) -> Credentials:
        raise AssertionError("renewed while renewing")

    async with channel(says(b"expired")) as url, session(url, renew=renew) as shop:
        with pytest.raises(AuthExpired):
            await shop.authorise("token", {}, host="gateway")


async def test_a_call_without_a_token_left_is_not_made() -> None:
    async def none_left(_key: str, _method: str) -> None:
        raise RateLimited("wait", retry_after_s=3)

    calls: list[Call] = []
    async with channel(says(b"hello")) as url, session(url, calls, take=none_left) as shop:
        with pytest.raises(RateLimited):
            await shop.read("ask", {})
    assert calls == []


async def test_nothing_secret_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    calls: list[Call] = []
    async with channel(resets) as url, session(url, calls) as shop:
        with pytest.raises(ConnectorError) as caught:
            await shop.read("ask", {})
        told = f"{caught.value!r}{caught.value.context}{shop!r}{calls}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert SECRET not in told
    assert SECRET not in caplog.text


def test_a_channel_that_is_never_called_has_no_session() -> None:
    pushing = Connector(
        channel=ChannelCode("pushing"),
        label="",
        credential_fields=(),
        read_rows=lambda _: (),
        personal=frozenset(),
    )
    with pytest.raises(ConfigError):
        HttpSession(pushing, Line(shop="1"), {}, None)  # pyright: ignore[reportArgumentType]
