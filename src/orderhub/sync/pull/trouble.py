"""What failed calls outside of the regular run do to a shop."""

from datetime import datetime, timedelta

from orderhub.channels.facade import note_trouble, slow_down
from orderhub.infra.disposition import DeadLetter, Pause, RetryAt, disposition
from orderhub.kernel.errors import ConnectorError, RateLimited
from orderhub.sync.pull.turn import Turn
from orderhub.sync.store import reads

SELDOM = timedelta(hours=1)
SOON = timedelta(seconds=1)


def retry_at(error: ConnectorError, attempts: int, now: datetime) -> datetime:
    """When work beside the regular run is tried again after its `attempts`-th failure."""
    match disposition(error, attempts, now):
        case RetryAt(at):
            return at
        case Pause(probe_at):
            return probe_at or now + SOON  # the shop itself waits for a person
        case DeadLetter():
            return now + SELDOM
        case _:
            return now + SOON


async def note_failed(turn: Turn, error: ConnectorError) -> None:
    """Remember the trouble, slow down when told, and let notices wait as long."""
    now = turn.work.now()
    if isinstance(error, RateLimited):
        await slow_down(turn.work.db, turn.shop, error)
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        concerned = await note_trouble(tx, turn.shop, error, now)
        await reads.postpone(tx, concerned, retry_at(error, 0, now))
