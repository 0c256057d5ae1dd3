"""Export of orders, masked, as a stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from orderhub.access.facade import CurrentActor, policy, record
from orderhub.infra.http import HubDatabase, Router
from orderhub.orders.schemas.query import FilterIn
from orderhub.orders.service.exports.stream import MEDIA, Format, export
from orderhub.orders.service.search import prepare

router = Router(prefix="/order-exports", tags=["orders"])


class ExportIn(FilterIn):
    """A filter, and the format of the file."""

    format: Format = "csv"


@router.get(
    "",
    summary="Export orders",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {} for kind in MEDIA.values()}}},
    dependencies=[policy("orders.export")],
)
async def export_orders(
    wanted: Annotated[ExportIn, Query()], db: HubDatabase, actor: CurrentActor
) -> StreamingResponse:
    """Every matching order of the caller's shops, newest first, people masked; audited."""
    async with db.transaction() as tx:
        search = await prepare(tx, actor, wanted.to_filter())
        fields = sorted(wanted.model_fields_set - {"format"})
        detail = {"format": wanted.format, "filters": fields}
        await record(tx, actor, "orders.export", "orders", detail=detail)
    pieces = export(db, search, wanted.format)
    first = await anext(pieces, b"")
    headers = {"Content-Disposition": f'attachment; filename="orders.{wanted.format}"'}
    return StreamingResponse(
        _joined(first, pieces), media_type=MEDIA[wanted.format], headers=headers
    )


async def _joined(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The first piece is made before the answer begins, so that a refusal can still be one."""
    yield first
    async with aclosing(rest):
        async for piece in rest:
            yield piece
