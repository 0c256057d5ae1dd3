"""The address that the tracking service sends its messages to: success only after the commit."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response

from orderhub.access.facade import policy
from orderhub.fulfilment.kuaidi100.reading import read_news
from orderhub.fulfilment.kuaidi100.wire import read_form, signed
from orderhub.fulfilment.model.tracking import PEER, Account
from orderhub.fulfilment.schemas.tracking import INGEST_PATH
from orderhub.fulfilment.service.following import ask_again, day_of
from orderhub.fulfilment.service.news import take_news
from orderhub.fulfilment.service.wms import SignatureWrong
from orderhub.fulfilment.store import tracking
from orderhub.health.facade import PeerSender, arriving, record_of
from orderhub.infra.db import Tx
from orderhub.infra.http import (
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

router = Router(tags=["ingest"])
JSON: dict[str, Any] = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {
                "result": {"type": "boolean"},
                "returnCode": {"type": "string"},
                "message": {"type": "string"},
            },
            "required": ["result", "returnCode", "message"],
        }
    }
}
REFUSED: dict[str, Any] = {
    **JSON,
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
}
FORM: dict[str, Any] = {"schema": {"type": "string"}}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": FORM}}
}


async def admitted_message(request: Request) -> AsyncIterator[bytes]:
    """The message, holding a place at the gate until it is answered."""
    async with admitted(request, PEER) as body:
        yield body


@router.post(
    INGEST_PATH,
    summary="Take a message about a parcel's route",
    dependencies=[policy.public],
    openapi_extra=BODY,
    response_class=Response,
    responses={
        200: {"description": "Taken, or known already.", "content": JSON},
        401: {"description": "Nobody here gave the salt of this signature.", "content": JSON},
        422: {"description": "The message cannot be read.", "content": REFUSED},
        **problems(TooFast, Overloaded),
    },
)
async def take_tracking_message(
    request: Request,
    body: Annotated[bytes, Depends(admitted_message, scope="function")],
    tx: Transaction,
    now: Now,
) -> Response:
    """Kuaidi100's push: `param` and its `sign`, believed before it is read. Repeats and messages
    in any order change nothing that newer ones said."""
    account = await tracking.get(tx, master_key(request), day_of(now))
    if account is None:
        return _answer(401, "nobody here follows parcels")
    sender = PeerSender(peer=PEER, app_key="")
    try:
        with arriving(record_of(request), sender, "push.route", now):
            await _take(tx, account, body, now)
    except (SignatureWrong, InvalidInput) as error:
        return _answer(error.http_status, error.detail)
    return _answer(200, "成功")


async def _take(tx: Tx, account: Account, body: bytes, now: datetime) -> None:
    form = read_form(body)
    param = form.get("param", "")
    if not signed(param, account.salt, form.get("sign", "")):
        raise SignatureWrong("the signature is wrong")
    async with tx.begin_nested():
        heard = await take_news(tx, read_news(param, now), now)
        if heard.ask_again:
            await ask_again(tx, heard.after, now)


def _answer(status: int, message: str) -> Response:
    said = {"result": status == 200, "returnCode": str(status), "message": message}  # noqa: PLR2004
    return Response(orjson.dumps(said), status, media_type="application/json")
