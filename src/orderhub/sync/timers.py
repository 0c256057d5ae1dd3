"""Deadlines of sync: forgetting what is old, planning checks."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule
from orderhub.sync.service.planning import plan_checks
from orderhub.sync.store import checks, notices, runs

FORGET = "sync.forget"
PLAN = "sync.plan_checks"
FORGET_EVERY = timedelta(hours=6)
PLAN_EVERY = timedelta(minutes=5)
KEEP_RUNS = timedelta(days=30)
KEEP_NOTICES = timedelta(days=100)  # a repeat may come 90 days later
KEEP_CHECKS = timedelta(days=400)
AT_ONCE = 20_000


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
