"""Goods that are no SKU of ours stop their order until the last of them is one, or is wanted no
more."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.bus import Message
from orderhub.infra.db import Database, Tx
from orderhub.orders.handlers import goods_known
from orderhub.stock.facade import give_back_unpaid, reserve_left
from orderhub.stock.service.goods import NewSku, add_skus
from tests.support.orders import PLACED, make_line, make_order, take_in
from tests.support.stock import findings, stock_up

LATER = PLACED + timedelta(hours=3)
TWO = (
    make_line(sku_code="RED", title="红色"),
    make_line(line_no="2", sku_code="BLUE", title="蓝色"),
)


async def stopped(tx: Tx) -> bool:
    """Whether the order is stopped by unknown goods, after it heard what stock said."""
    await tx.write_now()
    rows = await tx.execute(text("DELETE FROM outbox WHERE topic LIKE 'stock.%' RETURNING *"))
    for row in sorted(rows.mappings().all(), key=lambda row: row["id"]):
        if "mapped" in row["topic"]:
            named = {n: row[n] for n in ("topic", "key", "version", "occurred_at", "data")}
            await goods_known(Message(id=str(row["id"]), **named), tx)
    open_ones = text("""
        SELECT count(*) FROM order_exceptions WHERE kind = 'unknown_goods' AND closed_at IS NULL
    """)
    return bool((await tx.execute(open_ones)).scalar_one())


async def add(tx: Tx, code: str) -> None:
    await add_skus(tx, [NewSku(code=code, title=code)], clock.now())


async def test_an_order_goes_on_when_the_last_of_its_listings_is_mapped(tx: Tx) -> None:
    await stock_up(tx, {})
    await take_in(tx, make_order(1, lines=TWO))
    assert await stopped(tx)
    await add(tx, "RED")
    assert await stopped(tx)
    await add(tx, "BLUE")
    assert not await stopped(tx)


async def test_an_order_goes_on_when_it_no_longer_wants_what_is_unknown(tx: Tx) -> None:
    await stock_up(tx, {"SKU-1": 9})
    order = make_order(1, lines=TWO)
    await take_in(tx, order)
    assert await stopped(tx)
    await take_in(tx, replace(order, lines=(make_line(),), modified_at=LATER))
    assert not await stopped(tx)


async def test_unknown_goods_of_an_unpaid_order_do_not_stop_it_once_they_were_mapped(
    db: Database,
) -> None:
    unpaid = make_order(1, status="pending_payment", paid_at=None, lines=TWO[:1])
    async with db.transaction() as tx:
        await stock_up(tx, {})
        await take_in(tx, unpaid)
        assert not await stopped(tx)
    assert await give_back_unpaid(db, clock.now() + timedelta(hours=1)) == 1
    async with db.transaction() as tx:
        await add(tx, "RED")
        await take_in(tx, replace(unpaid, status="to_ship", paid_at=LATER, modified_at=LATER))
        assert not await stopped(tx)


async def test_an_order_that_came_in_while_its_listing_was_mapped_reserves_all_the_same(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await stock_up(tx, {})
        await take_in(tx, make_order(1, lines=TWO[:1]))
    async with db.transaction() as comes_in:
        await take_in(comes_in, make_order(2, lines=TWO[:1]))
        async with db.transaction() as desk:
            await add(desk, "RED")
    assert await reserve_left(db, clock.now()) == 1
    async with db.transaction() as tx:
        assert not await stopped(tx)
        short = text("SELECT count(*) FROM stock_reservations WHERE state = 'short'")
        assert (await tx.execute(short)).scalar_one() == 2
    assert await findings(db) == []
