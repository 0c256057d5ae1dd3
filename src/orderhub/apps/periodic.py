"""Jobs that come round: each guards itself against a second one at work elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause
from orderhub.kernel.errors import InfraError

Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Periodic:
    """`job` every `every_s` seconds; a failure is told and the next round comes all the same."""

    name: str
    every_s: float
    job: Job

    async def run(self, stop: asyncio.Event) -> None:
        """Come round until `stop`."""
        while not stop.is_set():
            try:
                await self.job()
            except InfraError as error:
                log.warning("periodic.waits", job=self.name, error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the next round may succeed
                log.error("periodic.failed", job=self.name, exc_info=error)
            await pause(stop, self.every_s)
