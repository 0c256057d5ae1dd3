"""Signing in and out."""

from fastapi import Request, Response

from orderhub.access.errors import CsrfRefused, SignInRefused, TooManyTries
from orderhub.access.guard import (
    SECURE_COOKIE,
    CurrentActor,
    cookie_name,
    policy,
    session_token,
)
from orderhub.access.model.actor import Actor, ActorKind
from orderhub.access.model.credentials import csrf_token, secret_hash
from orderhub.access.model.user import User
from orderhub.access.schemas.session import PasswordChangeIn, PersonOut, SessionOut, SignInIn
from orderhub.access.service import sessions
from orderhub.access.store.sessions import delete_session
from orderhub.infra.http import HubDatabase, Now, Router, Transaction, client_address, problems
from orderhub.kernel.errors import Conflict, NotPermitted

router = Router(prefix="/session", tags=["session"])


@router.post(
    "",
    summary="Sign in",
    dependencies=[policy.public],
    responses=problems(SignInRefused, TooManyTries),
)
async def sign_in(
    body: SignInIn, request: Request, response: Response, db: HubDatabase, now: Now
) -> SessionOut:
    """A new session always; the one the browser brought along ends."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CsrfRefused("sign in from the console's own page")
    begun = await sessions.sign_in(
        db, body.username, body.password.get_secret_value(), client_address(request), now
    )
    if brought := session_token(request):
        async with db.transaction() as tx:
            await delete_session(tx, secret_hash(brought))
    name = cookie_name(request)
    response.set_cookie(
        name,
        begun.token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=name == SECURE_COOKIE,
        max_age=int((begun.expires_at - now).total_seconds()),
    )
    return _present(begun.user.actor(), begun.user, begun.token)


@router.get("", summary="Who is signed in", dependencies=[policy.signed_in])
async def show_session(
    request: Request, actor: CurrentActor, tx: Transaction, now: Now
) -> SessionOut:
    """The actor with permissions and scope; an API key is shown as itself."""
    if actor.kind is not ActorKind.USER:
        return _present(actor, None, "")
    token = session_token(request)
    return _present(actor, await sessions.known_user(tx, token, now), token)


@router.delete("", summary="Sign out", status_code=204, dependencies=[policy.signed_in])
async def sign_out(request: Request, actor: CurrentActor, tx: Transaction) -> Response:
    """End the session at once; its token is worthless from then on."""
    _require_person(actor)
    await sessions.sign_out(tx, actor, session_token(request))
    answer = Response(status_code=204)
    answer.delete_cookie(
        cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True
    )
    return answer


@router.post(
    "/password",
    summary="Change one's own password",
    status_code=204,
    dependencies=[policy.signed_in],
    responses=problems(Conflict),
)
async def change_password(
    body: PasswordChangeIn, request: Request, actor: CurrentActor, tx: Transaction
) -> Response:
    """The other sessions of the user end."""
    _require_person(actor)
    old, new = body.old.get_secret_value(), body.new.get_secret_value()
    await sessions.change_own_password(tx, actor, old, new, session_token(request))
    return Response(status_code=204)


def _require_person(actor: Actor) -> None:
    if actor.kind is not ActorKind.USER:
        raise NotPermitted("an API key has no session")


def _present(actor: Actor, user: User | None, token: str) -> SessionOut:
    return SessionOut(
        user=PersonOut(
            id=actor.id or 0,
            username=actor.name,
            display_name=user.display_name if user else actor.name,
        ),
        roles=sorted(actor.roles),
        permissions=sorted(actor.permissions),
        shops=None if actor.shops is None else sorted(actor.shops),
        csrf_token=csrf_token(token) if token else "",
        must_change_password=user.must_change_password if user else False,
    )
