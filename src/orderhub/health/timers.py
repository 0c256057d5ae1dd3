"""Deadlines of health: forgetting old calls."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.health import store
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule

TRIM = "health.trim_calls"
KEEP = timedelta(days=30)
EVERY = timedelta(hours=1)
AT_ONCE = 20_000


async def trim_calls(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Forget calls past their days, a bounded number at a time; schedules itself again."""
    gone = await store.trim(tx, now() - KEEP, AT_ONCE)
    wait = timedelta(seconds=5) if gone == AT_ONCE else EVERY
    await schedule(tx, timer.kind, timer.key, now() + wait)
