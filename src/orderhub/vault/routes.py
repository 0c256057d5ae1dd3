"""HTTP surface of the vault; revealing an order's people is a route of orders."""

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Now, Router, Transaction
from orderhub.vault.schemas import QuotaOut
from orderhub.vault.service.reveal import load_quota

router = Router(prefix="/vault", tags=["vault"])


@router.get("/quota", summary="Reveals left today", dependencies=[policy("orders.reveal")])
async def read_quota(actor: CurrentActor, tx: Transaction, now: Now) -> QuotaOut:
    """How many people the caller has revealed today, and how many a day allows."""
    return QuotaOut.of(await load_quota(tx, actor, now))
