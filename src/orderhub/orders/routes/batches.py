"""Batch actions and their undo."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import Actor, CurrentActor, policy
from orderhub.infra.http import BULK_BODY_LIMIT, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound, NotPermitted
from orderhub.orders.decide.desk import Action
from orderhub.orders.schemas.batch import BatchIn, BatchOut, RowResultOut, UndoOut
from orderhub.orders.service import batch, undo

router = Router(tags=["orders"])
REVIEWS = frozenset({Action.REVIEW, Action.UNREVIEW})
BatchId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/orders/batch",
    summary="Act on many orders",
    dependencies=[policy("orders.write")],
    max_body_size=BULK_BODY_LIMIT,
)
async def run_batch(body: BatchIn, tx: Transaction, actor: CurrentActor, now: Now) -> BatchOut:
    """Each order is decided by itself; reviews need orders.review besides."""
    _may_review(actor, body.action)
    return BatchOut.of(await batch.run(tx, actor, body.to_request(), now))


@router.post(
    "/order-batches/{batch_id}/undo",
    summary="Undo a batch",
    responses=problems(NotFound, Conflict),
    dependencies=[policy("orders.write")],
)
async def undo_batch(batch_id: BatchId, tx: Transaction, actor: CurrentActor, now: Now) -> UndoOut:
    """Take back one's own batch within 30 minutes, where nothing newer contradicts it."""
    results = await undo.undo(tx, actor, batch_id, now)
    return UndoOut(results=[RowResultOut.of(result) for result in results])


def _may_review(actor: Actor, action: Action) -> None:
    if action in REVIEWS and not actor.may("orders.review"):
        raise NotPermitted("Reviews need the permission orders.review.")
