"""The publisher of stock alone, round after round, until it is killed."""

import asyncio
from functools import partial

from orderhub.channels.facade import Outside, session_for
from orderhub.connector_kit.session import open_client
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.stock.publishing import Publisher
from orderhub.vault.facade import unlock
from tests.support.sync import MASTER


async def _work(url: str) -> None:
    unlock(MASTER)
    db = Database(url, pool_size=2, name="publisher")
    async with open_client() as http:
        outside = Outside(
            db=db, master=MASTER, http=http, record_call=lambda _: None, now=clock.now
        )
        publisher = Publisher(db, partial(session_for, outside), clock.now)
        while True:
            await publisher.round()
            await asyncio.sleep(0.05)


def work(url: str) -> None:
    """Until it is killed."""
    asyncio.run(_work(url))
