"""Delivery orders of an order: seen, split by a person, made whole again."""

from datetime import datetime
from typing import Annotated

from fastapi import Path

from orderhub.access.facade import Actor, CurrentActor, policy
from orderhub.fulfilment.schemas.parts import DeliveryPartsOut, SplitIn
from orderhub.fulfilment.service import splitting
from orderhub.infra.db import Tx
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/fulfilment/orders", tags=["fulfilment"])
Number = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]
MANAGE = policy("fulfilment.manage")


@router.get(
    "/{number}/parts",
    summary="Show the parts of an order",
    dependencies=[policy("fulfilment.read")],
    responses=problems(NotFound),
)
async def show_parts(
    number: Number, actor: CurrentActor, tx: Transaction, now: Now
) -> DeliveryPartsOut:
    """What warehouses were, or are to be, asked, and what each waits for; whether it can be
    split."""
    return await _shown(tx, actor, number, now)


@router.put(
    "/{number}/parts",
    summary="Split an order",
    dependencies=[MANAGE],
    responses=problems(NotFound, Conflict),
)
async def split_order(
    number: Number, body: SplitIn, actor: CurrentActor, tx: Transaction, now: Now
) -> DeliveryPartsOut:
    """Each part leaves on its own, under a code of its own."""
    await splitting.split(tx, actor, number, body.to_wanted(), now)
    return await _shown(tx, actor, number, now)


@router.delete(
    "/{number}/parts",
    summary="Make an order whole again",
    dependencies=[MANAGE],
    responses=problems(NotFound, Conflict),
)
async def join_order(
    number: Number, actor: CurrentActor, tx: Transaction, now: Now
) -> DeliveryPartsOut:
    """What left or is at a warehouse stays a part of its own; the rest is one again."""
    await splitting.join(tx, actor, number, now)
    return await _shown(tx, actor, number, now)


async def _shown(tx: Tx, actor: Actor, number: str, now: datetime) -> DeliveryPartsOut:
    return DeliveryPartsOut.of(await splitting.parts_shown(tx, actor, number, now))
