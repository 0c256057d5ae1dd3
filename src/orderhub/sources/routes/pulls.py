"""How a source is asked, and asking it at once."""

from fastapi import Request

from orderhub.access.facade import CurrentActor, record
from orderhub.connector_kit.session import open_client
from orderhub.infra import clock
from orderhub.infra.http import HubDatabase, Master, Now, Router, Transaction, problems
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.notify.facade import Poster
from orderhub.sources.pulling import Puller, polling
from orderhub.sources.queries import desk
from orderhub.sources.routes.desk import DAY
from orderhub.sources.routes.scope import MANAGE, SourceId
from orderhub.sources.schemas.desk import SourceOut
from orderhub.sources.schemas.pulls import SourceAskedOut, SourcePullIn
from orderhub.sources.service import pulls as service

router = Router(prefix="/sources/{source_id}/pull", tags=["sources"])
WRONG = problems(NotFound, InvalidInput)


@router.put("", summary="Ask a source by schedule", dependencies=MANAGE, responses=WRONG)
async def set_source_pull(  # noqa: PLR0913, PLR0917 - what a request brings with it
    source_id: SourceId,
    body: SourcePullIn,
    request: Request,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> SourceOut:
    """At once and then on, from the beginning. Address and credential are sealed."""
    settings: Settings = request.app.state.settings
    wish = body.to_wish(private=settings.notify_private)
    await service.set_pull(tx, master, actor, source_id, wish, now)
    return SourceOut.of(await desk.one(tx, now - DAY, source_id))


@router.delete(
    "", summary="Ask a source no more", dependencies=MANAGE, responses=problems(NotFound)
)
async def stop_source_pull(
    source_id: SourceId, master: Master, actor: CurrentActor, tx: Transaction, now: Now
) -> SourceOut:
    """Address and credential are forgotten."""
    await service.stop_pull(tx, master, actor, source_id, now)
    return SourceOut.of(await desk.one(tx, now - DAY, source_id))


@router.post("/now", summary="Ask a source at once", dependencies=MANAGE, responses=WRONG)
async def ask_source_now(
    source_id: SourceId, request: Request, master: Master, actor: CurrentActor, db: HubDatabase
) -> SourceAskedOut:
    """As the schedule would: what comes is taken in."""
    settings: Settings = request.app.state.settings
    async with open_client(1) as http:
        poster = polling(Poster(http, private=settings.notify_private))
        asked = await Puller(db, master, poster, clock.now).ask(source_id)
    async with db.transaction() as tx:
        await record(tx, actor, "sources.ask", f"source:{source_id}")
    return SourceAskedOut.of(asked)
