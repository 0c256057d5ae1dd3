"""Telling people: a message becomes queued deliveries, in a flood a digest; a try ends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.infra.disposition import RetryAt, disposition
from orderhub.infra.timers import schedule
from orderhub.kernel.errors import ConnectorError, OutcomeUnknown, RateLimited
from orderhub.notify.decide.duties import goes_at, recipients
from orderhub.notify.decide.floods import DIGEST, WINDOW, digest_of, filled, floods
from orderhub.notify.model import NOTICE_LASTS, DeliveryState, Message, Quiet
from orderhub.notify.store import deliveries, endpoints

SEND = "notify.send"
MOST_TRIES = 8
EXPIRED = "expired"


async def tell(tx: Tx, message: Message, now: datetime) -> int:
    """Queue the message for those on call, or for those who were told what it ends; returns for
    how many. Telling the same key again does no harm."""
    if message.ends:
        await deliveries.forget_untold(tx, message.ends)
        found = await deliveries.told(tx, message.ends)
    else:
        found = recipients(await endpoints.duties(tx), message, now)
    return await queue(tx, message, found, now)


async def queue(tx: Tx, message: Message, to: Mapping[str, int], now: datetime) -> int:
    """Queue the message for these people by their endpoints; returns for how many."""
    quiet, queued = await endpoints.quiet(tx), 0
    for person, endpoint_id in to.items():
        queued += await _queue(tx, message, deliveries.Receiver(person, endpoint_id), quiet, now)
    return queued


async def _queue(
    tx: Tx, message: Message, to: deliveries.Receiver, quiet: Quiet, now: datetime
) -> bool:
    """One message to one person, or to the digest when it is one of many."""
    at = goes_at(quiet, message.severity, now)
    digest_id = None
    if floods(await deliveries.lately(tx, to.person, now - WINDOW)):
        digest_id = await _digest(tx, message, to, quiet, now)
    made = await deliveries.queue(tx, message, to, (now, at), digest_id)
    if made is not None and digest_id is None:
        await schedule(tx, SEND, str(made), at)
    return made is not None


async def _digest(
    tx: Tx, first: Message, to: deliveries.Receiver, quiet: Quiet, now: datetime
) -> int | None:
    """The digest that takes the message in; None when this window's has gone already."""
    digest, ends = digest_of(first, now)
    at = goes_at(quiet, digest.severity, ends)
    made = await deliveries.queue(tx, digest, to, (now, at))
    if made is not None:
        await schedule(tx, SEND, str(made), at)
    return await deliveries.open_digest(tx, digest.key, to.person)


async def begin_try(tx: Tx, delivery_id: int, now: datetime) -> deliveries.Begun | None:
    """Take a delivery in hand, a digest with its words; None when there is nothing to send, or when
    quiet hours came before it could go."""
    severity = await deliveries.lock(tx, delivery_id)
    if severity is None:
        return None
    due = goes_at(await endpoints.quiet(tx), severity, now)
    if due > now:
        await deliveries.put_off(tx, delivery_id, due)
        await schedule(tx, SEND, str(delivery_id), due)
        return None
    begun = await deliveries.begin(tx, delivery_id)
    if begun is None:
        return None
    if begun.created_at + NOTICE_LASTS < now:
        await deliveries.end(tx, delivery_id, DeliveryState.FAILED, EXPIRED, (now, now))
        return None
    if not begun.message.key.startswith(DIGEST):
        return begun
    held = await deliveries.digested(tx, delivery_id)
    if not held:
        await deliveries.drop(tx, delivery_id)
        return None
    return replace(begun, message=filled(begun.message, held))


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
