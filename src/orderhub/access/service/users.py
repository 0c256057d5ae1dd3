"""Making and changing users."""

import secrets

from orderhub.access.decide.grants import judge_grant
from orderhub.access.decide.passwords import judge_password
from orderhub.access.decide.users import decide_change
from orderhub.access.model.actor import Actor
from orderhub.access.model.audit import Deed
from orderhub.access.model.permissions import Role, permissions_of
from orderhub.access.model.user import NewUser, User, UserChange, UserState
from orderhub.access.service.hashing import hash_password
from orderhub.access.service.sessions import account_subject
from orderhub.access.store import audit, sessions, tries, users
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound, StaleVersion
from orderhub.kernel.types import Refusal

FIRST_ADMINISTRATOR = "admin"


async def create_user(tx: Tx, actor: Actor, new: NewUser, password: str) -> User:
    """The new user; raises Conflict when the name is taken or the password will not do."""
    refusal = judge_grant(actor, permissions_of(new.roles), new.shops)
    if refusal := refusal or judge_password(password, new.username):
        raise Conflict(refusal)
    user_id = await users.insert_user(tx, new, await hash_password(password))
    if user_id is None:
        raise Conflict(Refusal("username_taken", "there is a user of this name"))
    detail: dict[str, object] = {"username": new.username, "roles": sorted(new.roles)}
    detail["shops"] = _listed(new.shops)
    await _record(tx, actor, "user.created", user_id, detail)
    return await _load(tx, user_id)


async def change_user(tx: Tx, actor: Actor, user_id: int, change: UserChange) -> User:
    """The changed user; a disabled one loses every session at once."""
    await users.lock_administrators(tx)
    before = await _load(tx, user_id)
    if change.version not in (None, before.version):
        raise StaleVersion("somebody else changed this user; load it again")
    others = await users.count_administrators(tx, besides=user_id)
    after = decide_change(actor, before, change, others)
    if isinstance(after, Refusal):
        raise Conflict(after)
    await users.save_user(tx, after)
    if after.state is UserState.DISABLED:
        await sessions.delete_sessions(tx, user_id)
    await _record(tx, actor, "user.changed", user_id, _difference(before, after))
    return after


async def set_password(
    tx: Tx, actor: Actor, user_id: int, password: str, *, must_change: bool
) -> None:
    """Give a user a new password; every session of theirs ends, their sign-in window empties."""
    user = await _load(tx, user_id)
    refusal = judge_grant(actor, permissions_of(user.roles), user.shops)
    if refusal := refusal or judge_password(password, user.username):
        raise Conflict(refusal)
    await users.save_password(tx, user_id, await hash_password(password), must_change=must_change)
    await sessions.delete_sessions(tx, user_id)
    await tries.forget_tries(tx, account_subject(user.username))
    await _record(tx, actor, "user.password_reset", user_id, {})


async def reset_password(tx: Tx, actor: Actor, username: str, password: str | None) -> str | None:
    """Reset by name; without a password makes a one-time one and returns it."""
    user = await users.find_user(tx, username)
    if user is None:
        raise NotFound("no such user")
    minted = password is None
    chosen = secrets.token_urlsafe(12) if password is None else password
    await set_password(tx, actor, user.id, chosen, must_change=minted)
    return chosen if minted else None


async def ensure_administrator(tx: Tx, actor: Actor, password: str | None) -> str | None:
    """Make the first administrator where there is none; returns the one-time password made."""
    await users.lock_administrators(tx)
    if await users.count_administrators(tx):
        return None
    chosen = secrets.token_urlsafe(12) if password is None else password
    new = NewUser(
        username=FIRST_ADMINISTRATOR,
        display_name="Administrator",
        roles=frozenset({Role.ADMINISTRATOR.value}),
        must_change_password=password is None,
    )
    await create_user(tx, actor, new, chosen)
    return chosen if password is None else None


async def _load(tx: Tx, user_id: int) -> User:
    user = await users.load_user(tx, user_id)
    if user is None:
        raise NotFound("no such user")
    return user


async def _record(
    tx: Tx, actor: Actor, action: str, user_id: int, detail: dict[str, object]
) -> None:
    deed = Deed(actor=actor, action=action, object=f"user:{user_id}", detail=detail)
    await audit.append(tx, [deed])


def _listed(shops: frozenset[int] | None) -> list[int] | None:
    return None if shops is None else sorted(shops)


def _difference(before: User, after: User) -> dict[str, object]:
    pairs: dict[str, tuple[object, object]] = {
        "roles": (sorted(before.roles), sorted(after.roles)),
        "shops": (_listed(before.shops), _listed(after.shops)),
        "state": (before.state.value, after.state.value),
        "display_name": (before.display_name, after.display_name),
    }
    return {name: {"before": a, "after": b} for name, (a, b) in pairs.items() if a != b}
