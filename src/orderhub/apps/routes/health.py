"""Is the process alive, may it get traffic, what does it count."""

import asyncio

from fastapi import Request, Response
from pydantic import BaseModel

from orderhub.access.facade import policy
from orderhub.health.facade import sample
from orderhub.infra import schema
from orderhub.infra.disk import DiskGuard, DiskState
from orderhub.infra.http import HubDatabase, Now, Router
from orderhub.infra.metrics import exposition
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InfraError
from orderhub.sync.facade import sample_gaps

router = Router(tags=["process"])
CHECK_S = 2.0
TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class Readiness(BaseModel):
    """`ready` false answers 503; the parts tell why."""

    ready: bool
    database: bool
    schema_current: bool
    disk: DiskState


@router.get("/health/live", dependencies=[policy.public], summary="The process answers")
async def live() -> dict[str, bool]:
    """200 as long as the event loop turns."""
    return {"live": True}


@router.get(
    "/health/ready",
    dependencies=[policy.public],
    summary="The process can serve",
    responses={503: {"model": Readiness, "description": "Not ready; the parts tell why."}},
)
async def ready(request: Request, response: Response, db: HubDatabase) -> Readiness:
    """Database, schema and disk. A low disk is still ready, a full one is not."""
    guard: DiskGuard = request.app.state.disk
    revision: str | None = None
    try:
        async with asyncio.timeout(CHECK_S), db.transaction() as tx:
            revision = await schema.current(tx)
        database = True
    except (InfraError, TimeoutError):
        database = False
    current = revision == schema.newest()
    disk = guard.state()
    found = Readiness(
        ready=database and current and disk != "full",
        database=database,
        schema_current=current,
        disk=disk,
    )
    response.status_code = 200 if found.ready else 503
    return found


@router.get(
    "/metrics",
    dependencies=[policy.public],
    summary="Prometheus metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
async def metrics(request: Request, db: HubDatabase, now: Now) -> Response:
    """Counts and ages only; no shop, person or order is named."""
    settings: Settings = request.app.state.settings
    async with db.transaction() as tx:
        await sample(tx, now)
        await sample_gaps(tx, now)
    return Response(await exposition(db, settings.home), media_type=TEXT_FORMAT)
