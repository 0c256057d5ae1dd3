"""Planned changes: impact, proposal, decision by a second person, carrying out, verification."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import Actor, CurrentActor, policy
from orderhub.health.model.change import Change
from orderhub.health.model.dependency import DependencyKind
from orderhub.health.schemas.changes import (
    ImpactOut,
    PlannedChangeIn,
    PlannedChangeOut,
    PlannedChangesOut,
    RejectChangeIn,
)
from orderhub.health.service import changes as service
from orderhub.health.store import changes, egress
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound

router = Router(prefix="/health/changes", tags=["health"])
READ = policy("health.read")
MANAGE = policy("health.manage")
ChangeId = Annotated[int, Path(ge=1, lt=2**31)]
Thing = Annotated[str, Query(max_length=260, pattern=r"^[^\x00-\x1f\x7f]*$")]
LISTED = 200


@router.get("", summary="List change requests", dependencies=[READ])
async def list_changes(actor: CurrentActor, tx: Transaction) -> PlannedChangesOut:
    """The last 200, newest first; those that concern shops out of scope are absent."""
    found = await changes.listed(tx, LISTED)
    seen = [one for one in found if all(map(actor.sees, one.concerned))]
    return PlannedChangesOut(items=[_told(one, actor) for one in seen])


@router.get(
    "/impact",
    summary="Preview a change's impact",
    dependencies=[READ],
    responses=problems(NotFound, InvalidInput),
)
async def preview_impact(
    actor: CurrentActor,
    tx: Transaction,
    kind: DependencyKind,
    planned: Thing,
    subject: Thing = "",
) -> ImpactOut:
    """What would stop, before anything is proposed."""
    return ImpactOut.of(await service.preview(tx, actor, kind, subject, planned))


@router.post(
    "",
    summary="Propose a change",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
    status_code=201,
)
async def propose_change(
    body: PlannedChangeIn, actor: CurrentActor, tx: Transaction, now: Now
) -> PlannedChangeOut:
    """A change request with its impact; somebody else has to approve it."""
    seen = await egress.load(tx)
    proposal = body.to_proposal(None if seen is None else seen.address)
    return _told(await service.propose(tx, actor, proposal, now), actor)


@router.post(
    "/{change_id}/approve",
    summary="Approve a change",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def approve_change(
    change_id: ChangeId, actor: CurrentActor, tx: Transaction, now: Now
) -> PlannedChangeOut:
    """By a person who is not the proposer; the impact is computed anew."""
    return _told(await service.approve(tx, actor, change_id, now), actor)


@router.post(
    "/{change_id}/reject",
    summary="Reject a change",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def reject_change(
    change_id: ChangeId, body: RejectChangeIn, actor: CurrentActor, tx: Transaction, now: Now
) -> PlannedChangeOut:
    """With a reason that the proposer reads."""
    return _told(await service.reject(tx, actor, change_id, body.reason, now), actor)


@router.post(
    "/{change_id}/withdraw",
    summary="Withdraw a change",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def withdraw_change(
    change_id: ChangeId, actor: CurrentActor, tx: Transaction, now: Now
) -> PlannedChangeOut:
    """By its proposer, until it is carried out."""
    return _told(await service.withdraw(tx, actor, change_id, now), actor)


@router.post(
    "/{change_id}/carry-out",
    summary="Report a change as carried out",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def carry_out_change(
    change_id: ChangeId, actor: CurrentActor, tx: Transaction, now: Now
) -> PlannedChangeOut:
    """It is verified at once by a call to each connection concerned; a failed one again."""
    return _told(await service.carry_out(tx, actor, change_id, now), actor)


def _told(change: Change, actor: Actor) -> PlannedChangeOut:
    return PlannedChangeOut.of(change, actor.reference)
