"""What apps may ask of sync."""

import asyncio

from orderhub.channels.facade import get_shop
from orderhub.sync.model import Run, RunKind, RunState, Tally
from orderhub.sync.pull.run import try_turn
from orderhub.sync.pull.turn import OpenSession, Work
from orderhub.sync.service.requests import request_run
from orderhub.sync.store import runs

__all__ = [
    "OpenSession",
    "Run",
    "RunKind",
    "RunState",
    "Tally",
    "Work",
    "finish_run",
    "request_run",
]

LOOK_EVERY_S = 0.2


async def finish_run(work: Work, run_id: int) -> Run:
    """Wait until a requested run is over, doing it here when no worker does. For the command
    line, with or without a running installation."""
    while True:
        async with work.db.transaction() as tx:
            run = await runs.get(tx, run_id)
            shop = await get_shop(tx, run.shop_id)
        if run.over:
            return run
        if not await try_turn(work, shop):
            await asyncio.sleep(LOOK_EVERY_S)
