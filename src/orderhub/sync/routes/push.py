"""The address that shops push their orders to: 2xx only after the orders are committed."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from orderhub.access.facade import authenticate, claim_key, policy
from orderhub.health.facade import arriving, record_of, refusing
from orderhub.infra.db import Database
from orderhub.infra.http import (
    BULK_BODY_LIMIT,
    IDEMPOTENCY_HEADER,
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
from orderhub.sync.errors import PushNotSigned, PushRefused, ShopNotReady
from orderhub.sync.schemas.desk import PushOut
from orderhub.sync.service.push import Push, keyed_push, shop_pushing, signed_push, take_push

router = Router(tags=["ingest"])
METHOD = "push.orders"
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "1 to 1,000 orders, by the channel's schema or the shop's shape mapping.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["orders"],
                    "properties": {
                        "orders": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 1000,
                            "items": {"type": "object"},
                        }
                    },
                }
            }
        },
    }
}


async def admitted_push(
    request: Request,
    channel: Annotated[str, Path(max_length=40)],
    shop_id: Annotated[int, Path(ge=1, lt=2**31)],
    db: HubDatabase,
    now: Now,
) -> AsyncIterator[Push]:
    """The push with its sender known, holding a place at the gate until it is answered."""
    async with admitted(request, f"shop:{shop_id}") as body:
        push = await _known(request, db, (channel, shop_id), body, now)
        with arriving(record_of(request), push.shop, METHOD, now):
            yield push


@router.post(
    "/ingest/v1/{channel}/{shop_id}/orders",
    summary="Push orders",
    dependencies=[policy.public],
    max_body_size=BULK_BODY_LIMIT,
    openapi_extra=BODY,
    responses=problems(
        PushNotSigned,
        PushRefused,
        NotPermitted,
        NotFound,
        InvalidInput,
        TooFast,
        Overloaded,
        ShopNotReady,
    ),
)
async def push_orders(
    request: Request,
    push: Annotated[Push, Depends(admitted_push, scope="function")],
    tx: Transaction,
    now: Now,
) -> PushOut:
    """Signed by the shop (Standard Webhooks), or with an API key that may push.

    The same `Idempotency-Key` (or `webhook-id`) with the same body gets the first answer again.
    Orders that cannot be read are kept in quarantine and named in `results`; the others are in.
    """
    if push.message_id is None and IDEMPOTENCY_HEADER not in request.headers:
        raise InvalidInput(f"{IDEMPOTENCY_HEADER}: send one, kept for repeats", where="header")
    await claim_key(request, tx, push.actor, now, push.message_id)
    return PushOut.of(await take_push(tx, push, now))


async def _known(
    request: Request, db: Database, address: tuple[str, int], body: bytes, now: datetime
) -> Push:
    """Who sends it is found out before a byte of the body is read as orders."""
    if "Authorization" in request.headers:
        actor = await authenticate(request, now)
        async with db.transaction() as tx:
            shop = await shop_pushing(tx, *address)
        with refusing(record_of(request), shop, METHOD, now):
            return keyed_push(actor, shop, body)
    headers = {name.lower(): value for name, value in request.headers.items()}
    master = master_key(request)
    async with db.transaction() as tx:
        shop = await shop_pushing(tx, *address)
        with refusing(record_of(request), shop, METHOD, now):
            return await signed_push(tx, master, shop, headers, body, now)
