"""The partners' own part: an order read, statements taken in. Policy `partners.exchange`."""

from typing import Annotated

from fastapi import Path

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import BULK_BODY_LIMIT, Master, Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound
from orderhub.partners.schemas.exchange import (
    PartnerOrderOut,
    StatedOut,
    StatementsIn,
    StatementsOut,
)
from orderhub.partners.service import statements, views

router = Router(prefix="/partners", tags=["partners"])
EXCHANGE = [policy("partners.exchange")]


@router.get(
    "/orders/{number}",
    summary="Read an order as a partner",
    dependencies=EXCHANGE,
    responses=problems(NotFound),
)
async def read_partner_order(
    number: Annotated[str, Path(min_length=1, max_length=40)],
    tx: Transaction,
    actor: CurrentActor,
) -> PartnerOrderOut:
    """What a webhook only names: no personal data, and nothing that the channel forbids to pass
    on."""
    return PartnerOrderOut.of(await views.read(tx, actor, number))


@router.post(
    "/statements",
    summary="State things about orders",
    dependencies=EXCHANGE,
    max_body_size=BULK_BODY_LIMIT,
)
async def state_about_orders(
    body: StatementsIn, master: Master, tx: Transaction, actor: CurrentActor, now: Now
) -> StatementsOut:
    """Documents, tags, notes and feedback by the partner's own ids: 1 to 1,000 rows, a result for
    each; the greater version wins, a repeat changes nothing. For API keys."""
    rows = [one.to_statement() for one in body.items]
    results = await statements.state(tx, master, actor, rows, now)
    return StatementsOut(results=[StatedOut.of(one) for one in results])
