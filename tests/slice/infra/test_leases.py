"""Leases: one owner at a time, and an overtaken owner is refused."""

from datetime import timedelta

from sqlalchemy import text

from orderhub.infra import leases
from orderhub.infra.db import Database

MINUTE = timedelta(minutes=1)


async def test_a_held_name_is_refused_to_others_until_it_is_released(db: Database) -> None:
    mine = await leases.hold(db, "shop:1", "a", MINUTE)
    assert mine is not None
    assert await leases.hold(db, "shop:1", "b", MINUTE) is None
    assert await leases.hold(db, "shop:2", "b", MINUTE) is not None
    await leases.release(db, mine)
    assert await leases.hold(db, "shop:1", "b", MINUTE) is not None


async def test_a_woken_holder_whose_lease_ran_out_is_refused(db: Database) -> None:
    old = await leases.hold(db, "shop:1", "a", MINUTE)
    assert old is not None
    async with db.transaction() as tx:
        assert await leases.still_held(tx, old)
        await tx.execute(text("UPDATE leases SET expires_at = now() - interval '1 s'"))
    new = await leases.hold(db, "shop:1", "b", MINUTE)
    assert new is not None
    assert new.fencing > old.fencing
    assert not await leases.renew(db, old, MINUTE)
    assert await leases.renew(db, new, MINUTE)
    async with db.transaction() as tx:
        assert not await leases.still_held(tx, old)
        assert await leases.still_held(tx, new)
    await leases.release(db, old)
    assert await leases.renew(db, new, MINUTE)
