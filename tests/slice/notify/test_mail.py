"""E-mail to a real SMTP server: arrived, refused, or nobody knows."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from orderhub.connector_kit.session import open_client
from orderhub.kernel.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from orderhub.notify.model import EndpointKind, Message, Severity, Target
from orderhub.notify.senders.mail import send_mail
from orderhub.notify.senders.posting import Poster
from tests.support.tls import self_signed

NOW = datetime(2026, 1, 5, 4, tzinfo=UTC)
MESSAGE = Message(
    key="incident:1:0",
    severity=Severity.URGENT,
    title_zh="地址被拦",
    title_en="Address blocked",
    link="https://hub.example/incidents?incident=1",
)


class Box:
    """A mail box that answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.rcpt, self.data = "250 OK", "250 OK"
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        if self.hangs_up:
            server.transport.abort()
        return self.data


def known(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
    right = data.login == b"ops" and data.password == b"right"
    return AuthResult(success=right, handled=right)


@asynccontextmanager
async def served(box: Box, tls: ssl.SSLContext) -> AsyncGenerator[int]:
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = {"tls_context": tls, "authenticator": known}

    def made() -> SMTP:
        return SMTP(box, require_starttls=True, auth_required=True, loop=loop, **options)

    server = await loop.create_server(made, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def sent(tmp_path: Path, box: Box, password: str = "right") -> str:  # noqa: S107
    ours, theirs = self_signed(tmp_path)
    async with open_client() as http, served(box, theirs) as port:
        options = {"user": "ops", "sender": "hub@example.com", "to": "a@example.com, b@example.com"}
        target = Target(EndpointKind.EMAIL, f"smtp://localhost:{port}", password, options)
        poster = Poster(http, private=True, tls=ours)
        return await send_mail(poster, target, MESSAGE, NOW)


async def test_a_notice_arrives_over_starttls_in_two_languages(tmp_path: Path) -> None:
    box = Box()
    assert await sent(tmp_path, box) == "250"
    (raw,) = box.mails
    mail = message_from_bytes(raw, policy=default)
    assert mail["Subject"] == "地址被拦 / Address blocked"
    assert mail["To"] == "a@example.com, b@example.com"
    assert mail.get_content_type() == "text/plain"
    assert MESSAGE.link in mail.get_content()


@pytest.mark.parametrize(
    ("rcpt", "data", "expected", "code"),
    [
        ("550 no such box", "250 OK", ChannelRefused, "550"),
        ("450 grey", "250 OK", ChannelUnavailable, "450"),
        ("250 OK", "554 spam", ChannelRefused, "554"),
    ],
)
async def test_a_refusal_is_told_with_the_server_s_code(
    tmp_path: Path, rcpt: str, data: str, expected: type[ChannelRefused], code: str
) -> None:
    box = Box()
    box.rcpt, box.data = rcpt, data
    with pytest.raises(expected) as error:
        await sent(tmp_path, box)
    assert error.value.channel_code == code


async def test_silence_after_the_text_is_unknown(tmp_path: Path) -> None:
    box = Box()
    box.hangs_up = True
    with pytest.raises(OutcomeUnknown):
        await sent(tmp_path, box)
    assert len(box.mails) == 1


async def test_a_wrong_password_is_a_refusal_and_nothing_leaves(tmp_path: Path) -> None:
    box = Box()
    with pytest.raises(ChannelRefused) as error:
        await sent(tmp_path, box, "wrong")
    assert error.value.channel_code == "535"
    assert box.mails == []
