"""Telling people: a message becomes queued deliveries; a try ends; settings change."""

from collections.abc import Sequence
from datetime import datetime

from orderhub.access.facade import Actor, record
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.disposition import RetryAt, disposition
from orderhub.infra.timers import schedule
from orderhub.kernel.errors import (
    ConnectorError,
    InvalidInput,
    OutcomeUnknown,
    RateLimited,
)
from orderhub.notify.decide import goes_at, recipients
from orderhub.notify.model import DeliveryState, Duty, Endpoint, Message, Quiet, Target
from orderhub.notify.store import deliveries, endpoints

SEND = "notify.send"
MOST_TRIES = 8


async def tell(tx: Tx, message: Message, now: datetime) -> int:
    """Queue the message for those on call, or for those who were told what it ends; returns for
    how many. Telling the same key again does no harm."""
    if message.ends:
        await deliveries.forget_untold(tx, message.ends)
        found = await deliveries.told(tx, message.ends)
    else:
        found = recipients(await endpoints.duties(tx), message, now)
    at = goes_at(await endpoints.quiet(tx), message.severity, now)
    queued = 0
    for person, endpoint_id in found.items():
        made = await deliveries.queue(tx, message, person, endpoint_id, (now, at))
        if made is not None:
            await schedule(tx, SEND, str(made), at)
            queued += 1
    return queued


async def end_try(
    tx: Tx, delivery_id: int, tries: int, outcome: str | ConnectorError, now: datetime
) -> DeliveryState:
    """Write down what became of try number `tries`: sent with the provider's code, to be repeated,
    failed, or unknown."""
    if isinstance(outcome, str):
        await deliveries.end(tx, delivery_id, DeliveryState.SENT, outcome, (now, now))
        return DeliveryState.SENT
    code = outcome.channel_code or outcome.code
    again = _again(outcome, tries, now)
    state = DeliveryState.FAILED if again is None else DeliveryState.QUEUED
    if isinstance(outcome, OutcomeUnknown):
        state = DeliveryState.UNKNOWN
    await deliveries.end(tx, delivery_id, state, code, (now, again or now))
    if state is DeliveryState.QUEUED and again is not None:
        await schedule(tx, SEND, str(delivery_id), again)
    return state


def _again(error: ConnectorError, tries: int, now: datetime) -> datetime | None:
    if tries >= MOST_TRIES or (isinstance(error, RateLimited) and error.daily):
        return None
    step = disposition(error, tries - 1, now)
    return step.at if isinstance(step, RetryAt) else None


async def add_endpoint(
    tx: Tx, master: MasterKey, actor: Actor, name: str, target: Target
) -> Endpoint:
    """A new endpoint; its address and secret are never shown again."""
    made = await endpoints.add(tx, master, name, target)
    await record(tx, actor, "notify.add_endpoint", f"endpoint:{made.id}")
    return made


async def remove_endpoint(tx: Tx, actor: Actor, endpoint_id: int) -> None:
    """With its duties; NotFound."""
    await endpoints.remove(tx, endpoint_id)
    await record(tx, actor, "notify.remove_endpoint", f"endpoint:{endpoint_id}")


async def set_duties(tx: Tx, actor: Actor, after: Sequence[Duty]) -> None:
    """The whole on-call list anew; InvalidInput when one names an endpoint that is not there."""
    known = {endpoint.id for endpoint in await endpoints.listed(tx)}
    if any(duty.endpoint_id not in known for duty in after):
        raise InvalidInput("a duty names an endpoint that is not there")
    await endpoints.replace_duties(tx, after)
    await record(tx, actor, "notify.set_duties", "notify")


async def set_quiet(tx: Tx, actor: Actor, after: Quiet) -> None:
    """The quiet hours from now on."""
    await endpoints.set_quiet(tx, after)
    await record(tx, actor, "notify.set_quiet", "notify")
