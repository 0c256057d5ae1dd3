"""Shops in stock: how they take part, and allocations."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.stock.model import Allocation, AllocationMode, ShopStock
from orderhub.stock.schemas.desk import AllocationIn, ShopStockIn, ShopStockList, ShopStockOut
from orderhub.stock.service import desk

router = Router(prefix="/stock", tags=["stock"])
READ = [policy("stock.read")]
MANAGE = [policy("stock.manage")]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/shops", summary="Shops in stock", dependencies=READ)
async def list_stock_shops(tx: Transaction, actor: CurrentActor) -> ShopStockList:
    """The caller's shops and how each takes part."""
    items = [
        ShopStockOut(name=name, can_publish=can, **asdict(shop))
        for name, can, shop in await desk.shops_seen(tx, actor)
    ]
    return ShopStockList(items=items)


@router.put(
    "/shops/{shop_id}",
    summary="How a shop takes part",
    dependencies=MANAGE,
    responses=problems(NotFound, Conflict),
    status_code=204,
)
async def save_stock_shop(
    shop_id: Id, body: ShopStockIn, tx: Transaction, actor: CurrentActor, now: Now
) -> None:
    """From now on its orders reserve (`active`) and its channel is told quantities (`publish`)."""
    said: dict[str, Any] = {**body.model_dump(), "mode": AllocationMode(body.mode)}
    await desk.save_shop(tx, actor, ShopStock(shop_id=shop_id, **said), now)


@router.put(
    "/shops/{shop_id}/allocations/{sku_id}",
    summary="Allocate a SKU to a shop",
    dependencies=MANAGE,
    responses=problems(NotFound),
    status_code=204,
)
async def put_allocation(
    shop_id: Id, sku_id: Id, body: AllocationIn, tx: Transaction, actor: CurrentActor, now: Now
) -> None:
    """The SKU's own part at this shop, in place of the shop's."""
    part = Allocation(AllocationMode(body.mode), body.amount, body.safety)
    await desk.allocate(tx, actor, (shop_id, sku_id), part, now)


@router.delete(
    "/shops/{shop_id}/allocations/{sku_id}",
    summary="Take an allocation away",
    dependencies=MANAGE,
    responses=problems(NotFound),
    status_code=204,
)
async def drop_allocation(
    shop_id: Id, sku_id: Id, tx: Transaction, actor: CurrentActor, now: Now
) -> None:
    """The shop's own allocation applies again."""
    await desk.allocate(tx, actor, (shop_id, sku_id), None, now)
