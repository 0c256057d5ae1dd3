"""Sources as people set them up, and what came of them."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from orderhub.access.facade import CurrentActor
from orderhub.infra.http import Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.sources.model.sources import SourceState
from orderhub.sources.queries import desk
from orderhub.sources.routes.scope import MANAGE, READ, SourceId
from orderhub.sources.schemas.desk import (
    MintedSourceOut,
    SourceChange,
    SourceIn,
    SourceOut,
    SourceReceiptOut,
    SourceReceiptsOut,
    SourceRotateIn,
    SourcesOut,
)
from orderhub.sources.service import sources as service

router = Router(prefix="/sources", tags=["sources"])
DAY = timedelta(days=1)
ONE = problems(NotFound)
NAMED = problems(NotFound, Conflict)


@router.get("", summary="List sources", dependencies=READ)
async def list_sources(tx: Transaction, now: Now) -> SourcesOut:
    """Oldest first, as they fare."""
    return SourcesOut(items=[SourceOut.of(one) for one in await desk.listed(tx, now - DAY)])


@router.post(
    "", summary="Add a source", dependencies=MANAGE, status_code=201, responses=problems(Conflict)
)
async def add_source(
    body: SourceIn, master: Master, actor: CurrentActor, tx: Transaction, now: Now
) -> MintedSourceOut:
    """Listened to at once; what comes before a mapping is published is set aside, and replayed
    after. The signing secret is in this answer and nowhere else."""
    return await _minted(tx, await service.add(tx, master, actor, body.to_new(), now), now)


@router.get("/{source_id}", summary="Read a source", dependencies=READ, responses=ONE)
async def read_source(source_id: SourceId, tx: Transaction, now: Now) -> SourceOut:
    """As it fares."""
    return await _shown(tx, source_id, now)


@router.put("/{source_id}", summary="Change a source", dependencies=MANAGE, responses=NAMED)
async def change_source(
    source_id: SourceId, body: SourceChange, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceOut:
    """Its name, and whose stock it counts."""
    await service.change(tx, actor, source_id, (body.name, body.warehouse), now)
    return await _shown(tx, source_id, now)


@router.post("/{source_id}/pause", summary="Pause a source", dependencies=MANAGE, responses=ONE)
async def pause_source(
    source_id: SourceId, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceOut:
    """Its pushes are answered 503, so that it keeps them; it is not asked."""
    await service.set_state(tx, actor, source_id, SourceState.PAUSED, now)
    return await _shown(tx, source_id, now)


@router.post("/{source_id}/resume", summary="Resume a source", dependencies=MANAGE, responses=ONE)
async def resume_source(
    source_id: SourceId, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceOut:
    """Listen to it again."""
    await service.set_state(tx, actor, source_id, SourceState.ACTIVE, now)
    return await _shown(tx, source_id, now)


@router.post(
    "/{source_id}/rotate", summary="Rotate a source's secret", dependencies=MANAGE, responses=ONE
)
async def rotate_source_secret(
    source_id: SourceId,
    body: SourceRotateIn,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> MintedSourceOut:
    """Both are good until the old one ends. The new one is in this answer and nowhere else."""
    return await _minted(
        tx, await service.rotate(tx, master, actor, source_id, body.keep, now), now
    )


@router.delete(
    "/{source_id}",
    summary="Remove a source",
    dependencies=MANAGE,
    status_code=204,
    responses=ONE,
)
async def remove_source(source_id: SourceId, actor: CurrentActor, tx: Transaction) -> None:
    """With its mappings and what was set aside; what it led to stays."""
    await service.remove(tx, actor, source_id)


@router.get(
    "/{source_id}/receipts",
    summary="What came from a source",
    dependencies=READ,
    responses=ONE,
)
async def list_source_receipts(
    source_id: SourceId,
    tx: Transaction,
    now: Now,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SourceReceiptsOut:
    """Pushes and pulls, newest first."""
    await desk.one(tx, now - DAY, source_id)
    items = [SourceReceiptOut.of(one) for one in await desk.receipts(tx, source_id, cursor, limit)]
    return SourceReceiptsOut(items=items, next=items[-1].id if len(items) == limit else None)


async def _shown(tx: Transaction, source_id: int, now: datetime) -> SourceOut:
    return SourceOut.of(await desk.one(tx, now - DAY, source_id))


async def _minted(tx: Transaction, minted: service.Minted, now: datetime) -> MintedSourceOut:
    shown = await _shown(tx, minted.source_id, now)
    return MintedSourceOut(**shown.model_dump(), secret=minted.secret)
