"""The publisher beside every platform that takes quantities: one call for many changes, and the
right number after silence and after death, where an increment told twice would double it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from orderhub.channels.facade import Shop, session_for
from orderhub.connector_kit.session import Limits
from orderhub.connectors.kuaishou import stock as by_difference
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.stock.facade import Ending, ReservationState, reserve_many
from orderhub.stock.model import Allocation, AllocationMode, ShopStock
from orderhub.stock.publishing import DEBOUNCE, HOLD, Publisher
from orderhub.stock.service.plans import CALM
from orderhub.stock.store import listings, shops
from tests.chaos import stock_process
from tests.support.processes import FORKED
from tests.support.stock import arrive, stock_up, want
from tests.support.sync import Control, Hub, hub_on
from tests.support.wire import FarShop

FIRST, UNITS = 10, 40
SILENT_S, IMPATIENT_S, PATIENCE_S = 20, 5, 300
Tell = Callable[[int], Awaitable[object]]


@dataclass
class Counter:
    """One SKU with `UNITS` units, for sale at a platform that still shows `FIRST`."""

    hub: Hub
    shop: Shop
    control: Control
    sku_code: str
    sku_id: int
    ahead: timedelta = field(default=timedelta(0))

    def now(self) -> datetime:
        return clock.now() + self.ahead

    async def round(self, after: timedelta = timedelta(0), limits: Limits | None = None) -> int:
        """One round of a fresh publisher, `after` later."""
        self.ahead += after
        outside = replace(self.hub.outside, limits=limits or self.hub.outside.limits)
        return await Publisher(self.hub.db, partial(session_for, outside), self.now).round()

    async def move(self, *units: int) -> None:
        """Units come or go, each in a transaction of its own."""
        for one in units:
            async with self.hub.db.transaction() as tx:
                await arrive(tx, {self.sku_id: one})

    async def tell(self) -> None:
        """What is due now is told."""
        await self.round()
        await self.round(DEBOUNCE)

    async def sell(self, order: int, units: int, shop: int | None = None) -> None:
        """An order of the shop, or of another one, takes units."""
        wanted = want(order, (self.sku_code, units), shop=shop or self.shop.id)
        async with self.hub.db.transaction() as tx:
            await reserve_many(tx, [wanted], now=self.now())

    async def told(self) -> list[int]:
        """What the platform had on sale after each write of ours."""
        log = (await self.control.stock())["log"]
        return [change["quantity"] for change in log if change["sku_code"] == self.sku_code]

    async def on_sale(self) -> int:
        items = (await self.control.stock())["items"]
        return next(i["quantity"] for i in items if i["sku_code"] == self.sku_code)

    async def state(self) -> str:
        [row] = await self.hub.rows("SELECT state FROM stock_publications")
        return row.state

    async def silent(self) -> None:
        await self.control.fault("silent_after_write", args={"seconds": SILENT_S})


@contextmanager
def publisher_process(db: Database) -> Generator[BaseProcess]:
    url = db.url.render_as_string(hide_password=False)
    process = FORKED.Process(target=stock_process.work, args=(url,), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


@asynccontextmanager
async def counter_at(
    channel: str, db: Database, sandbox: dict[str, Any]
) -> AsyncGenerator[Counter]:
    async with hub_on(db, sandbox) as hub:
        shop, control = await hub.connect(channel)
        item, *_ = (await control.stock())["items"]
        code = item["sku_code"]
        await control.on_sale(**{code: FIRST})
        async with db.transaction() as tx:
            ids = await stock_up(tx, {code: UNITS}, shop.id)
            await shops.save(tx, ShopStock(shop_id=shop.id, publish=True), clock.now())
            named = {name: item[name] for name in ("listing_no", "sku_no", "sku_code")}
            listing = listings.Stated(shop_id=shop.id, title="货", item_id=ids[code], **named)
            await listings.put_many(tx, [listing], clock.now())
        yield Counter(hub, shop, control, code, ids[code])


@pytest.fixture
async def counter(
    stocking: FarShop, db: Database, sandbox: dict[str, Any]
) -> AsyncIterator[Counter]:
    async with counter_at(stocking.connector.channel, db, sandbox) as ready:
        yield ready


async def test_many_changes_are_one_call_with_the_last_number(counter: Counter) -> None:
    assert await counter.round() == 0
    await counter.move(-1, -1, -1, 5)
    assert await counter.round(DEBOUNCE / 2) == 0
    await counter.move(-9)
    assert await counter.round(DEBOUNCE) == 1
    assert await counter.told() == [UNITS - 7]
    await counter.move(-1, 1)
    await counter.round()
    assert await counter.round(DEBOUNCE) == 0
    assert await counter.told() == [UNITS - 7]


async def silence_and_again(counter: Counter) -> None:
    """The platform takes the write and says nothing; the publisher comes back to it."""
    await counter.silent()
    await counter.round()
    assert await counter.round(DEBOUNCE, Limits(total_s=IMPATIENT_S)) == 0
    assert await counter.state() == "unknown"
    assert await counter.round(timedelta(minutes=10)) == 1


async def test_silence_is_resolved_to_the_right_number_and_nothing_doubles(
    counter: Counter,
) -> None:
    await silence_and_again(counter)
    assert await counter.state() == "told"
    assert set(await counter.told()) == {UNITS}
    assert await counter.on_sale() == UNITS


async def test_a_planted_blind_repeat_of_an_increment_doubles_it(
    db: Database, sandbox: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    differences: dict[int, int] = {}

    async def blind(quantity: int, on_sale: Callable[[], Awaitable[int]], tell: Tell) -> None:
        await tell(differences.setdefault(quantity, quantity - await on_sale()))

    monkeypatch.setattr(by_difference, "set_by_difference", blind)
    async with counter_at("kuaishou", db, sandbox) as counter:
        await silence_and_again(counter)
        assert await counter.on_sale() == UNITS + (UNITS - FIRST)


async def test_a_publisher_killed_in_the_call_leaves_no_wrong_number(counter: Counter) -> None:
    await counter.silent()
    with publisher_process(counter.hub.db) as process:
        async with asyncio.timeout(PATIENCE_S):
            while not await counter.told():
                assert process.is_alive()
                await asyncio.sleep(0.05)
    assert await counter.state() == "sending"
    await counter.move(-3)
    await counter.round(HOLD + DEBOUNCE)
    await counter.round(DEBOUNCE)
    assert await counter.state() == "told"
    assert await counter.told() == [UNITS, UNITS - 3]
    assert await counter.on_sale() == UNITS - 3


async def test_a_part_that_is_sold_out_stays_so_while_others_sell_what_is_left(
    db: Database, sandbox: dict[str, Any]
) -> None:
    """A sold-out shelf that is told what others left over sells it a second time."""
    part = UNITS - 10
    async with counter_at("taobao", db, sandbox) as counter:
        async with db.transaction() as tx:
            mine = Allocation(AllocationMode.FIXED, part, 0)
            await shops.allocate(tx, counter.shop.id, counter.sku_id, mine, counter.now())
        await counter.round()
        await counter.round(DEBOUNCE)
        assert await counter.told() == [part]
        await counter.control.on_sale(**{counter.sku_code: 0})
        async with db.transaction() as tx:
            wanted = want(1, (counter.sku_code, part), shop=counter.shop.id)
            await reserve_many(tx, [wanted], now=counter.now())
        await counter.round()
        await counter.round(DEBOUNCE)
        assert await counter.told() == [part]
        assert await counter.on_sale() == 0


async def test_a_share_is_the_channels_own_until_goods_come_or_go(
    db: Database, sandbox: dict[str, Any]
) -> None:
    """Telling a share again because somebody bought puts back on sale what was sold meanwhile."""
    percent, elsewhere = 75, 77
    part = UNITS * percent // 100
    async with counter_at("taobao", db, sandbox) as counter:
        async with db.transaction() as tx:
            mine = Allocation(AllocationMode.SHARE, percent, 0)
            await shops.allocate(tx, counter.shop.id, counter.sku_id, mine, counter.now())
            await shops.save(tx, ShopStock(shop_id=elsewhere), counter.now())
        await counter.tell()
        assert await counter.told() == [part]
        await counter.control.on_sale(**{counter.sku_code: part - 20})
        await counter.sell(1, 12)
        await counter.sell(2, 4, elsewhere)
        await counter.tell()
        assert await counter.on_sale() == part - 20
        await counter.sell(3, 8)
        await counter.tell()
        assert await counter.told() == [part]
        await counter.round(CALM)
        rest = UNITS - 12 - 4 - 8
        assert await counter.on_sale() == rest * percent // 100
        await counter.move(20)
        await counter.tell()
        assert await counter.on_sale() == (rest + 20) * percent // 100


async def test_what_a_cancelled_order_gives_back_is_on_sale_again(counter: Counter) -> None:
    await counter.round()
    await counter.round(DEBOUNCE)
    sold, at = want(1, (counter.sku_code, 5), shop=counter.shop.id), counter.now()
    await counter.control.on_sale(**{counter.sku_code: UNITS - 5})
    async with counter.hub.db.transaction() as tx:
        await reserve_many(tx, [sold], now=at)
    await counter.round()
    await counter.round(DEBOUNCE)
    assert await counter.on_sale() == UNITS - 5
    gone = Ending(1, ReservationState.RELEASED, "cancelled", counter.shop.id)
    async with counter.hub.db.transaction() as tx:
        await reserve_many(tx, [], [gone], now=counter.now())
    await counter.round()
    await counter.round(DEBOUNCE)
    assert await counter.on_sale() == UNITS
