"""How long authorisations last: kept with the tokens, warned of before they end."""

from collections.abc import Callable
from datetime import datetime

from orderhub.channels.decide import WARN_DAYS, warnings_of
from orderhub.channels.events import authorisation_ending
from orderhub.channels.model import Authorisation
from orderhub.channels.store import authorisations, shops
from orderhub.infra import live, outbox, timers
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer
from orderhub.kernel.errors import NotFound

ENDING = "channels.authorisation_ending"


async def keep(tx: Tx, master: MasterKey, after: Authorisation, before: int, now: datetime) -> None:
    """Save an authorisation in place of version `before`, and set the timers that warn of its end
    in place of the old ones; StaleVersion when somebody was first."""
    await authorisations.save(tx, master, after, before, now)
    for days in WARN_DAYS:
        await timers.cancel(tx, ENDING, _key(after.shop_id, days))
    due = warnings_of(after.ends_at, now)
    await timers.schedule_many(
        tx,
        [
            Timer(
                kind=ENDING,
                key=_key(after.shop_id, days),
                due_at=at,
                payload={"shop_id": after.shop_id, "days": days},
            )
            for days, at in due.items()
        ],
    )


async def warn(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Tell everybody who listens that a shop's authorisation ends soon."""
    shop_id, days = timer.payload["shop_id"], timer.payload["days"]
    try:
        shop = await shops.lock(tx, shop_id)
    except NotFound:
        return
    term = (await authorisations.terms(tx, [shop_id])).get(shop_id)
    if term is None or term.ends_at is None:
        return
    shop = await shops.save(tx, shop_id, {}, now())  # a version for the event
    event = authorisation_ending(shop.id, shop.channel, shop.version, term.ends_at, days, now())
    outbox.append(tx, event)
    live.announce(tx, "shops", shop_id=shop.id, state=shop.state)


def _key(shop_id: int, days: int) -> str:
    return f"{shop_id}:{days}"
