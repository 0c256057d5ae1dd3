"""Shares of one SKU at two platforms: together they never sell what there is not, whichever of them
is told first, is silent or refuses; and when a share is worked out anew."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from orderhub.channels.facade import Shop, session_for
from orderhub.connector_kit.session import Limits
from orderhub.infra import clock
from orderhub.infra.db import Database
from orderhub.stock.facade import WantLine, reserve_many
from orderhub.stock.model import AllocationMode, ShopStock
from orderhub.stock.publishing import DEBOUNCE, Publisher
from orderhub.stock.queries import desk
from orderhub.stock.service.offers import offers_of
from orderhub.stock.service.plans import CALM, plans_of
from orderhub.stock.store import listings, shops
from tests.support.stock import arrive, stock_up, want
from tests.support.sync import Control, Hub, hub_on

UNITS, SOLD = 100, 40
FIRST, REST = UNITS // 2, (UNITS - SOLD) // 2
SILENT_S, IMPATIENT_S = 20, 2
MINUTE, BACK = timedelta(minutes=1), timedelta(minutes=10)


@dataclass
class Shelf:
    """A listing of the SKU at one platform."""

    shop: Shop
    control: Control
    listing_no: str
    code: str

    async def on_sale(self) -> int:
        items = (await self.control.stock())["items"]
        return next(item["quantity"] for item in items if item["sku_code"] == self.code)

    async def told(self) -> list[int]:
        log = (await self.control.stock())["log"]
        return [change["quantity"] for change in log if change["sku_code"] == self.code]


@dataclass
class Halves:
    """`UNITS` of one SKU, half of them each platform's share, both told."""

    hub: Hub
    sku_id: int
    slow: Shelf
    quick: Shelf
    ahead: timedelta = field(default=timedelta(0))
    orders: int = 0

    def now(self) -> datetime:
        return clock.now() + self.ahead

    async def round(self, after: timedelta = timedelta(0), limits: Limits | None = None) -> None:
        self.ahead += after
        outside = replace(self.hub.outside, limits=limits or self.hub.outside.limits)
        await Publisher(self.hub.db, partial(session_for, outside), self.now).round()

    async def settle(self) -> None:
        """Everything that is due is told, and what waited for it."""
        for _ in range(3):
            await self.round(DEBOUNCE)

    async def sell(self, shelf: Shelf, units: int) -> None:
        """The platform sells so many, and the hub takes the order in."""
        await shelf.control.on_sale(**{shelf.code: await shelf.on_sale() - units})
        self.orders += 1
        line = WantLine("1", shelf.listing_no, shelf.code, "货", "", units)
        wanted = replace(want(self.orders, shop=shelf.shop.id), lines=(line,))
        async with self.hub.db.transaction() as tx:
            await reserve_many(tx, [wanted], now=self.now())

    async def numbers(self) -> tuple[int, int]:
        return await self.slow.on_sale(), await self.quick.on_sale()


@pytest.fixture
async def halves(db: Database, sandbox: dict[str, Any]) -> AsyncIterator[Halves]:
    async with hub_on(db, sandbox) as hub:
        shelves: list[Shelf] = []
        async with db.transaction() as tx:
            ids = await stock_up(tx, {"SHARED": UNITS})
        for channel in ("taobao", "kuaishou"):
            shop, control = await hub.connect(channel)
            item, *_ = (await control.stock())["items"]
            shelves.append(Shelf(shop, control, item["listing_no"], item["sku_code"]))
            half = ShopStock(shop_id=shop.id, publish=True, mode=AllocationMode.SHARE, amount=50)
            named = {name: item[name] for name in ("listing_no", "sku_no", "sku_code")}
            listing = listings.Stated(shop_id=shop.id, title="货", item_id=ids["SHARED"], **named)
            async with db.transaction() as tx:
                await shops.save(tx, half, clock.now())
                await listings.put_many(tx, [listing], clock.now())
        slow, quick = shelves
        ready = Halves(hub, ids["SHARED"], slow, quick)
        await ready.round()
        await ready.settle()
        assert await ready.numbers() == (FIRST, FIRST)
        yield ready


async def ahead(halves: Halves, shelf: Shelf) -> tuple[int | None, object]:
    """What the platform has on sale, and what it is to be told: the number and why."""
    async with halves.hub.db.transaction() as tx:
        offers = await offers_of(tx, [halves.sku_id])
        plans = await plans_of(tx, [halves.sku_id], offers, halves.now())
        found = await desk.listings(tx, [shelf.shop.id], desk.Which(item=halves.sku_id))
    [row] = found
    plan = plans[row["id"]]
    said = plan.outlook(row["due_at"])
    return plan.on_sale, said and said[:2]


async def unevenly_sold(halves: Halves) -> None:
    """One platform sold most of its share, and orders are quiet: its share grows, the other's
    shrinks by as much."""
    await halves.sell(halves.quick, SOLD)
    await halves.settle()
    assert await halves.numbers() == (FIRST, FIRST - SOLD)
    halves.ahead += CALM


async def test_a_share_grows_only_after_the_other_platform_was_told_to_sell_less(
    halves: Halves,
) -> None:
    assert await ahead(halves, halves.quick) == (FIRST, None)
    await unevenly_sold(halves)
    assert await ahead(halves, halves.slow) == (FIRST, (REST, "changed"))
    assert await ahead(halves, halves.quick) == (FIRST - SOLD, (REST, "cuts"))
    await halves.round()
    assert await halves.numbers() == (REST, FIRST - SOLD)
    await halves.settle()
    assert await halves.numbers() == (REST, REST)
    assert (len(await halves.slow.told()), len(await halves.quick.told())) == (2, 2)


@pytest.mark.parametrize("fault", ["silent", "refused"])
async def test_a_share_stays_as_it_is_while_nobody_knows_that_the_other_sells_less(
    halves: Halves, fault: str
) -> None:
    await unevenly_sold(halves)
    if fault == "silent":
        await halves.slow.control.fault("silent_after_write", args={"seconds": SILENT_S})
    else:
        await halves.slow.control.fault("F4", times=None)
    await halves.round(limits=Limits(total_s=IMPATIENT_S))
    await halves.settle()
    assert await halves.quick.on_sale() == FIRST - SOLD
    await halves.slow.control.heal()
    await halves.round(BACK)
    await halves.settle()
    assert await halves.numbers() == (REST, REST)


async def test_a_share_grows_by_what_was_counted_beside_one_that_cannot_shrink(
    halves: Halves,
) -> None:
    """What came in is free to sell; only what the other platform has too many waits."""
    await unevenly_sold(halves)
    await halves.slow.control.fault("F4", times=None)
    async with halves.hub.db.transaction() as tx:
        await arrive(tx, {halves.sku_id: 10})
    await halves.settle()
    free = UNITS - SOLD + 10
    slow, quick = await halves.numbers()
    assert (slow, quick) == (FIRST, free - FIRST)


async def test_a_share_is_worked_out_anew_once_orders_were_quiet_for_ten_minutes(
    halves: Halves,
) -> None:
    await halves.sell(halves.quick, SOLD)
    await halves.settle()
    await halves.round(CALM / 2)
    await halves.sell(halves.slow, 2)
    await halves.settle()
    await halves.round(CALM - MINUTE)
    await halves.settle()
    assert await halves.numbers() == (FIRST - 2, FIRST - SOLD)
    assert await ahead(halves, halves.slow) == (FIRST - 2, ((UNITS - SOLD - 2) // 2, "quiet"))
    await halves.round(MINUTE)
    await halves.settle()
    rest = (UNITS - SOLD - 2) // 2
    assert await halves.numbers() == (rest, rest)
