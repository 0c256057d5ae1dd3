"""Trying deliveries: in hand, ended, the endpoint's standing moved, its owner told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderhub.infra.db import Tx
from orderhub.notify.facade import Message, tell
from orderhub.partners.decide.breaker import after
from orderhub.partners.decide.schedule import next_try
from orderhub.partners.model.deliveries import (
    Answered,
    Begun,
    Claimed,
    DeliveryState,
    Ended,
    TryOutcome,
)
from orderhub.partners.model.endpoints import EndpointState, Standing
from orderhub.partners.service.telling import dead_notice, standing_notices
from orderhub.partners.store import endpoints, queue

AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Taken:
    """An endpoint, and what is to go there now."""

    claimed: Claimed
    begun: Sequence[Begun]


async def take(tx: Tx, mine: UUID, now: datetime) -> Taken | None:
    """An endpoint and what is due there, one of each key; of a broken one a single probe. None
    when nothing is due anywhere that nobody serves."""
    found = await queue.claim(tx, mine, AT_ONCE, now)
    return None if found is None else Taken(*found)


async def take_more(
    tx: Tx, claimed: Claimed, in_hand: Sequence[int], now: datetime, *, goes_on: bool
) -> Sequence[Begun]:
    """What may go there beside the deliveries `in_hand`, nothing to a broken endpoint; it is let
    go of when nothing is under way."""
    is_well = goes_on and claimed.state != EndpointState.BROKEN
    return await queue.more(tx, claimed, in_hand, AT_ONCE - len(in_hand) if is_well else 0, now)


async def end_tries(
    tx: Tx,
    endpoint_id: int,
    told: Sequence[tuple[Begun, Answered]],
    now: datetime,
    dice: Callable[[], float],
) -> list[Ended]:
    """Write down what became of some tries at one endpoint. A receiver that wants no more keeps
    what waits for it: it goes when a person begins the endpoint again."""
    ended = [
        Ended(begun, answered, _again(begun, answered, now, dice())) for begun, answered in told
    ]
    row = await queue.end(tx, endpoint_id, ended, now)
    if row is None:  # Removed meanwhile, with everything that waited.
        return []
    notices = await _answered(tx, row, [one.answered for one in ended], now)
    # Deliveries wait long after they failed; where a broken endpoint answers again, the reason to
    # wait is gone.
    well = any(one.answered.outcome is TryOutcome.OK for one in ended)
    if row["state"] == EndpointState.BROKEN and well:
        await queue.hurry(tx, endpoint_id, now)
    where = (endpoint_id, str(row["name"]))
    notices += [
        dead_notice(where, one.begun, one.answered.code, now)
        for one in ended
        if one.state is DeliveryState.DEAD
    ]
    for notice in notices:
        await tell(tx, notice, now)
    return ended


def _again(begun: Begun, answered: Answered, now: datetime, dice: float) -> datetime | None:
    again = next_try(begun.tries, dice, now, answered.wait_s)
    return again or now if answered.gone else again


async def end_ping(tx: Tx, endpoint_id: int, answered: Answered, now: datetime) -> None:
    """A test that got through tells as much as a delivery: what waits goes at once. One that did
    not says nothing that deliveries would not. NotFound."""
    if answered.outcome is not TryOutcome.OK:
        return
    row = await endpoints.lock(tx, endpoint_id)
    for notice in await _answered(tx, row, [answered], now):
        await tell(tx, notice, now)
    await queue.hurry(tx, endpoint_id, now)


async def _answered(
    tx: Tx, row: Mapping[str, Any], answers: Sequence[Answered], now: datetime
) -> list[Message]:
    """Move the endpoint's standing, one answer after the other."""
    endpoint_id, first = row["id"], Standing.of(row)
    standing = first
    notices: list[Message] = []
    for answered in answers:
        before, standing = standing, after(standing, answered, now)
        notices += standing_notices((endpoint_id, str(row["name"])), before, standing, now)
    if standing != first:
        await endpoints.stand(tx, endpoint_id, standing)
    return notices
