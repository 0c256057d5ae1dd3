"""Shops and how they fare."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound
from orderhub.sync.queries.desk import boards
from orderhub.sync.schemas.desk import ShopOut, ShopsOut

router = Router(prefix="/shops", tags=["shops"])


@router.get("", summary="List shops", dependencies=[policy("shops.read")])
async def list_shops(actor: CurrentActor, tx: Transaction, now: Now) -> ShopsOut:
    """Every shop in the caller's scope: state, lag, next run, last error, counts."""
    return ShopsOut(items=[ShopOut.of(board) for board in await boards(tx, shop_ids(actor), now)])


@router.get(
    "/{shop_id}",
    summary="Read a shop",
    dependencies=[policy("shops.read")],
    responses=problems(NotFound),
)
async def read_shop(
    shop_id: Annotated[int, Path(ge=1, lt=2**31)], actor: CurrentActor, tx: Transaction, now: Now
) -> ShopOut:
    """One shop and how it fares."""
    found = await boards(tx, [shop_id], now) if actor.sees(shop_id) else []
    if not found:
        raise NotFound("there is no such shop")
    return ShopOut.of(found[0])
