"""Admission of pushes (准入): how many may be in work at once."""

from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from fastapi import Request

from orderhub.infra.http.bodies import whole_body
from orderhub.infra.http.density import PUSHED_VALUES, refuse_dense
from orderhub.kernel.errors import DomainError, InfraError

PUSHES = 64
PUSHES_PER_SENDER = 24


class TooFast(DomainError):
    """Too many pushes of this sender at once: wait, then send again with the same key."""

    code = "too_fast"
    http_status = 429


class Overloaded(InfraError):
    """Too much is coming in at once: wait, then send again with the same key."""

    code = "overloaded"


class Gate:
    """One per API process. Refuses at once what would only wait: the sender repeats it."""

    def __init__(self, pushes: int = PUSHES, per_sender: int = PUSHES_PER_SENDER) -> None:
        self._free = pushes
        self._per_sender = per_sender
        self._of: Counter[str] = Counter()

    def look(self, sender: str) -> None:
        """Raises as `admit` does, and takes no place: to be asked before a body is read, so that
        whoever sends slowly, known or not, keeps nobody out."""
        if self._of[sender] >= self._per_sender:
            raise TooFast("too many pushes of this sender are in work", retry_after_s=1)
        if self._free <= 0:
            raise Overloaded("more is coming in than can be taken", retry_after_s=2)

    @contextmanager
    def admit(self, sender: str) -> Generator[None]:
        """A place for one push whose body is here. Raises TooFast, or Overloaded."""
        self.look(sender)
        self._free -= 1
        self._of[sender] += 1
        try:
            yield
        finally:
            self._free += 1
            self._of[sender] -= 1
            if not self._of[sender]:
                del self._of[sender]


@asynccontextmanager
async def admitted(request: Request, sender: str) -> AsyncGenerator[bytes]:
    """The body of a push, with a place at the gate until it is answered. `sender` names who is
    spoken for, "shop:7". Raises as `Gate.admit`, and TooManyValues. A body may be slow to come:
    nothing that others need is to be held by then, no transaction either."""
    gate: Gate = request.app.state.push_gate
    gate.look(sender)
    body = await whole_body(request)
    refuse_dense(body, PUSHED_VALUES)
    with gate.admit(sender):
        yield body
