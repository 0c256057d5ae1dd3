"""Runs are kept for a month."""

from datetime import datetime, timedelta

from orderhub.infra.db import Database
from orderhub.listeners.store import runs, tallies

KEEP_FOR = timedelta(days=30)
AT_ONCE = 5000


async def forget_runs(db: Database, now: datetime) -> None:
    """Remove what is older, some at once."""
    async with db.transaction() as tx:
        await tallies.forget(tx, now - KEEP_FOR)
    while True:
        async with db.transaction() as tx:
            if await runs.forget(tx, now - KEEP_FOR, AT_ONCE) < AT_ONCE:
                return
