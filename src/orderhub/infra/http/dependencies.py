"""What a route may ask for: transaction, database, clock, the caller's address."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from orderhub.infra import clock
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database, Tx
from orderhub.infra.http.claims import claim_of


def database(request: Request) -> Database:
    """The app's pool, from `app.state.db`."""
    return cast(Database, request.app.state.db)


async def transaction(request: Request) -> AsyncIterator[Tx]:
    """One transaction for the whole request; a commit that fails answers 5xx, never 2xx."""
    async with database(request).transaction() as tx:
        if (claim := claim_of(request)) is not None:
            await claim.begin(tx)
        yield tx


async def now(request: Request) -> datetime:
    """The instant of this request; `app.state.clock` replaces the real one."""
    read: clock.Clock = getattr(request.app.state, "clock", clock.now)
    return read()


def master_key(request: Request) -> MasterKey:
    """The installation's master key, from `app.state.master_key`."""
    return cast(MasterKey, request.app.state.master_key)


def client_address(request: Request) -> str:
    """The caller's address as the shield worked it out behind trusted proxies."""
    return request.client.host if request.client else "unknown"


async def hub_database(request: Request) -> Database:
    """As `database`, for FastAPI: it sends what is not async through a thread."""
    return database(request)


async def hub_master_key(request: Request) -> MasterKey:
    """As `master_key`, for FastAPI."""
    return master_key(request)


# With the default scope a `yield` dependency ends after the answer is sent (house-style §B1.2).
Transaction = Annotated[Tx, Depends(transaction, scope="function")]
Now = Annotated[datetime, Depends(now)]
HubDatabase = Annotated[Database, Depends(hub_database)]
Master = Annotated[MasterKey, Depends(hub_master_key)]
