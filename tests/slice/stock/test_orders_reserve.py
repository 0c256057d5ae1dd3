"""Orders that come in hold their goods, and give them back when they end, whatever way they end."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.bus import Message
from orderhub.infra.db import Database, Tx
from orderhub.orders.facade import Fact, learn
from orderhub.orders.handlers import stock_moved
from orderhub.orders.model import Flags
from orderhub.stock.service.expiry import give_back_unpaid
from orderhub.stock.service.verify import verify
from tests.support.orders import PLACED, make_line, make_order, take_in
from tests.support.stock import arrive, balance, findings, stock_up

LATER = PLACED + timedelta(hours=3)


async def short(tx: Tx, number: str) -> bool:
    found = await tx.execute(text("SELECT flags FROM orders WHERE number = :n"), {"n": number})
    return bool(Flags(found.scalar_one()) & Flags.SHORT)


async def hear(tx: Tx) -> None:
    """What the outbox says of stock reaches the orders."""
    await tx.write_now()
    rows = await tx.execute(text("SELECT * FROM outbox WHERE topic LIKE 'stock.%' ORDER BY id"))
    for row in rows.mappings().all():
        if "order_ids" in row["data"]:
            named = {n: row[n] for n in ("topic", "key", "version", "occurred_at", "data")}
            await stock_moved(Message(id=str(row["id"]), **named), tx, clock.now)


async def test_an_order_beyond_the_stock_comes_in_short_and_recovers_when_goods_come(
    tx: Tx,
) -> None:
    ids = await stock_up(tx, {"SKU-1": 2})
    three = make_order(1, lines=(make_line(quantity=3),))
    (number,) = await take_in(tx, three)
    assert await short(tx, number)
    assert await balance(tx, "SKU-1") == (2, 0, 0, 2)
    await take_in(tx, three)
    assert await short(tx, number)
    await arrive(tx, {ids["SKU-1"]: 1})
    await hear(tx)
    assert not await short(tx, number)
    assert await balance(tx, "SKU-1") == (0, 3, 0, 3)


async def test_every_end_of_an_order_settles_its_goods_once(tx: Tx) -> None:
    await stock_up(tx, {"SKU-1": 20})
    orders = [make_order(n) for n in range(1, 5)]
    await take_in(tx, *orders)
    assert await balance(tx, "SKU-1") == (12, 8, 0, 20)
    ends = ("cancelled", "closed_refunded", "shipped", "completed")
    ended = [
        replace(order, status=status, modified_at=LATER)
        for order, status in zip(orders, ends, strict=True)
    ]
    for _ in range(2):
        await take_in(tx, *ended)
    assert await balance(tx, "SKU-1") == (16, 0, 4, 20)
    assert await verify(tx) == []


async def test_an_order_voided_at_the_desk_gives_its_goods_back(tx: Tx) -> None:
    await stock_up(tx, {"SKU-1": 4})
    await take_in(tx, make_order(1))
    order_id = (await tx.execute(text("SELECT id FROM orders"))).scalar_one()
    void = Fact(
        order_id=order_id, source="person", kind="void", key="1", occurred_at=LATER,
        learned_at=LATER, data={"on": True},
    )  # fmt: skip
    for _ in range(2):
        await learn(tx, [void])
    assert await balance(tx, "SKU-1") == (4, 0, 0, 4)


async def test_an_order_twice_on_a_page_reserves_what_it_wants_last(tx: Tx) -> None:
    await stock_up(tx, {"SKU-1": 9})
    first = make_order(1)
    second = replace(first, lines=(make_line(quantity=5),), modified_at=LATER)
    await take_in(tx, first, second)
    assert await balance(tx, "SKU-1") == (4, 5, 0, 9)


async def test_unpaid_orders_hold_goods_for_their_minutes_and_take_them_again_when_paid(
    db: Database,
) -> None:
    unpaid = make_order(1, status="pending_payment", paid_at=None)
    async with db.transaction() as tx:
        await stock_up(tx, {"SKU-1": 4})
        await take_in(tx, unpaid)
        assert await balance(tx, "SKU-1") == (2, 2, 0, 4)
        end = (await tx.execute(text("SELECT expires_at FROM stock_reservations"))).scalar_one()
    assert await give_back_unpaid(db, end - timedelta(seconds=1)) == 0
    assert [await give_back_unpaid(db, end) for _ in range(2)] == [1, 0]
    async with db.transaction() as tx:
        assert await balance(tx, "SKU-1") == (4, 0, 0, 4)
        await take_in(tx, replace(unpaid, status="to_ship", paid_at=LATER, modified_at=LATER))
        assert await balance(tx, "SKU-1") == (2, 2, 0, 4)
    assert await give_back_unpaid(db, end + timedelta(days=9)) == 0
    assert await findings(db) == []


async def test_an_order_that_is_paid_in_time_keeps_its_goods(db: Database) -> None:
    unpaid = make_order(1, status="pending_payment", paid_at=None)
    async with db.transaction() as tx:
        await stock_up(tx, {"SKU-1": 4})
        await take_in(tx, unpaid)
        end = (await tx.execute(text("SELECT expires_at FROM stock_reservations"))).scalar_one()
        await take_in(tx, replace(unpaid, status="to_ship", paid_at=LATER, modified_at=LATER))
    assert await give_back_unpaid(db, end + timedelta(days=9)) == 0
    async with db.transaction() as tx:
        assert await balance(tx, "SKU-1") == (2, 2, 0, 4)
    assert await findings(db) == []


async def test_orders_of_a_shop_without_stock_are_not_looked_at_twice(tx: Tx) -> None:
    await take_in(tx, make_order(1))
    kept = await tx.execute(text("SELECT count(*) FROM stock_listings"))
    assert kept.scalar_one() == 0
