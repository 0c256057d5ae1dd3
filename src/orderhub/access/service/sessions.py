"""Signing in and out, and knowing a browser again."""

import hashlib
import secrets
from datetime import datetime

from orderhub.access.decide.passwords import judge_password
from orderhub.access.decide.standing import SESSION_FOR, session_stands, worth_noting
from orderhub.access.errors import NotAuthenticated, SignInRefused, TooManyTries
from orderhub.access.model.actor import Actor, system
from orderhub.access.model.audit import Deed
from orderhub.access.model.credentials import SignedIn, secret_hash
from orderhub.access.model.user import User, UserState
from orderhub.access.service.hashing import hash_password, password_matches
from orderhub.access.store import audit, sessions, tries, users
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal

EDGE = system("sign_in")
REFUSED = "name or password is wrong"


async def sign_in(
    db: Database, username: str, password: str, address: str, now: datetime
) -> SignedIn:
    """A new session. Raises TooManyTries, or SignInRefused, which tells nobody what was wrong.

    The slow hash runs between two short transactions, never inside one.
    """
    account = account_subject(username)
    async with db.transaction() as tx:
        allowed = await tries.take_try(tx, account, now)
        allowed = await tries.take_try(tx, f"address:{address}", now) and allowed
        user = await users.find_user(tx, username) if allowed else None
    if not allowed:
        raise TooManyTries("too many tries; wait 15 minutes", retry_after_s=900)
    matches = await password_matches(user.password_hash if user else None, password)
    async with db.transaction() as tx:
        if user is None or not matches or user.state is not UserState.ACTIVE:
            await audit.append(tx, [_refusal(user, address)])
            signed_in = None
        else:
            await tries.forget_tries(tx, account)
            await tries.give_back(tx, f"address:{address}", now)
            signed_in = await _begin(tx, user, now)
            deed = Deed(actor=user.actor(), action="session.begun", object=f"user:{user.id}")
            await audit.append(tx, [deed])
    if signed_in is None:
        raise SignInRefused(REFUSED)
    return signed_in


async def sign_out(tx: Tx, actor: Actor, token: str) -> None:
    """End this session at once."""
    await sessions.delete_session(tx, secret_hash(token))
    await audit.append(tx, [Deed(actor=actor, action="session.ended", object=actor.reference)])


async def known_user(tx: Tx, token: str, now: datetime) -> User:
    """The user behind a session token; raises NotAuthenticated when it does not stand."""
    token_hash = secret_hash(token)
    session = await sessions.find_session(tx, token_hash)
    if session is None or not session_stands(session, now):
        raise NotAuthenticated("the session is over; sign in again")
    if worth_noting(session.seen_at, now):
        await sessions.note_session(tx, token_hash, now)
    return session.user


async def change_own_password(tx: Tx, actor: Actor, old: str, new: str, token: str) -> None:
    """A new password of one's own; every other session of the user ends."""
    user = await users.load_user(tx, actor.id or 0)
    if user is None:
        raise NotFound("no such user")
    if not await password_matches(user.password_hash, old):
        raise Conflict(Refusal("old_password_wrong", "the old password is wrong"))
    if refusal := judge_password(new, user.username):
        raise Conflict(refusal)
    await users.save_password(tx, user.id, await hash_password(new), must_change=False)
    await sessions.delete_sessions(tx, user.id, but=secret_hash(token))
    await audit.append(tx, [Deed(actor=actor, action="user.password", object=f"user:{user.id}")])


def account_subject(username: str) -> str:
    """The window of an account: a hash, since people type passwords into the name field."""
    name = username.strip().lower().encode("utf-8", "surrogatepass")
    return f"account:{hashlib.sha256(name).hexdigest()}"


async def _begin(tx: Tx, user: User, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_FOR
    await sessions.insert_session(tx, secret_hash(token), user.id, now, expires_at)
    await users.note_sign_in(tx, user.id, now)
    return SignedIn(user=user, token=token, expires_at=expires_at)


def _refusal(user: User | None, address: str) -> Deed:
    target = "user:unknown" if user is None else f"user:{user.id}"
    return Deed(
        actor=EDGE, action="session.refused", object=target, detail={"client_address": address}
    )
