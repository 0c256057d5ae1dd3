"""What apps may ask of sync."""

import asyncio
from collections.abc import Callable

from orderhub.channels.facade import get_shop
from orderhub.sync.admission import Gate
from orderhub.sync.model import Run, RunKind, RunState, Tally
from orderhub.sync.pull.poller import Poller, poll
from orderhub.sync.pull.run import try_turn
from orderhub.sync.pull.turn import OpenSession, Work
from orderhub.sync.service.requests import request_run
from orderhub.sync.store import runs
from orderhub.sync.timers import FORGET, REREAD, forget, reread

__all__ = [
    "FORGET",
    "REREAD",
    "Gate",
    "OpenSession",
    "Poller",
    "Run",
    "RunKind",
    "RunState",
    "Tally",
    "Work",
    "finish_run",
    "forget",
    "poll",
    "request_run",
    "reread",
]

LOOK_EVERY_S = 0.2


async def finish_run(work: Work, run_id: int, told: Callable[[Run], None] | None = None) -> Run:
    """Wait until a requested run is over, doing it here when no worker does; `told` hears of its
    progress. For the command line, with or without a running installation."""
    while True:
        async with work.db.transaction() as tx:
            run = await runs.get(tx, run_id)
            shop = await get_shop(tx, run.shop_id)
        if told is not None:
            told(run)
        if run.over:
            return run
        if not await try_turn(work, shop):
            await asyncio.sleep(LOOK_EVERY_S)
