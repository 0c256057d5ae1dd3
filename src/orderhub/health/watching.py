"""Watching what we depend on: our own address by probes, the certificates of the hosts we call."""

import asyncio
import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

import httpx
from cryptography import x509

from orderhub.connector_kit.network import network_code
from orderhub.health.decide.dependencies import is_address
from orderhub.health.model.dependency import Certificate, Line, ProbeAnswer
from orderhub.health.service.dependencies import landscape
from orderhub.health.service.egress import note_answers, note_certificates
from orderhub.infra import leases
from orderhub.infra.db import Database
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError

LOOK_EVERY_S = 20.0
CERTIFICATES_EVERY = timedelta(hours=1)
LEASE = "health.watcher"
HOLD_FOR = timedelta(seconds=60)
ASK_WITHIN_S = 8.0
ANSWER_BYTES = 16 * 1024
NAMES = ("ip", "address", "query", "origin", "ip_addr")
HTTPS = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a process brings to the watch; without `probes` our address is not watched. `owner` is
    its name among the processes, `console` its public address for links."""

    db: Database
    http: httpx.AsyncClient
    probes: Sequence[str]
    now: Callable[[], datetime]
    owner: str
    console: str = ""


class Watcher:
    """One of all processes looks at a time (the lease); the others stand by."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._certificates_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except InfraError as error:
                log.warning("health.watcher_waits", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the next look may succeed
                log.error("health.watcher_defect", exc_info=error)
            await pause(stop, LOOK_EVERY_S)

    async def look(self) -> bool:
        """One round; False while another process watches."""
        watched = self._watched
        if await leases.hold(watched.db, LEASE, watched.owner, HOLD_FOR) is None:
            return False
        async with watched.db.transaction() as tx:
            lines = (await landscape(tx)).lines
        if watched.probes:
            asked = (ask_probe(watched.http, probe) for probe in watched.probes)
            answers = await asyncio.gather(*asked)
            async with watched.db.transaction() as tx:
                await note_answers(tx, answers, lines, watched.now())
        await self._look_at_certificates(lines)
        return True

    async def _look_at_certificates(self, lines: Sequence[Line]) -> None:
        watched, last = self._watched, self._certificates_at
        if last is not None and watched.now() - last < CERTIFICATES_EVERY:
            return
        hosts = sorted({host for line in lines for host in line.secured})
        seen = [await see_certificate(host, watched.now()) for host in hosts]
        async with watched.db.transaction() as tx:
            await note_certificates(tx, seen, lines, watched.now(), watched.console)
        self._certificates_at = watched.now()


async def ask_probe(http: httpx.AsyncClient, probe: str) -> ProbeAnswer:
    """What the probe says our address is; never fails. Its query stays out of what is kept."""
    place = urlsplit(probe)
    name = place.netloc.rpartition("@")[2] + place.path
    try:
        async with asyncio.timeout(ASK_WITHIN_S):
            body = await _bounded(http, probe)
    except TimeoutError:
        return ProbeAnswer(probe=name, address="", fault="net:timeout")
    except httpx.HTTPStatusError as error:
        return ProbeAnswer(probe=name, address="", fault=f"http {error.response.status_code}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return ProbeAnswer(probe=name, address="", fault=network_code(error))
    address = address_in(body)
    return ProbeAnswer(probe=name, address=address, fault="" if address else "no_address")


async def _bounded(http: httpx.AsyncClient, probe: str) -> bytes:
    async with http.stream("GET", probe, timeout=ASK_WITHIN_S) as answer:
        answer.raise_for_status()
        found = bytearray()
        async for piece in answer.aiter_bytes():
            found += piece
            if len(found) > ANSWER_BYTES:
                break
    return bytes(found)


def address_in(body: bytes) -> str:
    """The address an answer tells: as plain text, or in a JSON object under a usual name; "" for
    none."""
    said = body.decode("utf-8", "replace").strip()
    if is_address(said):
        return said
    try:
        document: object = json.loads(said)
    except ValueError:
        return ""
    if not isinstance(document, dict):
        return ""
    known = cast("dict[str, object]", document)
    told = (str(known[name]).strip() for name in NAMES if name in known)
    return next((address for address in told if is_address(address)), "")


async def see_certificate(host: str, now: datetime) -> Certificate:
    """The end of the certificate that `host` ("name" or "name:port") shows. Nothing is sent; an
    end that is near or past is to be seen too, so nothing is verified here."""
    place = urlsplit(f"//{host}")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(ASK_WITHIN_S):
            _, line = await asyncio.open_connection(
                place.hostname, place.port or HTTPS, ssl=context
            )
    except (OSError, TimeoutError) as error:
        return Certificate(host=host, ends_at=None, fault=network_code(error), looked_at=now)
    shown = cast("ssl.SSLObject", line.get_extra_info("ssl_object")).getpeercert(binary_form=True)
    line.transport.abort()
    if shown is None:
        return Certificate(host=host, ends_at=None, fault="net:tls", looked_at=now)
    ends_at = x509.load_der_x509_certificate(shown).not_valid_after_utc
    return Certificate(host=host, ends_at=ends_at, fault="", looked_at=now)
