"""The account at the tracking service, and the route of a parcel."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, for_all_shops, policy, shop_ids
from orderhub.fulfilment.queries import routes as queries
from orderhub.fulfilment.schemas.tracking import (
    AccountIn,
    AccountOut,
    RouteOut,
    TrackingOut,
)
from orderhub.fulfilment.service import following as service
from orderhub.fulfilment.store import tracking
from orderhub.infra.http import Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound

router = Router(prefix="/fulfilment", tags=["fulfilment"])
READ = policy("fulfilment.read")
ALL = for_all_shops("tracking concerns all shops")


@router.get("/tracking", summary="Show how parcels are followed", dependencies=[READ, ALL])
async def get_tracking(master: Master, tx: Transaction, now: Now) -> TrackingOut:
    """`account` is null while nobody set one up."""
    account = await tracking.get(tx, master, service.day_of(now))
    counts = await queries.counted(tx)
    return TrackingOut(account=None if account is None else AccountOut.of(account), counts=counts)


@router.put(
    "/tracking",
    summary="Set up how parcels are followed",
    dependencies=[policy("fulfilment.manage"), ALL],
    status_code=204,
)
async def set_up_tracking(
    body: AccountIn, master: Master, actor: CurrentActor, tx: Transaction, now: Now
) -> None:
    """The key is sealed and never shown again. Parcels on their way are followed too."""
    await service.set_up(tx, master, actor, body.to_account(), now)


@router.get(
    "/packages/{package_id}/route",
    summary="Show a parcel's route",
    dependencies=[READ],
    responses=problems(NotFound),
)
async def get_route(
    package_id: Annotated[int, Path(ge=1, lt=2**63)], actor: CurrentActor, tx: Transaction
) -> RouteOut:
    """Newest first, free of personal data; `tracking` is null while the parcel is not followed."""
    found = await queries.route_of(tx, shop_ids(actor), package_id)
    if found is None:
        raise NotFound("there is no such package")
    return RouteOut.of(*found)
