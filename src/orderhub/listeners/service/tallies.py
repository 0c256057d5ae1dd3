"""What did not match is counted in the process and written down every few seconds: a row for each
would cost more than the events themselves. A process that dies loses its last seconds."""

from collections.abc import Mapping
from datetime import datetime

from orderhub.infra.db import Database
from orderhub.listeners.model import Count
from orderhub.listeners.store import tallies as store

_counts: dict[int, Count] = {}


def count(listener_id: int, *, error: str | None = None, capped: bool = False) -> None:
    """One event that did not match, could not be computed, or was over the cap and is not kept."""
    one = _counts.setdefault(listener_id, Count())
    if error is not None:
        one.failed += 1
        one.error = error
    elif capped:
        one.capped += 1
    else:
        one.unmatched += 1


async def write_down(db: Database, now: datetime) -> None:
    """Add this process's counts to the hour; in a transaction of their own, so that nobody who
    acts waits for it."""
    if not _counts:
        return
    counted: Mapping[int, Count] = dict(_counts)
    _counts.clear()
    async with db.transaction() as tx:
        await store.add(tx, counted, now)
