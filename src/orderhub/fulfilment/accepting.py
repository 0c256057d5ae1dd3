"""Taking scans that were accepted first: in the order in which they came."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.fulfilment.service.scans import set_aside, take_scans
from orderhub.fulfilment.store import accepted
from orderhub.fulfilment.store.scans import scan_of
from orderhub.infra.db import Database, Tx, is_infra
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import InfraError

MOST = 200  # in one transaction
LOOK_EVERY_S = 1.0
RECOVER_S = 1.0


@dataclass(frozen=True, slots=True)
class Taker:
    """Beside each relay; one of them takes at a time in the whole installation."""

    db: Database
    now: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        """Take until `stop`, at once whenever scans are accepted."""
        async with Bell(self.db, accepted.CHANNEL).listening(stop) as bell:
            while not stop.is_set():
                try:
                    if await self.take(MOST) < MOST:
                        await bell.wait(LOOK_EVERY_S)
                except InfraError as error:
                    log.warning("scans.wait", error=type(error).__name__)
                    await pause(stop, RECOVER_S)
                except Exception as error:  # noqa: BLE001 - the next round may succeed
                    log.error("scans.failed", exc_info=error)
                    await pause(stop, RECOVER_S)

    async def take(self, most: int) -> int:
        """One batch; returns how many scans are off the queue. Raises what is wrong where not one
        of them can be taken: then they wait."""
        try:
            async with self.db.transaction() as tx:
                rows = await accepted.take(tx, most)
                if rows:
                    await take_scans(tx, [scan_of(row) for row in rows], self.now())
                return len(rows)
        except Exception as error:
            if is_infra(error):
                raise
        async with self.db.transaction() as tx:
            return await self._take_each(tx, await accepted.first(tx, most))

    async def _take_each(self, tx: Tx, ids: Sequence[int]) -> int:
        failed: dict[int, Exception] = {}
        for accepted_id in ids:
            try:
                async with tx.begin_nested():
                    row = await accepted.take_one(tx, accepted_id)
                    await take_scans(tx, [scan_of(row)], self.now())
            except Exception as error:
                if is_infra(error):
                    raise
                failed[accepted_id] = error
        if failed and len(failed) == len(ids):
            raise failed[ids[0]]
        return len(ids) - len(failed) + sum([await self._aside(tx, *one) for one in failed.items()])

    async def _aside(self, tx: Tx, accepted_id: int, error: Exception) -> bool:
        """A defect of ours that others do not meet, so a person must look."""
        log.error("scans.set_aside", accepted_id=accepted_id, error=type(error).__name__)
        try:
            async with tx.begin_nested():
                await set_aside(tx, accepted_id, self.now())
        except Exception as worse:
            if is_infra(worse):
                raise
            log.error("scans.cannot_be_set_aside", accepted_id=accepted_id, exc_info=worse)
            return False
        return True
