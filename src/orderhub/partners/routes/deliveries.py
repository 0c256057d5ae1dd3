"""Deliveries: what went to partners, how it ended, once more."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound
from orderhub.partners.queries import desk
from orderhub.partners.routes.scope import MANAGE, READ
from orderhub.partners.schemas.desk import (
    DeliveriesAsked,
    PartnerDeliveriesOut,
    PartnerDeliveryDetailOut,
    PartnerDeliveryOut,
    PartnerReplayedOut,
    PartnerReplayIn,
)
from orderhub.partners.sending import webhook_id
from orderhub.partners.service import replays

router = Router(prefix="/partners/deliveries", tags=["partners"])


@router.get("", summary="List webhook deliveries", dependencies=READ)
async def list_partner_deliveries(
    tx: Transaction, asked: Annotated[DeliveriesAsked, Query()]
) -> PartnerDeliveriesOut:
    """Newest first; `key` is an order's number."""
    items = [PartnerDeliveryOut.of(one) for one in await desk.deliveries(tx, asked.to_asked())]
    limit = asked.limit
    return PartnerDeliveriesOut(items=items, next=items[-1].id if len(items) == limit else None)


@router.get(
    "/{delivery_id}",
    summary="Read a webhook delivery",
    dependencies=READ,
    responses=problems(NotFound),
)
async def read_partner_delivery(
    delivery_id: Annotated[int, Path(ge=1, lt=2**63)], tx: Transaction
) -> PartnerDeliveryDetailOut:
    """With its event and its tries."""
    page = await desk.delivery(tx, delivery_id)
    key = webhook_id(page.delivery.endpoint_id, page.delivery.event_id)
    return PartnerDeliveryDetailOut.page(page, key)


@router.post("/replay", summary="Replay webhook deliveries", dependencies=MANAGE)
async def replay_partner_deliveries(
    body: PartnerReplayIn, actor: CurrentActor, tx: Transaction, now: Now
) -> PartnerReplayedOut:
    """These go again, with the webhook ids they had."""
    return PartnerReplayedOut(replayed=await replays.replay(tx, actor, body.ids, now))
