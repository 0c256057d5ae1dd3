"""Who asks, and whether they may: every operation names its policy."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from orderhub.access.claims import OneTransaction, OwnTransactions, hold_for
from orderhub.access.errors import CsrfRefused, NotAuthenticated
from orderhub.access.model.actor import Actor
from orderhub.access.model.credentials import csrf_token, secret_hash
from orderhub.access.model.permissions import Permission
from orderhub.access.service.knowing import Doorman, Shown
from orderhub.infra.db import Tx
from orderhub.infra.http import WRITE_METHODS, HubRoute
from orderhub.infra.http.credentials import COOKIE, CSRF_HEADER, PUBLIC
from orderhub.infra.http.dependencies import database, now
from orderhub.kernel.errors import NotPermitted

SECURE_COOKIE = "__Host-orderhub"
ACTOR = "orderhub.actor"  # in a request's scope


def cookie_name(request: Request) -> str:
    """`__Host-` wherever the browser came by TLS; plain http is for loopback only."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE


def session_token(request: Request) -> str:
    """The browser's session token; empty when it sent none."""
    return request.cookies.get(cookie_name(request), "")


def browser_of(request: Request) -> bytes | None:
    """What stands for the browser's session, to bind things to it; None for an API key."""
    token = session_token(request)
    if not token or "Authorization" in request.headers:
        return None
    return secret_hash(token)


def shown_in(request: Request, now: datetime) -> Shown:
    """The API key or the session that the caller shows; NotAuthenticated."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise NotAuthenticated("send the API key as: Authorization: Bearer ohk_…")
        return Shown(secret.strip(), is_key=True, at=now)
    token = session_token(request)
    if not token:
        raise NotAuthenticated("sign in, or send an API key")
    return Shown(token, is_key=False, at=now)


def refuse_forged(request: Request, shown: Shown) -> None:
    """CsrfRefused for a write by cookie without its token."""
    if shown.is_key or request.method not in WRITE_METHODS:
        return
    sent = request.headers.get(CSRF_HEADER, "").encode("utf-8", "surrogatepass")
    if not compare_digest(sent, csrf_token(shown.secret).encode()):
        raise CsrfRefused(f"a write by cookie needs the header {CSRF_HEADER}")


async def authenticate(request: Request, now: datetime) -> Actor:
    """Who asks, by API key or session, as things stand now: `app.state.doorman` knows. Also asked
    again by long streams.

    Raises NotAuthenticated, or CsrfRefused for a write by cookie without its token.
    """
    shown = shown_in(request, now)
    actor = await _known(request, shown)
    refuse_forged(request, shown)
    return actor


async def _known(request: Request, shown: Shown) -> Actor:
    doorman = cast(Doorman, request.app.state.doorman)
    found = await doorman(shown)
    if isinstance(found, NotAuthenticated):
        raise NotAuthenticated(found.detail)
    return found


async def current_actor(request: Request) -> Actor:
    """The actor of this request, who is asked for once. It depends on nothing, and a policy not
    on it: FastAPI works out what a dependency rests on at each place that names it."""
    known: Actor | None = request.scope.get(ACTOR)
    if known is None:
        known = request.scope[ACTOR] = await authenticate(request, await now(request))
    return known


CurrentActor = Annotated[Actor, Depends(current_actor)]


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets an actor through who holds `permission`; None asks only for being signed in."""

    policy: str
    permission: Permission | None
    keep_answer: bool = True

    async def __call__(self, request: Request) -> None:
        actor = await current_actor(request)
        if self.permission is not None and not actor.may(self.permission):
            raise NotPermitted(f"this needs the permission {self.permission}")
        if self.keep_answer and request.method in WRITE_METHODS:
            await _claim(request, actor)


@dataclass(frozen=True, slots=True)
class Open:
    """Lets everybody through; the route checks what it must by itself."""

    policy: str = PUBLIC

    async def __call__(self) -> None:
        """Nothing to check."""


class Policies:
    """What a route declares: `policy("orders.read")`, `policy.signed_in`, `policy.public`."""

    public: Any = Depends(Open())
    signed_in: Any = Depends(Guard("signed_in", None))

    def __call__(self, permission: str, *, keep_answer: bool = True) -> Any:
        """Ask for a permission; `keep_answer=False` for writes whose answer is not to be stored."""
        needed = Permission(permission)
        return Depends(Guard(needed.value, needed, keep_answer))


policy = Policies()


def for_all_shops(matter: str) -> Any:
    """Beside a policy: NotPermitted for callers who see some shops only. `matter` says what it is
    about, "webhooks concern all shops"."""

    async def check(actor: CurrentActor) -> None:
        if actor.shops is not None:
            raise NotPermitted(f"{matter}; the caller sees some only")

    return Depends(check)


async def claim_key(
    request: Request, tx: Tx, actor: Actor, now: datetime, known: str | None = None
) -> None:
    """Take the Idempotency-Key of a public route that found out by itself who asks; `known` is
    what stands for it where the sender has another id for his message."""
    if (hold := await hold_for(request, actor, now, known)) is not None:
        claim = OneTransaction(hold)
        await claim.begin(tx)
        request.state.claim = claim


async def _claim(request: Request, actor: Actor) -> None:
    if (hold := await hold_for(request, actor, await now(request))) is None:
        return
    route: object = request.scope.get("route")
    if isinstance(route, HubRoute) and route.one_transaction:
        request.state.claim = OneTransaction(hold)
        return
    apart = OwnTransactions(hold, database(request))
    await apart.take()
    request.state.claim = apart
