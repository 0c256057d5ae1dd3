"""Backfills: read a past period again, watch it, pause it, go on, cancel it."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.sync.schemas.backfills import BackfillIn, BackfillOut, BackfillsOut
from orderhub.sync.service import backfills

router = Router(tags=["sync"])
RUN = policy("sync.run")
BackfillId = Annotated[int, Path(ge=1, lt=2**63)]


@router.post(
    "/shops/{shop_id}/backfills",
    summary="Read a past period again",
    status_code=202,
    dependencies=[RUN],
    responses=problems(Conflict, InvalidInput, NotFound),
)
async def begin_backfill(
    shop_id: Annotated[int, Path(ge=1, lt=2**31)],
    body: BackfillIn,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> BackfillOut:
    """As far back as the channel tells. Read beside the regular runs, one of a shop at a time."""
    span = (body.since, body.until)
    return BackfillOut.of(await backfills.begin(tx, actor, shop_id, span, now))


@router.get("/backfills", summary="List backfills", dependencies=[policy("shops.read")])
async def list_backfills(
    actor: CurrentActor,
    tx: Transaction,
    shop_id: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BackfillsOut:
    """Newest first."""
    found = await backfills.listing(tx, actor, shop_id, cursor, limit)
    more = str(found[-1].id) if len(found) == limit else None
    return BackfillsOut(items=[BackfillOut.of(job) for job in found], next=more)


@router.post(
    "/backfills/{backfill_id}/pause",
    summary="Pause a backfill",
    dependencies=[RUN],
    responses=problems(Conflict, NotFound),
)
async def pause_backfill(
    backfill_id: BackfillId, actor: CurrentActor, tx: Transaction, now: Now
) -> BackfillOut:
    """After the page in flight; it goes on from there when it is resumed."""
    return BackfillOut.of(await backfills.pause(tx, actor, backfill_id, now))


@router.post(
    "/backfills/{backfill_id}/resume",
    summary="Go on with a backfill",
    dependencies=[RUN],
    responses=problems(Conflict, NotFound),
)
async def resume_backfill(
    backfill_id: BackfillId, actor: CurrentActor, tx: Transaction, now: Now
) -> BackfillOut:
    """From where it stands; also one that failed."""
    return BackfillOut.of(await backfills.resume(tx, actor, backfill_id, now))


@router.post(
    "/backfills/{backfill_id}/cancel",
    summary="Cancel a backfill",
    dependencies=[RUN],
    responses=problems(Conflict, NotFound),
)
async def cancel_backfill(
    backfill_id: BackfillId, actor: CurrentActor, tx: Transaction, now: Now
) -> BackfillOut:
    """For good; what was read stays."""
    return BackfillOut.of(await backfills.cancel(tx, actor, backfill_id, now))
