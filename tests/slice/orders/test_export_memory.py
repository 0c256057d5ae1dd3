"""F58: an export of however many orders takes the memory of a few."""

import tracemalloc
from contextlib import aclosing

import pytest

from orderhub.infra.db import Database
from orderhub.orders.queries.filters import Search
from orderhub.orders.schemas.query import FilterIn
from orderhub.orders.service.exports import stream
from orderhub.orders.service.search import prepare
from tests.support.orders import add_shops, make_actor, make_order, take_in

FEW, MANY = 300, 2_700
PAGE = 200


@pytest.fixture
async def shops(db: Database) -> tuple[Search, Search]:
    """A search for the orders of a small shop, and one for those of a large one."""
    async with db.transaction() as tx:
        await add_shops(tx, "小店", "大店")
        await take_in(tx, *(make_order(n) for n in range(FEW)), shop_id=1)
        await take_in(tx, *(make_order(n) for n in range(MANY)), shop_id=2)
        given = [FilterIn.model_validate({"shop_id": [shop]}).to_filter() for shop in (1, 2)]
        small, large = [await prepare(tx, make_actor(), one) for one in given]
    return small, large


async def peak(db: Database, search: Search, form: stream.Format) -> tuple[int, int]:
    """Bytes of memory at most, and bytes told."""
    told = 0
    tracemalloc.start()
    try:
        async with aclosing(stream.export(db, search, form)) as pieces:
            async for piece in pieces:
                told += len(piece)
        return tracemalloc.get_traced_memory()[1], told
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_nine_times_the_orders_do_not_take_twice_the_memory(
    db: Database,
    shops: tuple[Search, Search],
    form: stream.Format,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "AT_ONCE", PAGE)
    small, large = shops
    await peak(db, small, form)  # What is loaded once is not counted.
    few, told_few = await peak(db, small, form)
    many, told_many = await peak(db, large, form)
    assert told_many > told_few * 4
    assert many < few * 2
