"""Deadlines of sync: reading an order again whose snapshots share a second, forgetting old runs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.channels.facade import connector_of, get_shop
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.sync.model import RunKind, RunState
from orderhub.sync.service.planning import plan_checks
from orderhub.sync.store import checks, notices, runs

REREAD = "sync.reread"
FORGET = "sync.forget"
PLAN = "sync.plan_checks"
REREAD_AFTER = timedelta(seconds=2)
FORGET_EVERY = timedelta(hours=6)
PLAN_EVERY = timedelta(minutes=5)
KEEP_RUNS = timedelta(days=30)
KEEP_NOTICES = timedelta(days=100)  # a repeat may come 90 days later
KEEP_CHECKS = timedelta(days=400)
AT_ONCE = 20_000


def reread_timer(shop_id: int, external_no: str, read_at: datetime) -> Timer:
    """Read the order again when its second is surely over."""
    return Timer(
        kind=REREAD,
        key=f"{shop_id}:{external_no}",
        due_at=read_at + REREAD_AFTER,
        payload={"shop_id": shop_id, "external_no": external_no},
    )


async def reread(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Queue a run for the one order; the poller does it outside of any transaction."""
    shop = await get_shop(tx, timer.payload["shop_id"])
    if connector_of(shop.channel).get_order is None:
        return  # A channel that pushes tells the next change by itself.
    await runs.insert(
        tx,
        shop.id,
        RunKind.ORDER,
        RunState.QUEUED,
        by="system:reread",
        now=now(),
        external_no=timer.payload["external_no"],
    )


async def forget(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Trim the history of runs and notices; schedules itself again."""
    await runs.forget(tx, now() - KEEP_RUNS)
    await checks.forget(tx, now() - KEEP_CHECKS, AT_ONCE)
    gone = await notices.forget(tx, now() - KEEP_NOTICES, AT_ONCE)
    wait = timedelta(seconds=5) if gone == AT_ONCE else FORGET_EVERY
    await schedule(tx, timer.kind, timer.key, now() + wait)


async def plan(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Plan the checks of hours that have closed; schedules itself again."""
    await plan_checks(tx, now())
    await schedule(tx, timer.kind, timer.key, now() + PLAN_EVERY)
