"""How sources are wired: who asks them, what is forgotten."""

from functools import partial

from orderhub.apps.outside import Lines
from orderhub.apps.periodic import Periodic
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.notify.facade import Poster
from orderhub.sources import facade as sources


def source_jobs(db: Database, lines: Lines, poster: Poster) -> list[Periodic]:
    """What comes round."""
    puller = sources.Puller(db, lines.master, sources.polling(poster), clock.now)

    async def forget() -> None:
        await sources.forget_old(db, clock.now())

    return [
        Periodic("sources.ask", 1.0, puller.round),
        Periodic("sources.again", 30.0, partial(sources.try_again, db, clock.now)),
        Periodic("sources.forget", 3600.0, forget),
    ]
