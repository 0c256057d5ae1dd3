"""Trying deliveries: in hand, ended, the endpoint's standing moved, its owner told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.notify.facade import tell
from orderhub.partners.decide.breaker import after
from orderhub.partners.decide.schedule import next_try
from orderhub.partners.model.deliveries import Answered, Begun, DeliveryState
from orderhub.partners.model.endpoints import EndpointState, Standing
from orderhub.partners.service.telling import dead_notice, standing_notices
from orderhub.partners.store import endpoints, queue

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """An endpoint claimed as `mine`, and what is to go there now."""

    endpoint_id: int
    mine: UUID
    begun: Sequence[Begun]


async def take(tx: Tx, mine: UUID, now: datetime) -> Taken | None:
    """An endpoint and what is due there, one of each key; of a broken one a single probe. None
    when nothing is due anywhere that nobody serves."""
    claimed = await queue.claim(tx, mine, now)
    if claimed is None:
        return None
    endpoint_id, state = claimed
    most = 1 if state == EndpointState.BROKEN else AT_ONCE
    return Taken(endpoint_id, mine, await queue.begin(tx, endpoint_id, most, now))


async def end_try(
    tx: Tx, begun: Begun, answered: Answered, now: datetime, dice: float
) -> DeliveryState:
    """Write down what became of a try. A receiver that wants no more keeps what waits for it: it
    goes when a person begins the endpoint again."""
    try:
        row = await endpoints.lock(tx, begun.endpoint_id)
    except NotFound:  # Removed meanwhile, with everything that waited.
        return DeliveryState.DEAD
    again = next_try(begun.tries, dice, now, answered.wait_s)
    if answered.gone:
        again = again or now
    state = await queue.end(tx, begun, answered, now, again)
    before = Standing.of(row)
    standing = after(before, answered, now)
    if standing != before:
        await endpoints.stand(tx, begun.endpoint_id, standing)
    where = (begun.endpoint_id, str(row["name"]))
    notices = standing_notices(where, before, standing, now)
    if state is DeliveryState.DEAD:
        notices.append(dead_notice(where, begun, answered.code, now))
    for notice in notices:
        await tell(tx, notice, now)
    return state
