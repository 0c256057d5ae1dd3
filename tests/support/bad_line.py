"""Addresses behind which no channel is: a name nobody knows, a host whose certificate is bad."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOWHERE = "https://no-such-host.invalid"
LONG = timedelta(days=36_500)


@dataclass
class BadHost:
    """A host with a certificate nobody vouches for, and what was sent to it none the less."""

    address: str
    heard: list[bytes] = field(default_factory=list[bytes])


@asynccontextmanager
async def bad_host(folder: Path) -> AsyncGenerator[BadHost]:
    """Listens on loopback; keys are written to `folder`."""
    host = BadHost("")

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host.heard.append(await reader.read(1000))
        writer.close()

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(_certificate(folder))
    server = await asyncio.start_server(hear, "127.0.0.1", 0, ssl=tls)
    async with server:
        host.address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield host


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + LONG)
        .sign(key, hashes.SHA256())
    )
    written = folder / "bad_host.pem"
    written.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return written
