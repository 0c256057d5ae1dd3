"""Incidents are told to people: once when they open or come back, and when they are over."""

from collections.abc import Callable
from datetime import datetime

from orderhub.health import events
from orderhub.health.service.telling import notice_of
from orderhub.health.store import incidents
from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.notify.facade import tell

TOPICS = frozenset({events.OPENED, events.RESOLVED})


async def tell_people(message: Message, tx: Tx, now: Callable[[], datetime]) -> None:
    """People hear how it stands: news that is old by now is left out, a later event tells."""
    try:
        incident = await incidents.lock(tx, message.data["incident_id"])
    except NotFound:
        return
    over = message.topic == events.RESOLVED
    if over == incident.over:
        await tell(tx, notice_of(incident, over=over), now())
