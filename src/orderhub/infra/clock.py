"""The only reader of the clock; everything else takes `now` as an argument.

All processes of a hub share one time, the database's. A long-lived process asks for it now and
then and goes on by its monotonic clock: a jump of its own machine's clock changes nothing.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from orderhub.infra.db import Database
from orderhub.infra.telemetry import log

Clock = Callable[[], datetime]

FOLLOW_EVERY_S = 15.0
SLOW = timedelta(seconds=0.5)
"""An answer that took longer tells the time too vaguely."""
APART = timedelta(seconds=2)
"""Between the machine's clock and the database's; more is told in the log."""
ASK = text("SELECT clock_timestamp()")


def _system() -> datetime:
    return datetime.now(UTC)


class HubClock:
    """The system's time until it has followed a database, the database's from then on."""

    def __init__(self, system: Clock = _system) -> None:
        self._system = system
        self._told: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        if self._told is None:
            return self._system()
        instant, at = self._told
        return instant + timedelta(seconds=time.monotonic() - at)

    async def follow(self, db: Database) -> None:
        """Ask the database for the time, and keep it."""
        async with db.transaction() as tx:
            begun = time.monotonic()
            instant: datetime = (await tx.execute(ASK)).scalar_one()
            took = timedelta(seconds=time.monotonic() - begun)
        if self._told is not None and took > SLOW:
            return
        self._told = (instant + took / 2, begun + took.total_seconds())
        apart = self._system() - self.now()
        if abs(apart) > APART:
            log.warning("clock.apart", machine_ahead_s=round(apart.total_seconds(), 1))


_SHARED = HubClock()
now = _SHARED.now
follow = _SHARED.follow
