"""E-mail over SMTP: TLS from the start (smtps) or STARTTLS (smtp); plain text, Chinese and English.

What is refused before the text left is a failure; silence after it is an unknown outcome.
"""

import asyncio
import hashlib
import socket
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE

import aiosmtplib
import httpx
from aiosmtplib import SMTP

from orderhub.connector_kit.network import TIMEOUT
from orderhub.kernel.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from orderhub.notify.decide.targets import addresses
from orderhub.notify.model import Message, Target
from orderhub.notify.senders.bots import text_of
from orderhub.notify.senders.posting import TOTAL_S, Poster

PORTS = {"smtp": 587, "smtps": 465}
NO_TLS = "tls_not_offered"
PERMANENT = 500


async def send_mail(poster: Poster, target: Target, message: Message, at: datetime) -> str:
    """The server's code after the text, "250"; a ConnectorError otherwise."""
    url = httpx.URL(target.url)
    port = url.port or PORTS[url.scheme]
    reached = await poster.reach(url.host, port)
    sock = await _connected(reached, port)
    tls = poster.tls or ssl.create_default_context()
    smtp = SMTP(
        hostname=url.host,
        sock=sock,
        use_tls=url.scheme == "smtps",
        start_tls=False,
        tls_context=tls,
        timeout=TOTAL_S,
    )
    try:
        await _opened(smtp, poster, url, tls, target)
        return await _said(smtp, target, _written(target, message, at))
    finally:
        smtp.close()


async def _connected(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(0)
    try:
        await asyncio.wait_for(loop.sock_connect(sock, (host, port)), TOTAL_S)
    except (OSError, TimeoutError) as error:
        sock.close()
        code = TIMEOUT if isinstance(error, TimeoutError) else "connect"
        raise ChannelUnavailable("the mail server is not reached", channel_code=code) from None
    return sock


async def _opened(
    smtp: SMTP, poster: Poster, url: httpx.URL, tls: ssl.SSLContext, target: Target
) -> None:
    """Greeted, encrypted, signed in: nothing has left yet."""
    try:
        await smtp.connect()
        await smtp.ehlo()
        if url.scheme == "smtp":
            await _encrypt(smtp, poster, url.host, tls)
        if user := target.options.get("user"):
            await smtp.login(user, target.secret)
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise ChannelUnavailable(type(error).__name__, channel_code=TIMEOUT) from None


async def _encrypt(smtp: SMTP, poster: Poster, host: str, tls: ssl.SSLContext) -> None:
    if smtp.supports_extension("starttls"):
        await smtp.starttls(server_hostname=host, tls_context=tls)
        await smtp.ehlo()
    elif not poster.private:
        raise ChannelRefused("the server offers no STARTTLS", channel_code=NO_TLS)


async def _said(smtp: SMTP, target: Target, content: bytes) -> str:
    """Envelope, then the text; one recipient who is refused stops it before anybody gets it."""
    try:
        await smtp.mail(addresses(target.options["sender"])[0])
        for address in addresses(target.options["to"]):
            await smtp.rcpt(address)
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code) from None
    except aiosmtplib.SMTPException as error:
        raise ChannelUnavailable(type(error).__name__, channel_code=TIMEOUT) from None
    try:
        return str((await smtp.data(content)).code)
    except aiosmtplib.SMTPResponseException as error:
        if error.code < 0:
            raise OutcomeUnknown("the answer is not SMTP", channel_code=str(error.code)) from None
        raise _refusal(error.code) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise OutcomeUnknown(type(error).__name__, channel_code=TIMEOUT) from None


def _refusal(code: int) -> ChannelRefused | ChannelUnavailable:
    if code >= PERMANENT:
        return ChannelRefused("the mail server refused", channel_code=str(code))
    return ChannelUnavailable("the mail server asks to come later", channel_code=str(code))


def _written(target: Target, message: Message, at: datetime) -> bytes:
    mail = EmailMessage(policy=WIRE)
    sender = addresses(target.options["sender"])[0]
    mail["From"] = sender
    mail["To"] = ", ".join(addresses(target.options["to"]))
    mail["Subject"] = " ".join(f"{message.title_zh} / {message.title_en}".split())
    mail["Date"] = at
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{digest}@{sender.rpartition('@')[2]}>"
    mail.set_content(text_of(message))
    return mail.as_bytes()
