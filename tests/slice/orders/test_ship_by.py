"""The ship-by clock: the sweep flags what time made late, counters with it."""

from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.orders.queries import counts
from orderhub.orders.queries.filters import FLAG_BITS
from orderhub.orders.service.ship_by import sweep
from tests.support.orders import make_order, take_in

FAR = datetime.fromisoformat("2090-01-01T00:00:00+00:00")


async def flags(tx: Tx) -> dict[str, int]:
    rows = await tx.execute(text("SELECT external_no, flags FROM orders"))
    return {row.external_no: row.flags for row in rows}


async def test_orders_are_flagged_before_and_after_their_time_with_exact_counters(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await take_in(
            tx,
            make_order(1, ship_by=FAR),
            make_order(2, ship_by=FAR + timedelta(hours=6)),
            make_order(3, ship_by=FAR, status="shipped"),
            make_order(4, ship_by=FAR + timedelta(hours=3)),
        )
    assert await sweep(db, FAR) == 2
    assert await sweep(db, FAR) == 0
    late, soon = FLAG_BITS["late"], FLAG_BITS["late_soon"]
    async with db.transaction() as tx:
        assert await flags(tx) == {"E1": late, "E2": 0, "E3": 0, "E4": soon}
        assert (await counts.read(tx, None)).flags == {"late": 1, "late_soon": 1}
    assert await sweep(db, FAR + timedelta(hours=7)) == 2
    async with db.transaction() as tx:
        assert await flags(tx) == {"E1": late, "E2": late, "E3": 0, "E4": late}
        told = (await counts.read(tx, None)).flags
        assert (told["late"], told["late_soon"]) == (3, 0)


async def test_a_refold_clears_what_is_not_late_any_more(db: Database) -> None:
    async with db.transaction() as tx:
        await take_in(tx, make_order(1, ship_by=FAR))
    await sweep(db, FAR)
    shipped = make_order(1, ship_by=FAR, status="shipped", modified_at=FAR)
    async with db.transaction() as tx:
        await take_in(tx, shipped)
        assert await flags(tx) == {"E1": 0}
        await tx.write_now()
        assert (await counts.read(tx, None)).flags["late"] == 0
