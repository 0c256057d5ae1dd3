"""How a user changes, and the last administrator who must remain."""

from dataclasses import replace

from orderhub.access.decide.grants import judge_grant
from orderhub.access.model.actor import Actor, ActorKind
from orderhub.access.model.permissions import permissions_of
from orderhub.access.model.user import User, UserChange
from orderhub.kernel.types import Refusal


def decide_change(
    actor: Actor, before: User, change: UserChange, other_administrators: int
) -> User | Refusal:
    """The user as its next version; `other_administrators` are the active ones besides."""
    after = _applied(before, change)
    for state in (before, after):  # What one cannot give, one cannot take away either.
        if refusal := judge_grant(actor, permissions_of(state.roles), state.shops):
            return refusal
    own = actor.kind is ActorKind.USER and actor.id == before.id
    if own and after.state is not before.state:
        return Refusal("own_account", "nobody disables their own account")
    if before.administers and not after.administers and other_administrators == 0:
        return Refusal("last_administrator", "one active administrator of all shops must remain")
    return after


def _applied(before: User, change: UserChange) -> User:
    shops = before.shops if change.shops is None else change.shops
    return replace(
        before,
        display_name=before.display_name if change.display_name is None else change.display_name,
        roles=before.roles if change.roles is None else change.roles,
        shops=None if change.every_shop else shops,
        state=before.state if change.state is None else change.state,
        version=before.version + 1,
    )
