"""The hold of a request on its idempotency key, as the edge sees it; `access` fills it in."""

from typing import Protocol, cast

from fastapi import Request, Response

from orderhub.infra.db import Tx

IDEMPOTENCY_HEADER = "Idempotency-Key"


class Claim(Protocol):
    """The hold of one request on its idempotency key."""

    async def begin(self, tx: Tx) -> None:
        """Take the key in `tx`; raises StoredAnswer when it was answered before."""
        ...

    async def keep(self, response: Response) -> None:
        """Store the answer of the request that held the key."""
        ...

    async def abandon(self) -> None:
        """Let go of the key: the request failed and may be tried again."""
        ...


class StoredAnswer(Exception):
    """The request was answered before; carries that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


def claim_of(request: Request) -> Claim | None:
    """The hold on an idempotency key that the request's policy took, if any."""
    return cast(Claim | None, getattr(request.state, "claim", None))
