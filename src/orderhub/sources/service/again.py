"""Rows whose order, parcel or SKU was not known yet are tried again by themselves, for a week."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.access.facade import system
from orderhub.infra.db import Database
from orderhub.sources.service.replay import again
from orderhub.sources.store import aside

ME = system("sources")
WAITS = ("unknown_order", "unknown_parcel", "unknown_sku")
FOR = timedelta(days=7)


async def try_again(db: Database, now: Callable[[], datetime]) -> None:
    """One source after the other, each in a transaction of its own."""
    async with db.transaction() as tx:
        waiting = await aside.sources_waiting(tx, WAITS, now() - FOR, now())
    for source_id in waiting:
        async with db.transaction() as tx:
            await again(tx, ME, source_id, (WAITS, now() - FOR), now())
