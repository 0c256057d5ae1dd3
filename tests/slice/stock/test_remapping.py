"""A listing that is another SKU than before: open orders take the new one exactly once, and what a
warehouse has already stays as it was packed."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from orderhub.infra import clock
from orderhub.infra.bus import Message
from orderhub.infra.db import Database, Tx
from orderhub.infra.timers import Timer
from orderhub.orders.facade import Fact, learn
from orderhub.orders.handlers import goods_remapped
from orderhub.orders.model import Flags
from orderhub.orders.service.remapping import remap
from orderhub.stock.service.desk import map_listing
from orderhub.stock.service.verify import verify
from tests.support.duties import put_on_call
from tests.support.orders import PLACED, make_actor, make_line, make_order, take_in
from tests.support.stock import balance, findings, stock_up

LATER = PLACED + timedelta(hours=3)
ORDER = make_order(1, lines=(make_line(sku_code="OLD"),))
RED = {"OLD": 20, "NEW": 10}


async def map_anew(tx: Tx, sku_id: int | None, code: str = "OLD") -> None:
    """A person says that the listing of this merchant code is another SKU."""
    found = text("SELECT id, version FROM stock_listings WHERE sku_code = :code")
    row = (await tx.execute(found, {"code": code})).one()
    await map_listing(tx, make_actor(), row.id, sku_id, row.version, clock.now())


async def due(tx: Tx) -> Timer:
    """The timer of what the outbox says was mapped anew."""
    await tx.write_now()
    rows = await tx.execute(text("DELETE FROM outbox WHERE topic ~ 'remapped' RETURNING *"))
    for row in rows.mappings().all():
        named = {n: row[n] for n in ("topic", "key", "version", "occurred_at", "data")}
        await goods_remapped(Message(id=str(row["id"]), **named), tx, clock.now)
    found = await tx.execute(text("SELECT kind, key, due_at, payload FROM timers"))
    return Timer(**found.mappings().one())


async def follow(tx: Tx, times: int = 1) -> None:
    timer = await due(tx)
    for _ in range(times):
        await remap(replace(timer, payload=dict(timer.payload)), tx, clock.now())


async def at_warehouse(tx: Tx, number: str, *, on: bool = True) -> None:
    order_id = (
        await tx.execute(text("SELECT id FROM orders WHERE number = :n"), {"n": number})
    ).scalar_one()
    at = LATER if on else LATER + timedelta(minutes=1)
    for source, kind, data in (
        ("person", "review", {"decision": "approved"}),
        ("wms", "warehouse", {"on": on, "asked_as": number}),
    ):
        said = Fact(
            order_id=order_id, source=source, kind=kind, key=f"{number}:{on}",
            occurred_at=at, learned_at=at, data=data,
        )  # fmt: skip
        await learn(tx, [said])


async def notices(tx: Tx) -> list[Any]:
    await tx.write_now()
    return list((await tx.execute(text("SELECT message FROM notify_deliveries"))).scalars())


async def test_open_orders_hold_the_sku_that_their_listing_is_from_now_on(tx: Tx) -> None:
    ids = await stock_up(tx, RED)
    await take_in(tx, ORDER)
    await map_anew(tx, ids["NEW"])
    await follow(tx, times=3)
    assert await balance(tx, "OLD") == (20, 0, 0, 20)
    assert await balance(tx, "NEW") == (8, 2, 0, 10)
    assert await verify(tx) == []


async def test_a_listing_that_was_no_sku_in_between_moves_its_orders_too(tx: Tx) -> None:
    ids = await stock_up(tx, RED)
    await take_in(tx, ORDER)
    await map_anew(tx, None)
    assert await balance(tx, "OLD") == (18, 2, 0, 20)
    await map_anew(tx, ids["NEW"])
    await follow(tx)
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((20, 0, 0, 20), (8, 2, 0, 10))


async def test_an_order_whose_new_sku_is_sold_out_is_short(tx: Tx) -> None:
    ids = await stock_up(tx, RED | {"NEW": 1})
    (number,) = await take_in(tx, ORDER)
    await map_anew(tx, ids["NEW"])
    await follow(tx)
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((20, 0, 0, 20), (1, 0, 0, 1))
    flags = await tx.execute(text("SELECT flags FROM orders WHERE number = :n"), {"n": number})
    assert Flags(flags.scalar_one()) & Flags.SHORT


async def test_what_a_warehouse_has_keeps_the_former_sku_and_people_hear_of_it(tx: Tx) -> None:
    await put_on_call(tx)
    ids = await stock_up(tx, RED)
    packed, waiting = await take_in(tx, ORDER, make_order(2, lines=ORDER.lines))
    await at_warehouse(tx, packed)
    await map_anew(tx, ids["NEW"])
    await follow(tx)
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((18, 2, 0, 20), (8, 2, 0, 10))
    [said] = await notices(tx)
    assert "1 单" in said["title_zh"]
    assert packed in said["body_zh"]
    assert waiting not in said["body_zh"]
    await take_in(tx, replace(ORDER, freight_minor=1, modified_at=LATER))
    assert await balance(tx, "OLD") == (18, 2, 0, 20)
    await take_in(tx, replace(ORDER, status="shipped", modified_at=LATER + timedelta(hours=1)))
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((18, 0, 2, 20), (8, 2, 0, 10))
    assert await verify(tx) == []


async def test_an_order_that_its_warehouse_gave_back_takes_the_sku_that_its_listing_is(
    tx: Tx,
) -> None:
    ids = await stock_up(tx, RED)
    (number,) = await take_in(tx, ORDER)
    await at_warehouse(tx, number)
    await map_anew(tx, ids["NEW"])
    await follow(tx)
    await at_warehouse(tx, number, on=False)
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((20, 0, 0, 20), (8, 2, 0, 10))
    assert await verify(tx) == []


async def test_what_left_of_an_order_with_a_closed_line_is_what_it_held(tx: Tx) -> None:
    """Its lines are named by what their listings are by now; its goods left all the same."""
    ids = await stock_up(tx, RED | {"MUG": 5})
    lines = (*ORDER.lines, make_line(line_no="2", sku_code="MUG", quantity=1))
    order = replace(ORDER, lines=lines)
    (number,) = await take_in(tx, order)
    await at_warehouse(tx, number)
    await map_anew(tx, ids["NEW"])
    await follow(tx)
    shut = replace(order, lines=(lines[0], replace(lines[1], closed=True)), modified_at=LATER)
    await take_in(tx, shut)
    await take_in(tx, replace(shut, status="shipped", modified_at=LATER + timedelta(hours=1)))
    assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == ((18, 0, 2, 20), (10, 0, 0, 10))
    assert await balance(tx, "MUG") == (5, 0, 0, 5)
    assert await verify(tx) == []


async def test_orders_that_are_read_again_meanwhile_move_once(db: Database) -> None:
    orders = [make_order(n, lines=ORDER.lines) for n in range(1, 5)]
    async with db.transaction() as tx:
        ids = await stock_up(tx, RED)
        await take_in(tx, *orders)
        await map_anew(tx, ids["NEW"])
    async with db.transaction() as tx:
        timer = await due(tx)

    async def move() -> None:
        async with db.transaction() as tx:
            await remap(replace(timer, payload=dict(timer.payload)), tx, clock.now())

    async def read_again(n: int) -> None:
        async with db.transaction() as tx:
            at = LATER + timedelta(minutes=n)
            await take_in(tx, *(replace(o, freight_minor=n, modified_at=at) for o in orders))

    await asyncio.gather(move(), read_again(1), move(), read_again(2), move())
    async with db.transaction() as tx:
        assert (await balance(tx, "OLD"), await balance(tx, "NEW")) == (
            (20, 0, 0, 20), (2, 8, 0, 10),
        )  # fmt: skip
    assert await findings(db) == []
