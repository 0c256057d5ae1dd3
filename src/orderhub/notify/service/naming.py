"""Telling those whom the caller names, on call or not: people, endpoints, a program's webhook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.infra.db import Tx
from orderhub.infra.timers import schedule
from orderhub.notify.model import Endpoint, EndpointKind, Message
from orderhub.notify.service.telling import SEND, queue
from orderhub.notify.store import deliveries, endpoints


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom a message can be sent to by name."""

    people: Sequence[str]
    endpoints: Sequence[Endpoint]


async def contacts(tx: Tx) -> Contacts:
    """People of the on-call list in its order, and every endpoint."""
    people = dict.fromkeys(duty.person for duty in await endpoints.duties(tx))
    return Contacts(tuple(people), await endpoints.listed(tx))


async def tell_named(
    tx: Tx, message: Message, people: Sequence[str], endpoint_ids: Sequence[int], now: datetime
) -> int:
    """Queue the message for these people, by their first duty's endpoint, and these endpoints;
    returns for how many. Quiet hours and digests hold as for those on call."""
    found = dict[str, int]()
    for duty in await endpoints.duties(tx):
        if duty.person in people:
            found.setdefault(duty.person, duty.endpoint_id)
    for endpoint in await endpoints.listed(tx):
        if endpoint.id in endpoint_ids:
            found.setdefault(endpoint.name, endpoint.id)
    return await queue(tx, message, found, now)


async def post(tx: Tx, message: Message, endpoint_id: int, now: datetime) -> bool:
    """Queue the message for a program, by its webhook, at once and each by itself; False where
    there is no such webhook any more, or it has the message."""
    hooks = {e.id: e for e in await endpoints.listed(tx) if e.kind is EndpointKind.WEBHOOK}
    if (hook := hooks.get(endpoint_id)) is None:
        return False
    to = deliveries.Receiver(hook.name, hook.id)
    made = await deliveries.queue(tx, message, to, (now, now))
    if made is not None:
        await schedule(tx, SEND, str(made), now)
    return made is not None
