"""The address that sources push to: 2xx only after what came is committed."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request

from orderhub.access.facade import authenticate, claim_key, policy
from orderhub.infra.db import Database
from orderhub.infra.http import (
    BULK_BODY_LIMIT,
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
from orderhub.kernel.errors import InvalidInput, NotFound, NotPermitted
from orderhub.sources.errors import SourceNotBelieved, SourcePaused
from orderhub.sources.routes.scope import SourceId
from orderhub.sources.schemas.mappings import SourcePushOut
from orderhub.sources.service.pushing import (
    SourcePush,
    keyed,
    note_refused,
    signed,
    take_push,
)

router = Router(tags=["ingest"])
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The source's own JSON: 1 to 1,000 rows, read by its mapping.",
        "content": {"application/json": {"schema": {}}},
    }
}


async def believed(
    request: Request, source_id: SourceId, db: HubDatabase, now: Now
) -> AsyncIterator[SourcePush]:
    """The push with its sender known, holding a place at the gate until it is answered. One that
    cannot be read is told at the source, where people look for it."""
    async with admitted(request, f"source:{source_id}") as body:
        push = await _known(request, db, source_id, body, now)
        try:
            yield push
        except InvalidInput as error:
            async with db.transaction() as tx:
                await note_refused(tx, push.source, error.code, now)
            raise


@router.post(
    "/ingest/v1/sources/{source_id}",
    summary="Push rows of a source",
    dependencies=[policy.public],
    max_body_size=BULK_BODY_LIMIT,
    openapi_extra=BODY,
    responses=problems(
        SourceNotBelieved,
        SourcePaused,
        NotPermitted,
        NotFound,
        InvalidInput,
        TooFast,
        Overloaded,
    ),
)
async def push_source_rows(
    request: Request,
    push: Annotated[SourcePush, Depends(believed, scope="function")],
    tx: Transaction,
    now: Now,
) -> SourcePushOut:
    """Signed (Standard Webhooks, or `X-Hub-Signature-256`), or with an API key that may push.

    Rows are known by their own keys: to send them again has no second effect. Those that cannot be
    taken are set aside and named in `results`; the others are in."""
    await claim_key(request, tx, push.actor, now, push.message_id)
    received = await take_push(tx, push, now)
    return SourcePushOut.of(dict(enumerate(received.rows)), received.counts)


async def _known(
    request: Request, db: Database, source_id: int, body: bytes, now: datetime
) -> SourcePush:
    if "Authorization" in request.headers:
        actor = await authenticate(request, now)
        async with db.transaction() as tx:
            return await keyed(tx, actor, source_id, body)
    headers = {name.lower(): value for name, value in request.headers.items()}
    async with db.transaction() as tx:
        return await signed(tx, master_key(request), source_id, (headers, body), now)
