"""Who may give what to whom: nobody gives more than they have."""

from collections.abc import Iterable

from orderhub.access.model.actor import Actor
from orderhub.kernel.types import Refusal


def judge_grant(
    actor: Actor, permissions: Iterable[str], shops: frozenset[int] | None
) -> Refusal | None:
    """None when the actor holds every permission and shop that is being given away."""
    if beyond := sorted(set(permissions) - actor.permissions):
        return Refusal("grant_beyond_own", f"you do not have {', '.join(beyond)} yourself")
    if actor.shops is not None and (shops is None or not shops <= actor.shops):
        return Refusal("grant_beyond_own", "not all of these shops are yours")
    return None
