"""Orders of one buyer that may travel as one: offered, merged, taken apart."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, for_all_shops, policy, shop_ids
from orderhub.fulfilment.schemas.merging import MergeIn, MergeOut, MergesOut, MergingIn
from orderhub.fulfilment.service import merging as service
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/fulfilment", tags=["fulfilment"])
Number = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]
READ = policy("fulfilment.read")
MANAGE = policy("fulfilment.manage")


@router.get(
    "/merges",
    summary="List orders that may travel as one",
    dependencies=[READ],
)
async def list_merges(actor: CurrentActor, tx: Transaction, now: Now) -> MergesOut:
    """Those that are given soonest first, merged ones too, while they wait."""
    found = await service.offers(tx, shop_ids(actor), now)
    return MergesOut(items=[MergeOut.of(one) for one in found])


@router.post(
    "/merges",
    summary="Merge orders",
    dependencies=[MANAGE],
    status_code=204,
    responses=problems(NotFound, Conflict),
)
async def merge_orders(body: MergeIn, actor: CurrentActor, tx: Transaction, now: Now) -> None:
    """One delivery, one waybill; each order's channel is told of it."""
    await service.merge(tx, actor, body.numbers, now)


@router.delete(
    "/merges/{number}",
    summary="Take merged orders apart",
    dependencies=[MANAGE],
    status_code=204,
    responses=problems(NotFound, Conflict),
)
async def part_orders(number: Number, actor: CurrentActor, tx: Transaction, now: Now) -> None:
    """All that travel with the order go alone; while no warehouse has them."""
    await service.take_apart(tx, actor, number, now)


@router.put(
    "/warehouses/{warehouse_id}/merging",
    summary="Say how long orders wait for each other",
    dependencies=[MANAGE, for_all_shops("warehouses concern all shops")],
    status_code=204,
    responses=problems(NotFound),
)
async def set_merging(
    warehouse_id: Annotated[int, Path(ge=1, lt=2**31)],
    body: MergingIn,
    actor: CurrentActor,
    tx: Transaction,
) -> None:
    """Orders that wait already wait as long as they were to."""
    await service.set_merging(tx, actor, warehouse_id, body.told())
