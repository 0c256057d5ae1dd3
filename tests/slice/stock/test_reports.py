"""What warehouses report: taken once, in whatever order, explained beside the book, taken over."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database, Tx
from orderhub.kernel.errors import StaleVersion
from orderhub.stock.facade import (
    Ending,
    Reported,
    ReservationState,
    check_drift,
    reserve_many,
    take_report,
)
from orderhub.stock.service.reports import take_over
from tests.support.orders import PLACED, make_actor
from tests.support.stock import HOUSE, arrive, balance, findings, stock_up, want

SHIPPED = ReservationState.SHIPPED


def at(minutes: int) -> datetime:
    return PLACED + timedelta(minutes=minutes)


def said(no: str, minutes: int, **units: int) -> Reported:
    """A stock-take of A (`total`), a change (`change`), or goods sent for orders (`shipped`)."""
    named = {f"{kind}s" if kind != "shipped" else kind: {"A": n} for kind, n in units.items()}
    return Reported(warehouse=HOUSE, report_no=no, source="wms", at=at(minutes), **named)


async def kept(tx: Tx) -> tuple[int, ...]:
    """(reported, since, in flight, unreserved, unexplained)."""
    row = (await tx.execute(text("SELECT * FROM stock_reports"))).one()
    return (row.reported, row.since, row.in_flight, row.unreserved, row.unexplained)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
async def test_reports_come_to_the_same_in_any_order_and_however_often(
    tx: Tx, order: tuple[int, ...]
) -> None:
    await stock_up(tx, {"A": 10})
    told = [
        said("1", 1, total=40), said("2", 2, change=3), said("3", 3, total=12),
        said("4", 4, change=-4),
    ]  # fmt: skip
    for place in (*order, *order):
        await take_report(tx, told[place], at(9))
    assert (await kept(tx))[0] == 8
    assert await balance(tx, "A") == (10, 0, 0, 10)


async def test_changes_without_a_count_go_on_from_the_book_and_leave_out_what_orders_tell(
    tx: Tx,
) -> None:
    await stock_up(tx, {"A": 10})
    assert await take_report(tx, said("1", 1, shipped=-2), at(2)) == []
    assert (await tx.execute(text("SELECT count(*) FROM stock_reports"))).scalar_one() == 0
    await take_report(tx, said("2", 3, change=5), at(4))
    assert await kept(tx) == (15, 0, 0, 0, 5)
    nobody = Reported(warehouse=HOUSE, report_no="3", source="wms", at=at(5), changes={"NOBODY": 1})
    assert await take_report(tx, nobody, at(5)) == ["NOBODY"]


async def test_every_difference_is_explained_part_by_part_and_told_while_it_is_large(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        ids = await stock_up(tx, {"A": 100})
        await reserve_many(tx, [want(1, ("A", 4)), want(2, ("A", 6))], now=at(1))
        await take_report(tx, said("1", 10, total=76), at(10))
        assert await kept(tx) == (76, 0, -10, 0, -14)
        # Order 1 is known as shipped now: 4 of the units that were on their way are booked.
        await reserve_many(tx, (), [Ending(1, SHIPPED, "shipped")], now=at(11))
    assert await check_drift(db, 14, at(12)) == 1
    async with db.transaction() as tx:
        assert await kept(tx) == (76, 0, -6, 0, -14)
        await arrive(tx, {ids["A"]: 5}, at(13))
    for units, minutes, found in ((14, 14, 1), (15, 15, 0)):
        assert await check_drift(db, units, at(minutes)) == found
        async with db.transaction() as tx:
            assert await kept(tx) == (76, -5, -6, 0, -14)
            sql = text("SELECT subject, state FROM incidents WHERE cause = 'stock_drift'")
            (incident,) = (await tx.execute(sql)).all()
            assert tuple(incident) == (f"warehouse:{HOUSE}", "open" if found else "resolved")


async def test_what_nothing_explains_is_taken_over_once_and_what_is_in_flight_is_left_to_its_orders(
    db: Database,
) -> None:
    actor = make_actor()
    async with db.transaction() as tx:
        place = (HOUSE, (await stock_up(tx, {"A": 20}))["A"])
        await reserve_many(tx, [want(1, ("A", 4))], now=at(1))
        await take_report(tx, said("1", 10, total=13), at(10))
        with pytest.raises(StaleVersion):
            await take_over(tx, actor, place, -7, at(11))
        await take_over(tx, actor, place, -3, at(11))
        assert await balance(tx, "A") == (13, 4, 0, 17)
        assert await kept(tx) == (13, 0, -4, 0, 0)
        with pytest.raises(StaleVersion):
            await take_over(tx, actor, place, -3, at(12))
        written = text("SELECT count(*) FROM audit_entries WHERE action = 'stock.take_over'")
        assert (await tx.execute(written)).scalar_one() == 1
    assert await findings(db) == []
