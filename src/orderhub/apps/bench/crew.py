"""Worker processes of a bench: as many as `up` starts, ready before the clock runs."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Coroutine, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

from orderhub.apps.process import calm_collector, run_loop
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.vault.facade import unlock

PATIENCE_S = 600.0
Share = tuple[Any, ...]
Task = Callable[..., Coroutine[Any, Any, Any]]


def run_crew(
    url: str, master: MasterKey, task: Task, shares: Sequence[Share], rounds: int = 1
) -> list[float]:
    """Seconds of each round of `task(db, *share)`, one process a share, all at once."""
    context = multiprocessing.get_context("spawn")
    line = context.Barrier(len(shares) + 1)
    crew = [
        context.Process(target=_member, args=(url, master, line, task, share, rounds), daemon=True)
        for share in shares
    ]
    for member in crew:
        member.start()
    took: list[float] = []
    for _ in range(rounds):
        line.wait(PATIENCE_S)
        begin = time.perf_counter()
        line.wait(PATIENCE_S)
        took.append(time.perf_counter() - begin)
    for member in crew:
        member.join(PATIENCE_S)
    return took


def _member(
    url: str, master: MasterKey, line: Barrier, task: Task, share: Share, rounds: int
) -> None:
    unlock(master)
    calm_collector()
    try:
        run_loop(_work(url, line, task, share, rounds))
    except BaseException:
        line.abort()
        raise


async def _work(url: str, line: Barrier, task: Task, share: Share, rounds: int) -> None:
    db = Database(url, pool_size=4)
    try:
        for _ in range(rounds):
            await asyncio.to_thread(line.wait, PATIENCE_S)
            await task(db, *share)
            await asyncio.to_thread(line.wait, PATIENCE_S)
    finally:
        await db.close()
