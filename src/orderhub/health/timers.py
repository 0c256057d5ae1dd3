"""Deadlines of health: forgetting old calls and minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.health.store import calls, minutes
from orderhub.infra.db import Tx
from orderhub.infra.timers import Timer, schedule

TRIM = "health.trim_calls"
KEEP_CALLS = timedelta(days=30)
KEEP_MINUTES = timedelta(days=90)
EVERY = timedelta(hours=1)
AT_ONCE = 20_000


async def trim_calls(timer: Timer, tx: Tx, now: Callable[[], datetime]) -> None:
    """Forget calls and minutes past their days, a bounded number at a time; schedules itself
    again."""
    gone = await calls.trim(tx, now() - KEEP_CALLS, AT_ONCE)
    gone = max(gone, await minutes.trim(tx, now() - KEEP_MINUTES, AT_ONCE))
    wait = timedelta(seconds=5) if gone == AT_ONCE else EVERY
    await schedule(tx, timer.kind, timer.key, now() + wait)
