"""Idempotency keys on writes: the same request gets the first answer again, byte for byte.

An endpoint that works in the request's transaction keeps its answer in that very transaction.
One with transactions of its own holds the key by a row until it has answered.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request, Response

from orderhub.access.errors import KeyInFlight, KeyReused
from orderhub.access.model.actor import Actor
from orderhub.access.store import answers
from orderhub.access.store.answers import GIVEN_UP_AFTER, KeptAnswer
from orderhub.infra.db import Database, Tx
from orderhub.infra.http import IDEMPOTENCY_HEADER, StoredAnswer, master_key
from orderhub.kernel.errors import InvalidInput

KEY_PATTERN = re.compile(r"[!-~]{1,200}")
BOUNDARY = re.compile(rb"boundary=\"?([^\s\";]+)")
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Whose key, for which request. Answers are sealed with a key that only the asker completes."""

    actor: str
    key_hash: bytes
    digest: bytes
    seal_key: bytes
    now: datetime

    async def take(self, tx: Tx) -> KeptAnswer | None:
        """Lock the key in `tx`; raises StoredAnswer, KeyReused or KeyInFlight."""
        if not await answers.lock_key(tx, self.key_hash):
            raise KeyInFlight("a request with this key is still running; ask again soon")
        kept = await answers.find_answer(tx, self.actor, self.key_hash)
        if kept is None:
            return None
        if kept.digest != self.digest:
            raise KeyReused("this key was used for another request; take a new key")
        if kept.status is not None and kept.answer is not None:
            raise StoredAnswer(self.opened(kept.status, kept.content_type, kept.answer))
        return kept

    async def keep(self, tx: Tx, response: Response) -> None:
        """Store the answer when it is a success; a refused request may be tried again."""
        body = bytes(response.body)
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + AESGCM(self.seal_key).encrypt(nonce, body, self.digest)
        content_type = response.headers.get("content-type")
        kept = KeptAnswer(self.digest, self.now, response.status_code, content_type, sealed)
        await answers.keep_answer(tx, self.actor, self.key_hash, kept)

    def opened(self, status: int, content_type: str | None, sealed: bytes) -> Response:
        """The kept answer as it was first given."""
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        body = AESGCM(self.seal_key).decrypt(nonce, ciphertext, self.digest)
        headers = {"Idempotency-Replayed": "true"}
        if content_type:
            headers["Content-Type"] = content_type
        return Response(body, status, headers)


class OneTransaction:
    """The hold of an endpoint that works in the request's transaction."""

    def __init__(self, hold: Hold, tx: Tx | None = None) -> None:
        self._hold = hold
        self._tx = tx

    async def begin(self, tx: Tx) -> None:
        self._tx = tx
        await self._hold.take(tx)

    async def keep(self, response: Response) -> None:
        if self._tx is not None and _kept(response):
            await self._hold.keep(self._tx, response)

    async def abandon(self) -> None:
        """Nothing to do: the rollback lets go."""


class OwnTransactions:
    """The hold of an endpoint with transactions of its own; such an endpoint is safe to repeat."""

    def __init__(self, hold: Hold, db: Database) -> None:
        self._hold = hold
        self._db = db

    async def take(self) -> None:
        """Hold the key by a committed row; one left by a dead process is taken over in the end."""
        hold = self._hold
        async with self._db.transaction() as tx:
            kept = await hold.take(tx)
            if kept is not None and kept.claimed_at > hold.now - GIVEN_UP_AFTER:
                raise KeyInFlight("a request with this key is still running; ask again soon")
            await answers.keep_claim(tx, hold.actor, hold.key_hash, hold.digest, hold.now)

    async def begin(self, tx: Tx) -> None:
        """Never called: the endpoint asks for no transaction."""

    async def keep(self, response: Response) -> None:
        if not _kept(response):
            await self.abandon()
            return
        async with self._db.transaction() as tx:
            await self._hold.keep(tx, response)

    async def abandon(self) -> None:
        async with self._db.transaction() as tx:
            await answers.drop_claim(tx, self._hold.actor, self._hold.key_hash)


async def hold_for(
    request: Request, actor: Actor, now: datetime, known: str | None = None
) -> Hold | None:
    """The hold that the request's Idempotency-Key asks for, or the key `known` otherwise; None
    without any."""
    key = request.headers.get(IDEMPOTENCY_HEADER, known)
    if key is None:
        return None
    if not KEY_PATTERN.fullmatch(key):
        raise InvalidInput("Idempotency-Key: 1 to 200 printable characters", where="header")
    owned = f"{actor.reference}\n{key}".encode()
    return Hold(
        actor=actor.reference,
        key_hash=hashlib.sha256(owned).digest(),
        digest=await _digest(request),
        seal_key=hashlib.sha256(master_key(request).derive("access.answers") + owned).digest(),
        now=now,
    )


async def _digest(request: Request) -> bytes:
    """Of method, address and body; a form's boundary differs each time and says nothing."""
    body = await request.body()
    boundary = BOUNDARY.search(request.headers.get("content-type", "").encode())
    if boundary:
        body = body.replace(boundary[1], b"")
    said = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(said + body).digest()


def _kept(response: Response) -> bool:
    return 200 <= response.status_code < 300 and hasattr(response, "body")  # noqa: PLR2004
