"""Incidents: the list, one in full, and what people do about it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Literal, cast

from fastapi import Depends, Path, Query, Request

from orderhub.access.facade import Actor, CurrentActor, policy, shop_ids
from orderhub.channels.facade import get_shops
from orderhub.health.decide.incidents import HYSTERESIS
from orderhub.health.queries import incidents as queries
from orderhub.health.schemas.incidents import (
    AssignIn,
    IncidentDetailOut,
    IncidentOut,
    IncidentsOut,
    ResolveIn,
    affected,
)
from orderhub.health.service import incidents as service
from orderhub.health.store.incidents import entries_of
from orderhub.infra.db import Tx
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/incidents", tags=["incidents"])
READ = policy("health.read")
MANAGE = policy("health.manage")
IncidentId = Annotated[int, Path(ge=1, lt=2**63)]
OrdersWaiting = Callable[[Tx, Sequence[int], str], Awaitable[Mapping[int, tuple[int, int]]]]


async def orders_waiting(request: Request) -> OrdersWaiting:
    """(Shops, peer) → shop → (orders waiting to be shipped, of them past their time), with a peer
    those that wait for it: `app.state.orders_waiting`, since orders stand above health."""
    return cast(OrdersWaiting, request.app.state.orders_waiting)


@router.get("", summary="List incidents", dependencies=[READ])
async def list_incidents(  # noqa: PLR0913, PLR0917 - the filters of the screen
    actor: CurrentActor,
    tx: Transaction,
    state: Literal["current", "resolved"] | None = None,
    cause: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_]+$")] = None,
    shop_id: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IncidentsOut:
    """Newest first; `current` are those that are not over."""
    shops = shop_ids(actor)
    if shop_id is not None:
        shops = [shop_id] if actor.sees(shop_id) else []
    current = None if state is None else state == "current"
    found = await queries.listed(
        tx, shops, current=current, cause=cause, before=cursor, limit=limit
    )
    more = str(found[-1].id) if len(found) == limit else None
    return IncidentsOut(items=[IncidentOut.of(one, actor.shops) for one in found], next=more)


@router.get(
    "/{incident_id}",
    summary="Read an incident",
    dependencies=[READ],
    responses=problems(NotFound),
)
async def read_incident(
    incident_id: IncidentId,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    waiting: Annotated[OrdersWaiting, Depends(orders_waiting)],
) -> IncidentDetailOut:
    """With its timeline, the calls that are its evidence, and the shops and orders concerned."""
    incident = await queries.find(tx, incident_id, shop_ids(actor))
    if incident is None:
        raise NotFound("there is no such incident")
    seen = [shop_id for shop_id in incident.shop_ids if actor.sees(shop_id)]
    until = now if incident.resolved_at is None else incident.resolved_at + HYSTERESIS
    counts = await waiting(tx, seen, incident.peer)
    shops = await get_shops(tx, seen)
    return IncidentDetailOut.whole(
        incident,
        actor.shops,
        await entries_of(tx, incident_id),
        await queries.evidence(tx, incident, seen, until),
        [affected(shop, counts) for shop in shops],
    )


@router.post(
    "/{incident_id}/acknowledge",
    summary="Acknowledge an incident",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def acknowledge_incident(
    incident_id: IncidentId, actor: CurrentActor, tx: Transaction, now: Now
) -> IncidentOut:
    """Somebody knows and works on it; without an owner it becomes the caller's."""
    return _told(await service.acknowledge(tx, actor, incident_id, now), actor)


@router.post(
    "/{incident_id}/assign",
    summary="Assign an incident",
    dependencies=[MANAGE],
    responses=problems(NotFound),
)
async def assign_incident(
    incident_id: IncidentId, body: AssignIn, actor: CurrentActor, tx: Transaction, now: Now
) -> IncidentOut:
    """To somebody by name; null: to nobody."""
    return _told(await service.assign(tx, actor, incident_id, body.owner, now), actor)


@router.post(
    "/{incident_id}/resolve",
    summary="Close an incident",
    dependencies=[MANAGE],
    responses=problems(Conflict, NotFound),
)
async def resolve_incident(
    incident_id: IncidentId, body: ResolveIn, actor: CurrentActor, tx: Transaction, now: Now
) -> IncidentOut:
    """By hand, where no call can show that it is over; it comes back if it is not."""
    return _told(await service.resolve(tx, actor, incident_id, body.reason, now), actor)


def _told(incident: service.Incident, actor: Actor) -> IncidentOut:
    return IncidentOut.of(incident, actor.shops)
