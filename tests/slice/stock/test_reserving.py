"""Orders reserve what is there and nothing more; what they give up comes back once."""

from orderhub.infra.db import Database, Tx
from orderhub.stock.facade import (
    Ending,
    ReservationState,
    reserve_many,
    serve_waiting,
)
from orderhub.stock.service.goods import NewSku, add_skus
from orderhub.stock.service.receive import Counted, count
from orderhub.stock.service.verify import verify
from orderhub.stock.store.balances import Note
from tests.support.orders import PLACED
from tests.support.stock import HOUSE, arrive, balance, findings, states, stock_up, want

RELEASED = ReservationState.RELEASED
SHIPPED = ReservationState.SHIPPED


async def test_a_batch_takes_what_is_there_and_the_rest_waits_by_name(tx: Tx) -> None:
    await stock_up(tx, {"A": 5, "B": 5})
    taken = await reserve_many(
        tx, [want(1, ("A", 2), ("B", 1)), want(2, ("A", 4)), want(3, ("A", 3))], now=PLACED
    )
    assert {order: dict(miss.units) for order, miss in taken.short.items()} == {2: {"A": 4}}
    assert await balance(tx, "A") == (0, 5, 0, 5)
    assert await states(tx, 2) == ["short"]
    assert await verify(tx) == []


async def test_the_higher_priority_is_served_first(tx: Tx) -> None:
    await stock_up(tx, {"A": 3})
    taken = await reserve_many(tx, [want(1, ("A", 2)), want(2, ("A", 2), priority=5)], now=PLACED)
    assert set(taken.short) == {1}


async def test_what_an_order_gives_up_comes_back_once_and_goes_to_the_queue(tx: Tx) -> None:
    await stock_up(tx, {"A": 4})
    await reserve_many(tx, [want(1, ("A", 4)), want(2, ("A", 1))], now=PLACED)
    await reserve_many(tx, [want(3, ("A", 2), priority=9)], now=PLACED)
    for _ in range(3):
        await reserve_many(tx, (), [Ending(1, RELEASED, "cancelled")], now=PLACED)
    assert await balance(tx, "A") == (1, 3, 0, 4)
    assert await states(tx, 3) == ["held"]
    assert await verify(tx) == []


async def test_goods_that_left_are_shipped_and_leave_the_warehouse(tx: Tx) -> None:
    await stock_up(tx, {"A": 4})
    await reserve_many(tx, [want(1, ("A", 3))], now=PLACED)
    for _ in range(2):
        await reserve_many(tx, (), [Ending(1, SHIPPED, "shipped")], now=PLACED)
    assert await balance(tx, "A") == (1, 0, 3, 4)
    assert await verify(tx) == []


async def test_a_bundle_is_held_whole_or_not_at_all(tx: Tx) -> None:
    await stock_up(tx, {"A": 4, "B": 1})
    await add_skus(tx, [NewSku(code="SET", title="套装", parts={"A": 2, "B": 1})], PLACED)
    taken = await reserve_many(tx, [want(1, ("SET", 1)), want(2, ("SET", 1))], now=PLACED)
    assert set(taken.short) == {2}
    assert await balance(tx, "A") == (2, 2, 0, 4)
    assert await balance(tx, "B") == (0, 1, 0, 1)
    assert await verify(tx) == []


async def test_a_changed_order_holds_what_it_wants_now(tx: Tx) -> None:
    await stock_up(tx, {"A": 5, "B": 5})
    await reserve_many(tx, [want(1, ("A", 3), ("B", 1))], now=PLACED)
    for _ in range(2):
        await reserve_many(tx, [want(1, ("A", 1), ("B", 1), known=True)], now=PLACED)
    assert (await balance(tx, "A"))[:2] == (4, 1)
    assert (await balance(tx, "B"))[:2] == (4, 1)
    assert await verify(tx) == []


async def test_goods_that_come_in_go_to_the_queue_by_priority(tx: Tx) -> None:
    ids = await stock_up(tx, {"A": 0})
    await reserve_many(tx, [want(1, ("A", 2)), want(2, ("A", 2), priority=3)], now=PLACED)
    await arrive(tx, {ids["A"]: 3})
    assert (await states(tx, 1), await states(tx, 2)) == (["short"], ["held"])
    assert await balance(tx, "A") == (1, 2, 0, 3)
    assert await verify(tx) == []


async def test_an_unknown_listing_waits_until_it_is_mapped(tx: Tx) -> None:
    await stock_up(tx, {"A": 5})
    taken = await reserve_many(tx, [want(1, ("NEW", 2), ("A", 1))], now=PLACED)
    assert taken.unmapped == {1}
    assert sorted(await states(tx, 1)) == ["held", "unmapped"]
    await add_skus(tx, [NewSku(code="NEW", title="新品")], PLACED)
    assert sorted(await states(tx, 1)) == ["held", "released", "short"]


async def test_what_is_reserved_cannot_be_counted_away(tx: Tx) -> None:
    ids = await stock_up(tx, {"A": 5})
    await reserve_many(tx, [want(1, ("A", 4))], now=PLACED)
    counted = [Counted(ids["A"], HOUSE, 3, absolute=True)]
    refused = await count(tx, counted, Note("count", PLACED, "盘点"))
    assert [no.code for no in refused.values()] == ["reserved_for_orders"]
    assert await balance(tx, "A") == (1, 4, 0, 5)


async def test_a_shop_that_takes_no_part_reserves_nothing(tx: Tx) -> None:
    await stock_up(tx, {"A": 5})
    taken = await reserve_many(tx, [want(1, ("A", 4), shop=77)], now=PLACED)
    assert (taken.short, await balance(tx, "A")) == ({}, (5, 0, 0, 5))


async def test_a_bundle_whose_parts_come_one_by_one_is_served_when_the_last_is_there(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        ids = await stock_up(tx, {"A": 0, "B": 0})
        await add_skus(tx, [NewSku(code="SET", title="套装", parts={"A": 2, "B": 1})], PLACED)
        await reserve_many(tx, [want(1, ("SET", 1))], now=PLACED)
    for code, units, served in (("A", 2, 0), ("B", 1, 1)):
        async with db.transaction() as tx:
            await arrive(tx, {ids[code]: units})
        assert await serve_waiting(db, PLACED) == served
    async with db.transaction() as tx:
        assert await states(tx, 1) == ["held", "held"]
    assert await serve_waiting(db, PLACED) == 0
    assert await findings(db) == []
