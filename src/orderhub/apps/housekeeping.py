"""What keeps an installation tidy: old marks go, the disk is watched."""

from collections.abc import Callable
from datetime import datetime, timedelta

from orderhub.access.facade import sweep
from orderhub.infra import inbox
from orderhub.infra.db import Database
from orderhub.infra.disk import DiskGuard, free_mb, keep_ballast
from orderhub.infra.telemetry import log

KEEP_MARKS_FOR = timedelta(days=90)


async def forget_the_old(db: Database, now: Callable[[], datetime]) -> None:
    """Sessions that ended, marks past their days."""
    async with db.transaction() as tx:
        await sweep(tx, now())
        await inbox.forget(tx, now() - KEEP_MARKS_FOR)


async def watch_disk(guard: DiskGuard) -> None:
    """Tell when space runs low; keep a ballast to throw off when it has run out."""
    keep_ballast(guard.folder)
    if (state := guard.state()) != "ok":
        log.warning("disk.low", state=state, free_mb=free_mb(guard.folder))
