"""Endpoints: they speak for all shops, so callers limited to some have no part."""

from typing import Annotated

from fastapi import Path, Request

from orderhub.access.facade import CurrentActor, record
from orderhub.connector_kit.session import open_client
from orderhub.infra import clock
from orderhub.infra.http import HubDatabase, Master, Now, Router, Transaction, problems
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.notify.facade import Poster, RecordCall
from orderhub.partners.handlers import TOPICS
from orderhub.partners.queries import desk
from orderhub.partners.routes.scope import MANAGE, READ
from orderhub.partners.schemas.desk import (
    MintedEndpointOut,
    PartnerEndpointChange,
    PartnerEndpointIn,
    PartnerEndpointOut,
    PartnerEndpointsOut,
    PartnerPingOut,
    PartnerReplayedOut,
    PartnerReplaySinceIn,
    PartnerRotateIn,
)
from orderhub.partners.sending import Dispatcher
from orderhub.partners.service import endpoints as service
from orderhub.partners.service import replays


def rules(request: Request) -> service.Rules:
    """What people may enter here."""
    settings: Settings = request.app.state.settings
    return service.Rules(TOPICS, private=settings.notify_private)


router = Router(prefix="/partners/endpoints", tags=["partners"])
EndpointId = Annotated[int, Path(ge=1, lt=2**31)]
ONE = problems(NotFound)


@router.get("", summary="List webhook endpoints", dependencies=READ)
async def list_partner_endpoints(tx: Transaction) -> PartnerEndpointsOut:
    """Oldest first, with what waits for each."""
    items = [PartnerEndpointOut.of(one) for one in await desk.listed(tx)]
    return PartnerEndpointsOut(items=items, topics=sorted(TOPICS))


@router.post(
    "",
    summary="Add a webhook endpoint",
    dependencies=MANAGE,
    status_code=201,
    responses=problems(InvalidInput),
)
async def add_partner_endpoint(
    body: PartnerEndpointIn,
    request: Request,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> MintedEndpointOut:
    """Active at once. The signing secret is in this answer and nowhere else."""
    minted = await service.add(tx, master, actor, body.to_wish(), rules(request), now)
    return await _minted(tx, minted)


@router.put(
    "/{endpoint_id}",
    summary="Change a webhook endpoint",
    dependencies=MANAGE,
    responses=problems(NotFound, InvalidInput),
)
async def change_partner_endpoint(
    endpoint_id: EndpointId,
    body: PartnerEndpointChange,
    request: Request,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
) -> PartnerEndpointOut:
    """What waits already goes to the new address."""
    await service.change(tx, master, actor, endpoint_id, body.to_wish(), rules(request))
    return PartnerEndpointOut.of(await desk.one(tx, endpoint_id))


@router.delete(
    "/{endpoint_id}",
    summary="Remove a webhook endpoint",
    dependencies=MANAGE,
    status_code=204,
    responses=ONE,
)
async def remove_partner_endpoint(
    endpoint_id: EndpointId, actor: CurrentActor, tx: Transaction
) -> None:
    """With everything that waits for it."""
    await service.remove(tx, actor, endpoint_id)


@router.post(
    "/{endpoint_id}/rotate", summary="Rotate a signing secret", dependencies=MANAGE, responses=ONE
)
async def rotate_partner_secret(
    endpoint_id: EndpointId,
    body: PartnerRotateIn,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> MintedEndpointOut:
    """Both sign until the old one ends. The new one is in this answer and nowhere else."""
    return await _minted(tx, await service.rotate(tx, master, actor, endpoint_id, body.keep, now))


@router.post(
    "/{endpoint_id}/pause", summary="Pause a webhook endpoint", dependencies=MANAGE, responses=ONE
)
async def pause_partner_endpoint(
    endpoint_id: EndpointId, actor: CurrentActor, tx: Transaction
) -> PartnerEndpointOut:
    """What happens meanwhile waits."""
    await service.pause(tx, actor, endpoint_id)
    return PartnerEndpointOut.of(await desk.one(tx, endpoint_id))


@router.post(
    "/{endpoint_id}/resume", summary="Resume a webhook endpoint", dependencies=MANAGE, responses=ONE
)
async def resume_partner_endpoint(
    endpoint_id: EndpointId, actor: CurrentActor, tx: Transaction, now: Now
) -> PartnerEndpointOut:
    """After a pause, or before the breaker would; everything that waits goes at once."""
    await service.resume(tx, actor, endpoint_id, now)
    return PartnerEndpointOut.of(await desk.one(tx, endpoint_id))


@router.post(
    "/{endpoint_id}/ping", summary="Send a test webhook", dependencies=MANAGE, responses=ONE
)
async def ping_partner_endpoint(
    endpoint_id: EndpointId, request: Request, master: Master, actor: CurrentActor, db: HubDatabase
) -> PartnerPingOut:
    """At once, signed, of the type `webhook.ping`, with the receiver's own answer; when that is
    2xx, everything that waits follows."""
    private = rules(request).private
    record_call: RecordCall = request.app.state.recorder.record
    async with open_client(1) as http:
        poster = Poster(http, private=private)
        dispatcher = Dispatcher(db, master, poster, clock.now, record_call)
        answered = await dispatcher.ping(endpoint_id)
    async with db.transaction() as tx:
        await record(tx, actor, "partners.ping_endpoint", f"partner_endpoint:{endpoint_id}")
    return PartnerPingOut.of(answered)


@router.post(
    "/{endpoint_id}/replay",
    summary="Replay an endpoint since a moment",
    dependencies=MANAGE,
    responses=problems(NotFound, InvalidInput),
)
async def replay_partner_endpoint(
    endpoint_id: EndpointId,
    body: PartnerReplaySinceIn,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> PartnerReplayedOut:
    """Everything that occurred since then goes again, with the webhook ids it had."""
    many = await replays.replay_since(tx, actor, endpoint_id, body.since, now)
    return PartnerReplayedOut(replayed=many)


async def _minted(tx: Transaction, minted: service.Minted) -> MintedEndpointOut:
    shown = PartnerEndpointOut.of(await desk.one(tx, minted.endpoint_id))
    return MintedEndpointOut(**shown.model_dump(), secret=minted.secret)
