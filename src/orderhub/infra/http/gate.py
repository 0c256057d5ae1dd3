"""Admission of pushes (准入): how many, and how large, may be in work at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager

from fastapi import Request

from orderhub.infra.http.routes import BODY_LIMIT
from orderhub.kernel.errors import DomainError, InfraError

PUSHES = 64
PUSHES_PER_SENDER = 24
BYTES = 96_000_000
RECEIVED_WITHIN_S = 60.0


class TooFast(DomainError):
    """Too many pushes of this sender at once: wait, then send again with the same key."""

    code = "too_fast"
    http_status = 429


class Overloaded(InfraError):
    """Too much is coming in at once: wait, then send again with the same key."""

    code = "overloaded"


class Gate:
    """One per API process. Refuses at once what would only wait: the sender repeats it."""

    def __init__(
        self, pushes: int = PUSHES, per_sender: int = PUSHES_PER_SENDER, size: int = BYTES
    ) -> None:
        self._free = pushes
        self._per_sender = per_sender
        self._bytes = size
        self._of: Counter[str] = Counter()

    def look(self, sender: str, size: int) -> None:
        """Raises as `admit` does, and takes no place: to be asked before a body is read, so that
        whoever sends slowly, known or not, keeps nobody out."""
        if self._of[sender] >= self._per_sender:
            raise TooFast("too many pushes of this sender are in work", retry_after_s=1)
        if self._free <= 0 or size > self._bytes:
            raise Overloaded("more is coming in than can be taken", retry_after_s=2)

    @contextmanager
    def admit(self, sender: str, size: int) -> Generator[None]:
        """A place for one push whose `size` bytes are here. Raises TooFast, or Overloaded."""
        self.look(sender, size)
        self._free -= 1
        self._bytes -= size
        self._of[sender] += 1
        try:
            yield
        finally:
            self._free += 1
            self._bytes += size
            self._of[sender] -= 1
            if not self._of[sender]:
                del self._of[sender]


@asynccontextmanager
async def admitted(request: Request, sender: str, limit: int = BODY_LIMIT) -> AsyncGenerator[bytes]:
    """The body of a push, `limit` bytes at most, with a place at the gate until it is answered.
    `sender` names who is spoken for, "shop:7". Raises as `Gate.admit`. A body may be slow to come:
    nothing that others need is to be held by then, no transaction either."""
    gate: Gate = request.app.state.push_gate
    gate.look(sender, _announced(request.headers, limit))
    try:
        async with asyncio.timeout(RECEIVED_WITHIN_S):
            body = await request.body()
    except TimeoutError:
        raise Overloaded("the body did not come in time", retry_after_s=2) from None
    with gate.admit(sender, len(body)):
        yield body


def _announced(headers: Mapping[str, str], limit: int) -> int:
    told = headers.get("content-length", "")
    return min(int(told), limit) if told.isdecimal() else limit
