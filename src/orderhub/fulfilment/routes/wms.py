"""The address that warehouses send their messages to: success only after the commit."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response

from orderhub.access.facade import policy
from orderhub.fulfilment.qimen.reading import method_of
from orderhub.fulfilment.qimen.wire import write_xml
from orderhub.fulfilment.service.wms import (
    SignatureWrong,
    TimestampStale,
    addressed,
    believe,
    take_message,
)
from orderhub.health.facade import PeerSender, arriving, record_of
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
WarehouseId = Annotated[int, Path(ge=1, lt=2**31)]
XML: dict[str, Any] = {"text/xml": {"schema": {"type": "string"}}}
REFUSED: dict[str, Any] = {
    **XML,
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/xml": {"schema": {"type": "string"}}}}
}


async def admitted_message(request: Request, warehouse_id: WarehouseId) -> AsyncIterator[bytes]:
    """The message, holding a place at the gate until it is answered."""
    async with admitted(request, f"warehouse:{warehouse_id}") as body:
        yield body


@router.post(
    "/ingest/v1/warehouses/{warehouse_id}",
    summary="Take a warehouse's message",
    dependencies=[policy.public],
    openapi_extra=BODY,
    response_class=Response,
    responses={
        200: {"description": "Taken, or known already.", "content": XML},
        401: {"description": "Nobody here signed this.", "content": XML},
        422: {"description": "The message cannot be read.", "content": REFUSED},
        **problems(TooFast, Overloaded),
    },
)
async def take_warehouse_message(
    warehouse_id: WarehouseId,
    request: Request,
    body: Annotated[bytes, Depends(admitted_message, scope="function")],
    tx: Transaction,
    now: Now,
) -> Response:
    """Qimen's `deliveryorder.confirm`, `orderprocess.report`, `stockchange.report` and
    `returnorder.confirm`, each once by its `outBizCode`."""
    query = dict(request.query_params)
    method = query.get("method", "")
    try:
        warehouse, secret = await addressed(tx, master_key(request), warehouse_id)
        sender = PeerSender(peer=warehouse.peer, app_key=warehouse.app_key)
        with arriving(record_of(request), sender, method_of(method) or "unknown", now):
            believe(secret, query, body, now)
            async with tx.begin_nested():
                await take_message(tx, warehouse, method, body, now)
    except (SignatureWrong, TimestampStale, InvalidInput) as error:
        return _answer(error.http_status, error.code, error.detail)
    return _answer(200, "0", "ok")


def _answer(status: int, code: str, message: str) -> Response:
    flag = "success" if status == 200 else "failure"  # noqa: PLR2004
    said = write_xml("response", {"flag": flag, "code": code, "message": message})
    return Response(said, status, media_type="text/xml")
