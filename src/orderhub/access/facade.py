"""What other slices and apps may ask of access."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderhub.access.errors import NotAuthenticated
from orderhub.access.guard import (
    CurrentActor,
    authenticate,
    browser_of,
    claim_key,
    for_all_shops,
    policy,
    refuse_forged,
    shown_in,
)
from orderhub.access.model.actor import Actor, ActorKind, system
from orderhub.access.model.audit import Deed, Verification
from orderhub.access.model.credentials import MintedKey
from orderhub.access.model.permissions import Permission, Role
from orderhub.access.model.user import NewKey, NewUser
from orderhub.access.scope import scope_clause, shop_ids
from orderhub.access.service import api_keys, users
from orderhub.access.service.api_keys import create_key, revoke_key
from orderhub.access.service.audit import seal as seal_audit
from orderhub.access.service.audit import verify as verify_audit
from orderhub.access.service.knowing import Doorman, Shown, know
from orderhub.access.service.users import create_user
from orderhub.access.store import answers, audit, sessions, tries
from orderhub.infra.db import Tx

__all__ = [
    "Actor",
    "ActorKind",
    "CurrentActor",
    "Deed",
    "Doorman",
    "MintedKey",
    "NewKey",
    "NewUser",
    "NotAuthenticated",
    "Permission",
    "Role",
    "Shown",
    "Verification",
    "actor_of_key",
    "authenticate",
    "browser_of",
    "claim_key",
    "create_key",
    "create_user",
    "ensure_administrator",
    "for_all_shops",
    "know",
    "policy",
    "record",
    "record_many",
    "refuse_forged",
    "reset_password",
    "revoke_key",
    "scope_clause",
    "seal_audit",
    "shop_ids",
    "shown_in",
    "sweep",
    "system",
    "verify_audit",
]

COMMAND_LINE = system("command_line")


async def record(
    tx: Tx,
    actor: Actor,
    action: str,
    object: str,  # noqa: A002 - the word of the audit log
    shop_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one audit entry, unchained; `detail` holds no personal data."""
    deed = Deed(
        actor=actor, action=action, object=object, shop_id=shop_id, detail=dict(detail or {})
    )
    await audit.append(tx, [deed])


async def record_many(tx: Tx, deeds: Sequence[Deed]) -> None:
    """Append audit entries in one statement."""
    await audit.append(tx, deeds)


async def actor_of_key(tx: Tx, secret: str, now: datetime) -> Actor:
    """The actor of an API key ("ohk_…"); raises NotAuthenticated."""
    return (await api_keys.known_key(tx, secret, now)).actor()


async def ensure_administrator(tx: Tx, password: str | None) -> str | None:
    """Make the user `admin` where no administrator is; returns the one-time password it made."""
    return await users.ensure_administrator(tx, COMMAND_LINE, password)


async def reset_password(tx: Tx, username: str, password: str | None = None) -> str | None:
    """Reset a lost password; returns the one-time password it made when none was given."""
    return await users.reset_password(tx, COMMAND_LINE, username, password)


async def sweep(tx: Tx, now: datetime) -> None:
    """Forget what has ended: sessions, sign-in windows, idempotency keys past their days."""
    await sessions.delete_expired(tx, now)
    await tries.delete_old(tx, now)
    await answers.delete_old(tx, now)
