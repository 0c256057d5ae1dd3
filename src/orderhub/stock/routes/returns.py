"""Returned goods that warehouses took in, page by page."""

from typing import Annotated

from fastapi import Query

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.infra.http import Router, Transaction
from orderhub.stock.queries import returns as rows
from orderhub.stock.schemas.returns import ReturnList, ReturnOut, ReturnsAsked

router = Router()


@router.get("/returns", summary="List returned goods", dependencies=[policy("stock.read")])
async def list_returns(
    tx: Transaction, actor: CurrentActor, asked: Annotated[ReturnsAsked, Query()]
) -> ReturnList:
    """The latest taken in first."""
    shops = shop_ids(actor)
    wanted = rows.Wanted(q=asked.q, good=asked.good, warehouse=asked.warehouse)
    found = await rows.page(tx, shops, wanted, asked.cursor, asked.limit + 1)
    items = [
        ReturnOut.model_validate({**row, "id": str(row["id"])}) for row in found[: asked.limit]
    ]
    more = items[-1].id if len(found) > asked.limit else None
    return ReturnList(items=items, next=more, warehouses=await rows.warehouses(tx, shops))
