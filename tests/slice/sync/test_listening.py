"""One process listens for each app; what it hears is kept before it is acknowledged."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from orderhub.channels.facade import Shop
from orderhub.connector_kit.contract import ShopSession
from orderhub.connector_kit.notices import Notice
from orderhub.infra import leases
from orderhub.kernel.errors import DatabaseBusy
from orderhub.sync.facade import Work
from orderhub.sync.pull.listen import Receiver
from tests.slice.sync.conftest import Far
from tests.support import madeup

PATIENCE_S = 120


def message(no: str, order: str, account_no: str = "") -> Notice:
    return Notice(message_no=no, topic="changed", external_no=order, account_no=account_no)


async def hear(far: Far, *, until: int, work: Work | None = None) -> None:
    """Listen until so many messages are acknowledged."""
    stop = asyncio.Event()
    listening = asyncio.create_task(Receiver(work or far.work()).run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while len(far.platform.acknowledged) < until:  # noqa: ASYNC110 - the platform counts
            await asyncio.sleep(0.02)
    stop.set()
    await listening


async def named(far: Far, shop: Shop) -> list[str]:
    found = await far.rows(
        "SELECT external_no FROM sync_reads WHERE shop_id = :id ORDER BY 1", id=shop.id
    )
    return [row.external_no for row in found]


async def account(far: Far, shop: Shop, no: str) -> None:
    async with far.db.transaction() as tx:
        row = {"id": shop.id, "no": no}
        await tx.execute(text("UPDATE shops SET account_no = :no WHERE id = :id"), row)


async def test_a_message_reaches_the_shop_of_its_account_and_its_order_is_pulled(far: Far) -> None:
    first, second = await far.connect("一店"), await far.connect("二店")
    await account(far, first, "100")
    await account(far, second, "200")
    far.platform.place("A1", far.now())
    far.platform.queue = [message("m1", "A1", "200"), message("m2", "A2", "100")]
    await hear(far, until=2)
    assert (await named(far, first), await named(far, second)) == (["A2"], ["A1"])
    await far.turn(second, poll=False)
    assert await far.stored(second) == {"A1"}


async def test_a_message_of_an_unknown_account_reaches_the_shops_whose_account_is_not_known(
    far: Far,
) -> None:
    first, second = await far.connect("一店"), await far.connect("二店")
    await account(far, first, "100")
    far.platform.queue = [message("m1", "A1", "300"), message("m2", "A2")]
    await hear(far, until=2)
    assert (await named(far, first), await named(far, second)) == (["A2"], ["A1", "A2"])


async def test_whose_account_it_is_follows_from_the_shop_that_has_the_order(far: Far) -> None:
    first, second = await far.connect("一店"), await far.connect("二店")
    far.platform.place("A1", far.now())
    far.platform.queue = [message("m1", "A1", "300"), message("m2", "A2", "400")]
    await hear(far, until=2)
    assert await named(far, first) == await named(far, second) == ["A1", "A2"]
    await far.turn(second, poll=False)
    assert (await named(far, first), await named(far, second)) == (["A2"], [])
    far.platform.queue = [message("m3", "A3", "300"), message("m4", "A4", "400")]
    await hear(far, until=4)
    assert (await named(far, first), await named(far, second)) == (["A2", "A4"], ["A3"])


async def test_a_repeated_message_is_acknowledged_and_has_one_effect(far: Far) -> None:
    await far.connect()
    far.platform.queue = [message("m1", "A1"), message("m1", "A1")]
    await hear(far, until=2)
    far.platform.queue = [message("m1", "A1")]
    await hear(far, until=3)
    assert len(await far.rows("SELECT 1 FROM sync_notices")) == 1
    assert [row.asked for row in await far.rows("SELECT asked FROM sync_reads")] == [1]


async def test_what_could_not_be_kept_is_not_acknowledged(far: Far) -> None:
    shop = await far.connect()
    far.platform.queue = [message("m1", "A1")]

    async def broken(_notices: object) -> None:
        raise DatabaseBusy("no connection")

    session = await madeup.open_session(shop)
    with pytest.raises(DatabaseBusy):
        await madeup.listen(session, broken)
    assert far.platform.acknowledged == []
    await hear(far, until=1)
    assert len(await far.rows("SELECT 1 FROM sync_notices")) == 1


async def test_while_one_process_listens_another_does_not(far: Far) -> None:
    await far.connect()
    name = f"listen:{madeup.CHANNEL}:app"
    theirs = await leases.hold(far.db, name, "elsewhere", timedelta(seconds=60))
    assert theirs is not None
    stop = asyncio.Event()
    far.platform.queue = [message("m1", "A1")]
    receiver = Receiver(far.work())
    await receiver.start_missing(stop)
    await asyncio.sleep(0.3)  # Long enough to have heard it, had it not been for the lease.
    assert far.platform.acknowledged == []
    stop.set()
    await leases.release(far.db, theirs)
    await hear(far, until=1)


async def test_a_shop_that_cannot_be_opened_does_not_silence_its_app(far: Far) -> None:
    first = await far.connect("一店")
    await far.connect("二店")
    far.platform.queue = [message("m1", "A1")]
    refused: list[int] = []

    async def opened(shop: Shop, **_: bool) -> ShopSession:
        if shop.id == first.id and not refused:
            refused.append(shop.id)
            return await madeup.open_session(_elsewhere(shop))
        return await madeup.open_session(shop)

    await hear(far, until=1, work=far.work(open_session=opened))
    assert refused == [first.id]


async def test_every_shop_of_an_app_has_its_turn_at_the_line(far: Far) -> None:
    first, second = await far.connect("一店"), await far.connect("二店")
    opened: list[int] = []

    async def noted(shop: Shop, **_: object) -> ShopSession:
        if len(opened) < 2:
            far.platform.queue.append(message(f"m{len(opened)}", "A1"))
        opened.append(shop.id)
        return await madeup.open_session(shop)

    await hear(far, until=2, work=far.work(open_session=noted))
    assert opened[:2] == [first.id, second.id]


def _elsewhere(shop: Shop) -> Shop:
    return replace(shop, app_key="nowhere")
