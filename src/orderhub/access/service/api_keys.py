"""Making, knowing and revoking API keys."""

import secrets
from datetime import datetime

from orderhub.access.decide.grants import judge_grant
from orderhub.access.decide.standing import key_stands, worth_noting
from orderhub.access.errors import NotAuthenticated
from orderhub.access.model.actor import Actor
from orderhub.access.model.audit import Deed
from orderhub.access.model.credentials import KEY_PREFIX, MintedKey, secret_hash
from orderhub.access.model.user import ApiKey, NewKey
from orderhub.access.store import api_keys, audit
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.kernel.types import Refusal

HINT_LENGTH = len(KEY_PREFIX) + 4


async def create_key(tx: Tx, actor: Actor, new: NewKey, now: datetime) -> MintedKey:
    """A new key, its secret shown once; never more permissions or shops than the actor's own."""
    refusal = judge_grant(actor, new.permissions, new.shops)
    if refusal is None and new.expires_at is not None and new.expires_at <= now:
        refusal = Refusal("expires_in_the_past", "the key would be over before it begins")
    if refusal:
        raise Conflict(refusal)
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    hint = secret[:HINT_LENGTH]
    key = await api_keys.insert_key(tx, new, secret_hash(secret), hint, actor.name, now)
    detail = {"name": new.name, "permissions": sorted(new.permissions)}
    deed = Deed(actor=actor, action="key.created", object=f"key:{key.id}", detail=detail)
    await audit.append(tx, [deed])
    return MintedKey(key, secret)


async def revoke_key(tx: Tx, actor: Actor, key_id: int, now: datetime) -> None:
    """End a key at once; a key revoked before is not found."""
    if await api_keys.revoke_key(tx, key_id, now) is None:
        raise NotFound("no such key")
    await audit.append(tx, [Deed(actor=actor, action="key.revoked", object=f"key:{key_id}")])


async def known_key(tx: Tx, secret: str, now: datetime) -> ApiKey:
    """The key behind a secret; raises NotAuthenticated when it does not stand."""
    key = None
    if secret.startswith(KEY_PREFIX):
        key = await api_keys.find_key(tx, secret_hash(secret))
    if key is None or not key_stands(key, now):
        raise NotAuthenticated("this API key is not valid")
    if worth_noting(key.used_at, now):
        await api_keys.note_key(tx, key.id, now)
    return key
