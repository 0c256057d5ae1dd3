"""F62: a machine whose clock is wrong, or jumps, has the hub's time all the same."""

from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.clock import HubClock
from orderhub.infra.db import Database

HOUR, NEAR = timedelta(hours=1), timedelta(minutes=20)


class Machine:
    """A clock that is put to whatever time."""

    ahead = HOUR

    def __call__(self) -> datetime:
        return clock.now() + self.ahead


async def is_right(db: Database, hub: HubClock) -> bool:
    async with db.transaction() as tx:
        told: datetime = (await tx.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return abs(told - hub.now()) < NEAR


async def test_a_clock_that_is_wrong_or_jumps_changes_nothing_once_the_database_was_asked(
    db: Database,
) -> None:
    machine = Machine()
    hub = HubClock(machine)
    assert not await is_right(db, hub)  # what it would be without
    await hub.follow(db)
    assert await is_right(db, hub)
    machine.ahead = -HOUR
    assert await is_right(db, hub)
    await hub.follow(db)
    assert await is_right(db, hub)
