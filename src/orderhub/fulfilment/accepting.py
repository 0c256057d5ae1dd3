"""Taking scans that were accepted first: in the order in which they came."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from orderhub.fulfilment.service.scans import except_scan, take_scans
from orderhub.fulfilment.store import accepted as store
from orderhub.fulfilment.store.accepted import Accepted
from orderhub.infra.db import Database, is_infra
from orderhub.infra.telemetry import log
from orderhub.infra.wake import Bell, pause
from orderhub.kernel.errors import InfraError

MOST = 200  # in one transaction
LOOK_EVERY_S = 1.0
RECOVER_S = 1.0


@dataclass(frozen=True, slots=True)
class Taker:
    """Beside each gate that accepts, so that no other process need be waited for; one of them takes
    at a time, what any of them accepted."""

    db: Database
    now: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        """Take until `stop`, at once whenever scans are accepted."""
        async with Bell(self.db, store.CHANNEL).listening(stop) as bell:
            while not stop.is_set():
                try:
                    if not await self.take(MOST):
                        await bell.wait(LOOK_EVERY_S)
                except InfraError as error:
                    log.warning("scans.wait", error=type(error).__name__)
                    await pause(stop, RECOVER_S)
                except Exception as error:  # noqa: BLE001 - the next round may succeed
                    log.error("scans.failed", exc_info=error)
                    await pause(stop, RECOVER_S)

    async def take(self, most: int) -> int:
        """One batch; returns how many scans are off the queue."""
        taken: Sequence[Accepted] = []
        try:
            async with self.db.transaction() as tx:
                taken = await store.take(tx, most)
                if taken:
                    await take_scans(tx, [one.scan for one in taken], self.now())
        except Exception as error:
            if is_infra(error) or not taken:
                raise
            if len(taken) == 1:
                await self._set_aside(taken[0], error)
            else:
                for _ in taken:
                    await self.take(1)
        return len(taken)

    async def _set_aside(self, one: Accepted, error: Exception) -> None:
        """A defect of ours, so a person must look; the others go on."""
        log.error("scans.set_aside", accepted_id=one.id, error=type(error).__name__)
        async with self.db.transaction() as tx:
            if await store.drop(tx, one.id):
                await except_scan(tx, one.scan, "not_taken", self.now())
