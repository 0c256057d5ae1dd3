"""Trying deliveries: in hand, ended, the endpoint's standing moved, its owner told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.notify.facade import Message, tell
from orderhub.partners.decide.breaker import after
from orderhub.partners.decide.schedule import next_try
from orderhub.partners.model.deliveries import Answered, Begun, DeliveryState, TryOutcome
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
    notices = await _answered(tx, row, answered, now)
    # Deliveries wait long after they failed; where a broken endpoint answers again, the reason to
    # wait is gone.
    if row["state"] == EndpointState.BROKEN and answered.outcome is TryOutcome.OK:
        await queue.hurry(tx, begun.endpoint_id, now)
    if state is DeliveryState.DEAD:
        notices.append(
            dead_notice((begun.endpoint_id, str(row["name"])), begun, answered.code, now)
        )
    for notice in notices:
        await tell(tx, notice, now)
    return state


async def end_ping(tx: Tx, endpoint_id: int, answered: Answered, now: datetime) -> None:
    """A test that got through tells as much as a delivery: what waits goes at once. One that did
    not says nothing that deliveries would not. NotFound."""
    if answered.outcome is not TryOutcome.OK:
        return
    row = await endpoints.lock(tx, endpoint_id)
    for notice in await _answered(tx, row, answered, now):
        await tell(tx, notice, now)
    await queue.hurry(tx, endpoint_id, now)


async def _answered(
    tx: Tx, row: Mapping[str, Any], answered: Answered, now: datetime
) -> list[Message]:
    """Move the endpoint's standing."""
    endpoint_id, before = row["id"], Standing.of(row)
    standing = after(before, answered, now)
    if standing != before:
        await endpoints.stand(tx, endpoint_id, standing)
    return standing_notices((endpoint_id, str(row["name"])), before, standing, now)
