"""Fair turns: neither a busy shop nor a slow channel keeps the others waiting."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import TextClause, text

from orderhub.channels.facade import Shop
from orderhub.connector_kit.contract import ShopSession
from orderhub.sync.pull.poller import Poller
from orderhub.sync.pull.turn import Work
from orderhub.sync.store import cursors
from tests.support.sync import Hub, ago

HOT_ORDERS = 600


@pytest.fixture
def unfair(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted bug: whoever was served last is served first."""
    planted: TextClause = text(str(cursors.DUE).replace("ORDER BY", "ORDER BY 1, "))
    monkeypatch.setattr(cursors, "DUE", planted)


async def turns(hub: Hub, rounds: int) -> tuple[list[int], Shop, list[Shop]]:
    """Who was asked, in order, when one shop has a hundred times the orders of the others."""
    hot, control = await hub.connect("taobao", 0)
    await control.place(HOT_ORDERS)
    calm: list[Shop] = []
    for index in (1, 2):
        shop, control = await hub.connect("taobao", index)
        await control.place(HOT_ORDERS // 100)
        calm.append(shop)
    asked: list[int] = []
    work = hub.work(pages=1)

    async def noting(shop: Shop, *, valuable: bool = False) -> ShopSession:
        asked.append(int(shop.id))
        return await work.open_session(shop, valuable=valuable)

    poller = Poller(Work(db=hub.db, open_session=noting, now=hub.now, owner="t", pages=1), 1)
    for _ in range(rounds):
        await poller.start_due()
        await poller.drain()
    return asked, hot, calm


def longest_run(asked: list[int], of: int) -> int:
    longest = now = 0
    for shop in asked:
        now = now + 1 if shop == of else 0
        longest = max(longest, now)
    return longest


async def test_a_shop_with_a_hundred_times_the_orders_leaves_the_others_their_turns(
    hub: Hub,
) -> None:
    asked, hot, calm = await turns(hub, rounds=6)
    assert sorted(asked[:3]) == sorted(int(shop.id) for shop in (hot, *calm))
    for shop in calm:
        assert len(await hub.stored(shop)) == HOT_ORDERS // 100
    assert Counter(asked)[int(hot.id)] > 1


@pytest.mark.usefixtures("unfair")
async def test_a_planted_unfair_order_of_turns_is_found(hub: Hub) -> None:
    asked, hot, calm = await turns(hub, rounds=4)
    assert longest_run(asked, int(hot.id)) == 4
    assert not any([await hub.stored(shop) for shop in calm])


async def test_who_gave_way_reads_on_to_where_he_was_going_and_not_his_overlap_again(
    hub: Hub,
) -> None:
    shop, control = await hub.connect("taobao", 0)
    await control.place(HOT_ORDERS, placed_at=ago(seconds=100), spread_seconds=60)
    poller = Poller(hub.work(pages=2), 1)
    turns = 0
    while await poller.start_due() and turns < 12:
        await poller.drain()
        hub.ahead += timedelta(seconds=2)
        turns += 1
    assert turns < 12
    assert len(await hub.stored(shop)) == HOT_ORDERS


@pytest.fixture
def gate() -> Iterator[asyncio.Event]:
    """A slow channel answers when this is set."""
    event = asyncio.Event()
    yield event
    event.set()


async def test_a_slow_channel_holds_up_its_own_shops_only(hub: Hub, gate: asyncio.Event) -> None:
    slow = [(await hub.connect("taobao", index))[0] for index in range(3)]
    quick, control = await hub.connect("jd")
    await control.place(3)
    work = hub.work()

    async def opening(shop: Shop, *, valuable: bool = False) -> ShopSession:
        if shop.channel == "taobao":
            await gate.wait()
        return await work.open_session(shop, valuable=valuable)

    poller = Poller(Work(db=hub.db, open_session=opening, now=hub.now, owner="t"), 2)
    assert await poller.start_due() == 3
    while not await hub.stored(quick):  # noqa: ASYNC110 - what another task has committed
        await asyncio.sleep(0.01)
    assert await poller.start_due() == 0
    gate.set()
    await poller.drain()
    assert await poller.start_due() == 1
    await poller.drain()
    done = {row.shop_id for row in await hub.rows("SELECT shop_id FROM sync_runs")}
    assert done == {shop.id for shop in (*slow, quick)}
