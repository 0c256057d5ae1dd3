"""What is forgotten: receipts after 30 days, rows set aside with their payloads after 90."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from orderhub.infra.db import Database, Tx
from orderhub.sources.store import aside, receipts

RECEIPTS_FOR = timedelta(days=30)
ROWS_FOR = timedelta(days=90)


async def forget_old(db: Database, now: datetime) -> None:
    """A thousand at a time, each in a transaction of its own."""
    await _forget(db, receipts.forget, now - RECEIPTS_FOR)
    await _forget(db, aside.forget, now - ROWS_FOR)


async def _forget(
    db: Database, some: Callable[[Tx, datetime], Awaitable[int]], before: datetime
) -> None:
    while True:
        async with db.transaction() as tx:
            if not await some(tx, before):
                return
