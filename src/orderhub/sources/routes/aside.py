"""Rows of a source that were set aside: why, tried again, dismissed."""

from typing import Annotated

from fastapi import Query

from orderhub.access.facade import CurrentActor
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound
from orderhub.sources.model.rows import AsideState
from orderhub.sources.queries import desk
from orderhub.sources.routes.scope import READ, REPLAY, AsideId, SourceId
from orderhub.sources.schemas.aside import (
    AsideDetailOut,
    AsideOut,
    AsidesOut,
    SourceDismissedOut,
    SourceDismissIn,
    SourceReplayedRow,
    SourceReplayIn,
    SourceReplayOut,
)
from orderhub.sources.service import replay as service

router = Router(prefix="/sources/{source_id}/aside", tags=["sources"])
ONE = problems(NotFound)


@router.get("", summary="List rows set aside", dependencies=READ)
async def list_source_rows_aside(
    source_id: SourceId,
    tx: Transaction,
    state: AsideState | None = None,
    reason: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_]+$")] = None,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AsidesOut:
    """Newest first."""
    found = await desk.set_aside(tx, source_id, (state, reason), cursor, limit)
    items = [AsideOut.of(one) for one in found]
    return AsidesOut(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{aside_id}", summary="Read a row set aside", dependencies=READ, responses=ONE)
async def read_source_row_aside(
    source_id: SourceId, aside_id: AsideId, tx: Transaction
) -> AsideDetailOut:
    """As it came, people hidden."""
    found = await desk.entry(tx, source_id, aside_id)
    shown = AsideOut.of(found).model_dump()
    return AsideDetailOut(**shown, payload=await service.shown_payload(tx, found))


@router.post("/replay", summary="Replay rows set aside", dependencies=REPLAY, responses=ONE)
async def replay_source_rows(
    source_id: SourceId, body: SourceReplayIn, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceReplayOut:
    """By the mapping of today; what still cannot be taken stays, with its reason of today."""
    found = await service.replay(tx, actor, source_id, (body.ids, body.reason), now)
    return SourceReplayOut(results=[SourceReplayedRow.of(one) for one in found])


@router.post("/dismiss", summary="Dismiss rows set aside", dependencies=REPLAY, responses=ONE)
async def dismiss_source_rows(
    source_id: SourceId, body: SourceDismissIn, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceDismissedOut:
    """They will not be tried again; the reason is kept."""
    closed = await service.dismiss(tx, actor, source_id, (body.ids, body.reason), now)
    return SourceDismissedOut(dismissed=[str(one) for one in closed])
