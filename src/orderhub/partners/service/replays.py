"""Replaying deliveries: one, a selection, or all of an endpoint since a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import InvalidInput
from orderhub.partners.store import endpoints, queue

KEPT_FOR = timedelta(days=30)
AT_ONCE = 1000


async def replay(tx: Tx, actor: Actor, ids: Sequence[int], now: datetime) -> int:
    """Queue these anew, with the webhook ids they had; returns how many. Those that wait already,
    and those that are gone, are left out."""
    many = await queue.replay(tx, ids, now - KEPT_FOR, now)
    queue.wake(tx)
    detail = {"asked": len(ids), "replayed": many}
    await record(tx, actor, "partners.replay", "partner_deliveries", detail=detail)
    return many


async def replay_since(
    tx: Tx, actor: Actor, endpoint_id: int, since: datetime, now: datetime
) -> int:
    """Queue anew everything that occurred since then; returns how many. NotFound, InvalidInput
    when it is longer ago than deliveries are kept."""
    oldest = now - KEPT_FOR
    if since < oldest:
        raise InvalidInput(f"deliveries are kept for {KEPT_FOR.days} days", since=since)
    await endpoints.lock(tx, endpoint_id)
    many = await queue.replay_since(tx, endpoint_id, since, oldest, now)
    queue.wake(tx)
    detail = {"since": since.isoformat(), "replayed": many}
    await record(tx, actor, "partners.replay", f"partner_endpoint:{endpoint_id}", detail=detail)
    return many


async def forget_old(db: Database, now: datetime) -> int:
    """Remove deliveries past their days, a batch at a time; returns how many."""
    gone = 0
    while True:
        async with db.transaction() as tx:
            batch = await queue.forget(tx, now - KEPT_FOR, AT_ONCE)
        gone += batch
        if batch < AT_ONCE:
            return gone
