"""Warehouses over HTTP. They serve all shops, so callers limited to some have no part."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, for_all_shops, policy
from orderhub.fulfilment.schemas.warehouses import (
    WarehouseIn,
    WarehouseOut,
    WarehouseShopsIn,
    WarehousesOut,
)
from orderhub.fulfilment.service import warehouses as service
from orderhub.fulfilment.store import warehouses
from orderhub.infra.http import Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/fulfilment/warehouses", tags=["fulfilment"])
ALL = for_all_shops("warehouses concern all shops")
MANAGE = [policy("fulfilment.manage"), ALL]


@router.get(
    "",
    summary="List warehouses",
    dependencies=[policy("fulfilment.read"), ALL],
)
async def list_warehouses(tx: Transaction) -> WarehousesOut:
    """Oldest first."""
    return WarehousesOut(items=[WarehouseOut.of(one) for one in await warehouses.listed(tx)])


@router.post(
    "",
    summary="Connect a warehouse",
    dependencies=MANAGE,
    status_code=201,
    responses=problems(Conflict),
)
async def connect_warehouse(
    body: WarehouseIn, master: Master, actor: CurrentActor, tx: Transaction, now: Now
) -> WarehouseOut:
    """Its secret is sealed and never shown again."""
    return WarehouseOut.of(await service.connect(tx, master, actor, body.to_warehouse(), now))


@router.put(
    "/{warehouse_id}/shops",
    summary="Say whose orders a warehouse ships",
    dependencies=MANAGE,
    status_code=204,
    responses=problems(NotFound),
)
async def set_warehouse_shops(
    warehouse_id: Annotated[int, Path(ge=1, lt=2**31)],
    body: WarehouseShopsIn,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> None:
    """Orders that are to be shipped already are pushed too, page by page."""
    await service.set_shops(tx, actor, warehouse_id, body.shop_ids, now)
