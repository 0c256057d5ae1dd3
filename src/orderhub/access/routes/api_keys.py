"""API keys of programs."""

from typing import Annotated

from fastapi import Path, Response

from orderhub.access.guard import CurrentActor, policy
from orderhub.access.schemas.api_keys import KeyIn, KeyOut, Keys, MintedKeyOut
from orderhub.access.service import api_keys
from orderhub.access.store.api_keys import all_keys
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/api-keys", tags=["api keys"])


@router.get("", summary="List API keys", dependencies=[policy("keys.read")])
async def list_keys(tx: Transaction) -> Keys:
    """Newest first, revoked ones included; never the keys themselves."""
    return Keys(items=[KeyOut.of(key) for key in await all_keys(tx)])


@router.post(
    "",
    summary="Create an API key",
    status_code=201,
    dependencies=[policy("keys.manage")],
    responses=problems(Conflict),
)
async def create_key(body: KeyIn, actor: CurrentActor, tx: Transaction, now: Now) -> MintedKeyOut:
    """The key is in this answer and nowhere else."""
    minted = await api_keys.create_key(tx, actor, body.to_new(), now)
    return MintedKeyOut(**KeyOut.of(minted.key).model_dump(), key=minted.secret)


@router.delete(
    "/{key_id}",
    summary="Revoke an API key",
    status_code=204,
    dependencies=[policy("keys.manage")],
    responses=problems(NotFound),
)
async def revoke_key(
    key_id: Annotated[int, Path(ge=1, lt=2**63)], actor: CurrentActor, tx: Transaction, now: Now
) -> Response:
    """It stops working at once."""
    await api_keys.revoke_key(tx, actor, key_id, now)
    return Response(status_code=204)
