"""News that people on call must hear: incidents, once when they open or come back and once when
they are over; authorisations that end soon."""

from collections.abc import Callable
from datetime import datetime

from orderhub.channels.events import AUTHORISATION_ENDING
from orderhub.channels.facade import get_shop, terms_of
from orderhub.health import events
from orderhub.health.model.peer import kind_of
from orderhub.health.service.telling import ending_of, notice_of
from orderhub.health.store import incidents
from orderhub.infra.bus import Message
from orderhub.infra.db import Tx
from orderhub.kernel.errors import NotFound
from orderhub.notify.facade import tell

# Their own slice tells people that they broke: nobody is to hear it twice.
TELL_THEMSELVES = frozenset({"partner"})
TOPICS = frozenset({events.OPENED, events.RESOLVED, AUTHORISATION_ENDING})


async def tell_people(
    message: Message, tx: Tx, now: Callable[[], datetime], console: str = ""
) -> None:
    """People hear how it stands: news that is old by now is left out, a later event tells.
    `console`: its public address for links, "" when it is not known."""
    if message.topic == AUTHORISATION_ENDING:
        await _tell_of_ending(message, tx, now(), console)
        return
    try:
        incident = await incidents.lock(tx, message.data["incident_id"])
    except NotFound:
        return
    if kind_of(incident.peer) in TELL_THEMSELVES:
        return
    over = message.topic == events.RESOLVED
    if over == incident.over:
        await tell(tx, notice_of(incident, console, over=over), now())


async def _tell_of_ending(message: Message, tx: Tx, now: datetime, console: str) -> None:
    """Unless the shop has been authorised anew since."""
    shop_id, ends_at = message.data["shop_id"], datetime.fromisoformat(message.data["ends_at"])
    term = (await terms_of(tx, [shop_id])).get(shop_id)
    if term is not None and term.ends_at == ends_at:
        shop = await get_shop(tx, shop_id)
        await tell(tx, ending_of(shop, ends_at, message.data["days"], console), now)
