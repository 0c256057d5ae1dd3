"""The address that channels push their notices to: verified first, answered after the commit."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response

from orderhub.access.facade import policy
from orderhub.health.facade import arriving, record_of, refusing
from orderhub.infra.db import Database
from orderhub.infra.http import (
    HubDatabase,
    Now,
    Overloaded,
    Router,
    TooFast,
    Transaction,
    admitted,
    master_key,
    problems,
)
from orderhub.kernel.errors import InvalidInput
from orderhub.sync.errors import PushNotSigned, PushRefused
from orderhub.sync.service.notices import Heard, shop_telling, take_notices, verified_notices

router = Router(tags=["ingest"])
METHOD = "push.notices"
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "As the channel sends it; its signature is checked over these very bytes.",
        "content": {"application/json": {"schema": {}}, "text/plain": {"schema": {}}},
    }
}


async def heard_notices(
    request: Request,
    channel: Annotated[str, Path(max_length=40)],
    shop_id: Annotated[int, Path(ge=1, lt=2**31)],
    db: HubDatabase,
    now: Now,
) -> AsyncIterator[Heard]:
    """The notices with their sender known, holding a place at the gate until it is answered."""
    async with admitted(request, f"shop:{shop_id}") as body:
        heard = await _heard(request, db, (channel, shop_id), body, now)
        with arriving(record_of(request), heard.shop, METHOD, now):
            yield heard


@router.post(
    "/ingest/v1/{channel}/{shop_id}/notices",
    summary="Push notices of a channel",
    dependencies=[policy.public],
    response_class=Response,
    openapi_extra=BODY,
    responses={
        200: {"content": {"application/json": {}}},
        **problems(PushNotSigned, PushRefused, InvalidInput, TooFast, Overloaded),
    },
)
async def push_notices(
    heard: Annotated[Heard, Depends(heard_notices, scope="function")],
    tx: Transaction,
    now: Now,
) -> Response:
    """A channel tells that orders changed; the hub reads them by itself soon after.

    Answered as the channel wants it once the notices are committed; a repeat has no effect.
    """
    await take_notices(tx, heard.shop, heard.notices, now)
    return Response(heard.reply, media_type="application/json")


async def _heard(
    request: Request, db: Database, address: tuple[str, int], body: bytes, now: datetime
) -> Heard:
    headers = {name.lower(): value for name, value in request.headers.items()}
    async with db.transaction() as tx:
        shop = await shop_telling(tx, *address)
        with refusing(record_of(request), shop, METHOD, now):
            return await verified_notices(tx, master_key(request), shop, headers, body, now)
