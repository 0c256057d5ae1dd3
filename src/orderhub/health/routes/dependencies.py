"""What the connections depend on outside, and the whitelists that people declare."""

from typing import Annotated, cast

from fastapi import Depends, Request

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.health.model.dependency import DependencyKind
from orderhub.health.schemas.dependencies import (
    DependenciesOut,
    EgressOut,
    WhitelistIn,
    apps_of,
    hosts_of,
)
from orderhub.health.service.dependencies import declare_whitelist, landscape
from orderhub.health.store import changes, egress
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import NotFound

router = Router(prefix="/health", tags=["health"])
READ = policy("health.read")
MANAGE = policy("health.manage")


async def is_watching(request: Request) -> bool:
    """Whether this installation has probes that tell our own address."""
    return bool(cast(Settings, request.app.state.settings).egress_probes)


@router.get("/dependencies", summary="Read what connections depend on", dependencies=[READ])
async def read_dependencies(
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    watching: Annotated[bool, Depends(is_watching)],
) -> DependenciesOut:
    """Our own address as observed, the apps with their whitelists and shops, hosts and their
    certificates."""
    known = await landscape(tx, shop_ids(actor))
    seen = await egress.load(tx)
    kind = DependencyKind.EGRESS_ADDRESS
    planned = [c.planned for c in await changes.under_way(tx) if c.kind is kind]
    certificates = {one.host: one for one in await egress.certificates(tx)}
    return DependenciesOut(
        egress=EgressOut.of(seen, watching=watching),
        apps=apps_of(known, seen if watching else None, planned),
        hosts=hosts_of(known, certificates, now),
    )


@router.put(
    "/whitelists",
    summary="Declare an app's whitelist",
    dependencies=[MANAGE],
    responses=problems(NotFound),
    status_code=204,
)
async def declare_app_whitelist(
    body: WhitelistIn, actor: CurrentActor, tx: Transaction, now: Now
) -> None:
    """Say which addresses the platform lets in for this app; drift is judged again at once."""
    await declare_whitelist(tx, actor, (body.channel, body.app_key), body.addresses, now)
