"""Returned goods that warehouses took in, page by page."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.stock.queries import returns as rows
from orderhub.stock.schemas.returns import NamedIn, ReturnList, ReturnOut, ReturnsAsked
from orderhub.stock.service.returns import name_sku

router = Router(prefix="/stock", tags=["stock"])


@router.get("/returns", summary="List returned goods", dependencies=[policy("stock.read")])
async def list_returns(
    tx: Transaction, actor: CurrentActor, asked: Annotated[ReturnsAsked, Query()]
) -> ReturnList:
    """The latest taken in first."""
    shops = shop_ids(actor)
    wanted = rows.Wanted(q=asked.q, good=asked.good, known=asked.known, warehouse=asked.warehouse)
    found = await rows.page(tx, shops, wanted, asked.cursor, asked.limit + 1)
    items = [
        ReturnOut.model_validate({**row, "id": str(row["id"])}) for row in found[: asked.limit]
    ]
    more = items[-1].id if len(found) > asked.limit else None
    return ReturnList(items=items, next=more, warehouses=await rows.warehouses(tx, shops))


@router.put(
    "/returns/{return_id}/sku",
    summary="Say which SKU returned goods are",
    dependencies=[policy("stock.manage")],
    responses=problems(NotFound, Conflict),
    status_code=204,
)
async def name_returned_sku(
    return_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    body: NamedIn,
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
) -> None:
    """Goods that a warehouse took in under a code that is no SKU here are booked as that SKU."""
    await name_sku(tx, actor, return_id, body.sku_id, now)
