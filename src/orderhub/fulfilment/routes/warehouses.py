"""Warehouses over HTTP. They serve all shops, so callers limited to some have no part."""

from typing import Annotated, cast

from fastapi import Depends, Path, Request

from orderhub.access.facade import CurrentActor, policy
from orderhub.fulfilment.schemas.warehouses import (
    WarehouseIn,
    WarehouseOut,
    WarehouseShopsIn,
    WarehousesOut,
)
from orderhub.fulfilment.service import warehouses as service
from orderhub.fulfilment.store import warehouses
from orderhub.infra.crypto import MasterKey
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound, NotPermitted


async def serves_all(actor: CurrentActor) -> None:
    """NotPermitted for callers who see some shops only."""
    if actor.shops is not None:
        raise NotPermitted("warehouses concern all shops; the caller sees some only")


router = Router(prefix="/fulfilment/warehouses", tags=["fulfilment"])
MANAGE = [policy("fulfilment.manage"), Depends(serves_all)]


@router.get(
    "",
    summary="List warehouses",
    dependencies=[policy("fulfilment.read"), Depends(serves_all)],
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
    body: WarehouseIn, request: Request, actor: CurrentActor, tx: Transaction, now: Now
) -> WarehouseOut:
    """Its secret is sealed and never shown again."""
    master = cast(MasterKey, request.app.state.master_key)
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
