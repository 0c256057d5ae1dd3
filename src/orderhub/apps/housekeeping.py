"""What keeps an installation tidy: old marks and payloads go, the disk is watched."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.access.facade import sweep
from orderhub.infra import inbox
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard, free_mb, keep_ballast
from orderhub.infra.telemetry import log
from orderhub.vault.facade import trim_raw

KEEP_MARKS_FOR = timedelta(days=90)
RAW_AT_ONCE = 1000


async def forget_the_old(db: Database, now: Callable[[], datetime]) -> None:
    """Sessions that ended, marks past their days."""
    async with db.transaction() as tx:
        await sweep(tx, now())
        await inbox.forget(tx, now() - KEEP_MARKS_FOR)


async def trim_raw_payloads(db: Database, now: Callable[[], datetime]) -> None:
    """Raw payloads past their 90 days, a batch at a time."""
    while True:
        async with db.transaction() as tx:
            if await trim_raw(tx, now(), RAW_AT_ONCE) < RAW_AT_ONCE:
                return


async def watch_disk(guard: DiskGuard) -> None:
    """Tell when space runs low; keep a ballast to throw off when it has run out."""
    keep_ballast(guard.folder)
    if (state := guard.state()) != "ok":
        log.warning("disk.low", state=state, free_mb=free_mb(guard.folder))
