"""A seller's consent: begun in the console, answered on the channel's page, and back."""

from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import Depends, Request, Response

from orderhub.access.facade import CurrentActor, NotAuthenticated, authenticate, browser_of, policy
from orderhub.channels import consents
from orderhub.channels.consents import Place
from orderhub.channels.exchange import finish
from orderhub.channels.model import ConsentOutcome, Ended
from orderhub.channels.routes.shops import ShopId
from orderhub.channels.schemas import BegunOut, ConnectIn
from orderhub.channels.sessions import Outside
from orderhub.infra.http import Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted
from orderhub.kernel.types import Refusal

router = Router(tags=["shops"])
MANAGE = "shops.manage"


async def begun_at(request: Request) -> Place:
    """The browser that asks, and the public address it comes back to; Conflict for an API key."""
    browser = browser_of(request)
    if browser is None:
        told = "a consent belongs to a browser: sign in to the console"
        raise Conflict(Refusal("person_needed", told))
    public = request.app.state.settings.public_url or str(request.base_url).rstrip("/")
    path = request.app.url_path_for("return_from_consent")
    return Place(browser=browser, return_url=f"{public}{path}")


BegunAt = Annotated[Place, Depends(begun_at)]


@router.post(
    "/consents",
    summary="Begin to connect a shop by its seller's consent",
    status_code=201,
    dependencies=[policy(MANAGE, keep_answer=False)],
    responses=problems(Conflict, InvalidInput),
)
async def begin_consent(
    body: ConnectIn,
    place: BegunAt,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> BegunOut:
    """`credentials` are the app's own. Send the browser to `url`; it comes back within 10 min."""
    if actor.shops is not None:
        raise NotPermitted("only an actor of all shops may connect another one")
    return BegunOut.of(await consents.begin(tx, master, place, body.to_command(), now))


@router.post(
    "/shops/{shop_id}/consent",
    summary="Begin to authorise a shop again",
    status_code=201,
    dependencies=[policy(MANAGE, keep_answer=False)],
    responses=problems(Conflict, InvalidInput, NotFound),
)
async def begin_renewal(
    shop_id: ShopId,
    request: Request,
    master: Master,
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
) -> BegunOut:
    """With the app's credentials that the shop has; its orders stay."""
    if not actor.sees(shop_id):
        raise NotFound("there is no such shop")
    place = await begun_at(request)
    return BegunOut.of(await consents.begin_again(tx, master, actor, place, shop_id, now))


@router.get(
    "/consents/return",
    summary="Come back from a channel's consent page",
    status_code=303,
    response_class=Response,
    dependencies=[policy.public],
)
async def return_from_consent(request: Request, now: Now) -> Response:
    """For browsers: needs the state and the session that began it. Leads on to the console by an
    address that tells the outcome and the shop, nothing else."""
    ended = await _ended(request, now)
    told = {"consent": ended.outcome.value, "shop": ended.shop_id}
    query = urlencode({name: value for name, value in told.items() if value is not None})
    headers = {"Location": f"/shops?{query}", "Referrer-Policy": "no-referrer"}
    return Response(status_code=303, headers=headers)


async def _ended(request: Request, now: Now) -> Ended:
    browser = browser_of(request)
    try:
        actor = await authenticate(request, now)
    except NotAuthenticated:
        return Ended(outcome=ConsentOutcome.SIGNED_OUT)
    if browser is None or not actor.may(MANAGE):
        return Ended(outcome=ConsentOutcome.STATE_UNKNOWN)
    outside = cast(Outside, request.app.state.outside)
    return await finish(outside, actor, browser, dict(request.query_params), now)
