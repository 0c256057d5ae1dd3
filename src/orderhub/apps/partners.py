"""How partners are wired: what they are told of, who carries it out, what is forgotten."""

from functools import partial

from orderhub.apps.outside import Lines
from orderhub.apps.periodic import Periodic
from orderhub.infra import clock
from orderhub.infra.bus import Subscription
from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.partners import facade as partners


def partner_subscriptions() -> list[Subscription]:
    """Which consumer of partners reacts to which topics."""
    return [
        Subscription(
            consumer="partners.queue",
            topics=partners.TOPICS,
            handler=partial(partners.queue_events, now=clock.now),
            idle=partners.NONE_SUBSCRIBED,
        )
    ]


def partner_dispatcher(db: Database, lines: Lines, poster: Poster) -> partners.Dispatcher:
    """Serves the endpoints' queues."""
    return partners.Dispatcher(db, lines.master, poster, clock.now, lines.recorder.record)


def partner_jobs(db: Database) -> list[Periodic]:
    """What comes round."""

    async def forget() -> None:
        await partners.forget_old(db, clock.now())

    return [Periodic("partners.forget", 3600.0, forget)]
