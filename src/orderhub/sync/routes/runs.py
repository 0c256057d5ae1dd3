"""Runs: ask for one, look at one, look back."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.sync.schemas.desk import RunOut, RunRequestedOut, RunsOut, SyncIn
from orderhub.sync.service import requests

router = Router(tags=["sync"])
ShopId = Annotated[int, Path(ge=1, lt=2**31)]


@router.post(
    "/shops/{shop_id}/sync",
    summary="Sync a shop now",
    status_code=202,
    dependencies=[policy("sync.run")],
    responses=problems(Conflict, InvalidInput, NotFound),
)
async def request_sync(
    shop_id: ShopId, body: SyncIn, actor: CurrentActor, tx: Transaction, now: Now
) -> RunRequestedOut:
    """Up to now, over a span, or of one order. A worker does it; ask for it by its id."""
    run = await requests.request_run(
        tx, actor, shop_id, now, span=body.span, external_no=body.external_no
    )
    return RunRequestedOut(run_id=run.id)


@router.get(
    "/shops/{shop_id}/runs",
    summary="Run history of a shop",
    dependencies=[policy("shops.read")],
    responses=problems(NotFound),
)
async def list_runs(
    shop_id: ShopId,
    actor: CurrentActor,
    tx: Transaction,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunsOut:
    """Newest first."""
    found = await requests.history(tx, actor, shop_id, cursor, limit)
    more = str(found[-1].id) if len(found) == limit else None
    return RunsOut(items=[RunOut.of(run) for run in found], next=more)


@router.get(
    "/sync-runs/{run_id}",
    summary="Read a run",
    dependencies=[policy("shops.read")],
    responses=problems(NotFound),
)
async def read_run(
    run_id: Annotated[int, Path(ge=1, lt=2**63)], actor: CurrentActor, tx: Transaction
) -> RunOut:
    """How far it is, what it brought, and what an on-demand run changed."""
    return RunOut.of(await requests.get_run(tx, actor, run_id))
