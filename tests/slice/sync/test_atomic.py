"""Cursor and rows move together; one worker per shop; a worker that was replaced writes nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text

from orderhub.apps.drill.stage import SET_BACK
from orderhub.channels.facade import Shop, reading_of, session_for
from orderhub.connector_kit.attributes import AttributeMapping
from orderhub.connector_kit.contract import Answer, Host, Page, ShopSession, Socket
from orderhub.infra import leases
from orderhub.sync.facade import lease_of
from orderhub.sync.model import Cursor, Run, RunKind, RunState, Taken
from orderhub.sync.pull.poller import Poller
from orderhub.sync.pull.run import try_turn
from orderhub.sync.pull.scheduled import read_recent
from orderhub.sync.pull.turn import HOLD_FOR, Turn
from orderhub.sync.store import cursors, runs
from tests.support.sync import Hub, ago, truth


class Killed(BaseException):
    """The process ends here: nothing after this line happens."""


class DyingSession:
    """A real session that gives up after some answers, as a killed worker does."""

    def __init__(self, session: ShopSession, answers: int) -> None:
        self._session = session
        self._left = answers

    @property
    def credentials(self) -> Mapping[str, str]:
        return self._session.credentials

    async def read(self, method: str, params: Mapping[str, Any]) -> Answer:
        if self._left <= 0:
            raise Killed
        self._left -= 1
        return await self._session.read(method, params)

    async def write(self, method: str, params: Mapping[str, Any]) -> Answer:
        return await self._session.write(method, params)

    async def authorise(
        self, method: str, params: Mapping[str, Any], *, host: Host = "oauth"
    ) -> Answer:
        return await self._session.authorise(method, params, host=host)

    def listen(self, method: str, params: Mapping[str, Any]) -> AbstractAsyncContextManager[Socket]:
        return self._session.listen(method, params)


async def make_due(hub: Hub, shop: Shop) -> None:
    async with hub.db.transaction() as tx:
        await cursors.ensure(tx, [shop.id], hub.now())
        await cursors.move_due(tx, [shop.id], hub.now() - timedelta(seconds=1))


async def test_a_worker_killed_after_any_page_loses_nothing_and_doubles_nothing(hub: Hub) -> None:
    shop, control = await hub.connect("jd")
    await control.place(320, spread_seconds=3000)
    for answers in (1, 2, 3, 1):

        async def dying(shop: Shop, answers: int = answers, **_: bool) -> ShopSession:
            return DyingSession(await session_for(hub.outside, shop), answers)

        await make_due(hub, shop)
        with pytest.raises(Killed):
            await try_turn(replace(hub.work(), open_session=dying), shop)
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())
    facts = await hub.rows("SELECT count(*) AS n FROM order_facts")
    assert facts[0].n == 320
    ends = {run.error_code for run in await hub.runs(shop) if run.state is RunState.FAILED}
    assert ends == {"interrupted"}


class DyingMapping:
    """Ends the process while a page's rows are being taken in."""

    def apply(self, _: Any) -> Any:
        raise Killed


class HastyTurn(Turn):
    """The planted bug: the cursor is saved on its own, before the rows."""

    async def take(
        self, run: Run, pages: Sequence[Page], read_at: datetime, after: Cursor | None
    ) -> Taken:
        if after is not None:
            async with self.work.db.transaction() as tx:
                await cursors.save(tx, after)
        return await super().take(run, pages, read_at, None)


async def lost_by(hub: Hub, kind: type[Turn]) -> int:
    """Orders missing for good after a worker died in the middle of taking its page in."""
    shop, control = await hub.connect("taobao")
    await control.place(40)
    work, now = hub.work(), hub.now()
    lease = await leases.hold(hub.db, f"sync:{shop.id}", "dying", HOLD_FOR)
    assert lease is not None
    async with hub.db.transaction() as tx:
        reading = await reading_of(tx, shop)
        cursor = await cursors.load(tx, shop.id, now)
        run = await runs.insert(
            tx, shop.id, RunKind.SCHEDULED, RunState.RUNNING, by="tests", now=now
        )
    turn = kind(
        work=work,
        shop=shop,
        connector=reading.connector,
        reading=replace(reading, fields=cast(AttributeMapping, DyingMapping())),
        lease=lease,
        cursor=cursor,
    )
    pull = reading.connector.pull_orders
    assert pull is not None
    with pytest.raises(Killed):
        await read_recent(turn, run, pull)
    await leases.release(hub.db, lease)
    await hub.turn(shop)
    return len(truth(await control.orders())) - len(await hub.stored(shop))


async def test_a_worker_killed_inside_a_page_loses_nothing(hub: Hub) -> None:
    assert await lost_by(hub, Turn) == 0


async def test_the_test_above_sees_a_cursor_that_is_saved_before_its_rows(hub: Hub) -> None:
    assert await lost_by(hub, HastyTurn) == 40


async def test_rows_and_cursor_are_one_transaction(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.place(40)
    async with hub.db.transaction() as tx:
        await tx.execute(text("ALTER TABLE sync_runs ADD CHECK (pages < 1) NOT VALID"))
    await make_due(hub, shop)
    with pytest.raises(Exception, match="sync_runs"):
        await try_turn(hub.work(), shop)
    assert await hub.stored(shop) == {}
    [cursor] = await hub.rows("SELECT read_to FROM sync_cursors")
    assert cursor.read_to is None


async def test_two_pollers_never_run_one_shop_at_the_same_time(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.place(250, spread_seconds=3000)
    at_work: list[str] = []
    overlaps: list[list[str]] = []

    def opened_by(owner: str) -> Any:
        async def opened(shop: Shop, **_: bool) -> ShopSession:
            at_work.append(owner)
            overlaps.append(list(at_work))
            return await session_for(hub.outside, shop)

        return opened

    async def turn(owner: str) -> None:
        await try_turn(replace(hub.work(owner), open_session=opened_by(owner)), shop)
        if owner in at_work:
            at_work.remove(owner)

    await make_due(hub, shop)
    await asyncio.gather(*(turn(f"worker-{n}") for n in range(4)))
    assert all(len(together) == 1 for together in overlaps)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_a_worker_that_was_replaced_is_refused_and_its_page_is_not_lost(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.place(30)

    async def stolen(shop: Shop, **_: bool) -> ShopSession:
        session = await session_for(hub.outside, shop)
        async with hub.db.transaction() as tx:
            await tx.execute(text("UPDATE leases SET expires_at = now() - interval '1 second'"))
        assert await leases.hold(hub.db, f"sync:{shop.id}", "the next worker", HOLD_FOR)
        return session

    await make_due(hub, shop)
    assert await try_turn(replace(hub.work("zombie"), open_session=stolen), shop)
    assert await hub.stored(shop) == {}
    assert not await try_turn(hub.work("third"), shop)
    lease = await leases.hold(hub.db, f"sync:{shop.id}", "the next worker", HOLD_FOR)
    assert lease is not None
    await leases.release(hub.db, lease)
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_a_shop_set_back_by_a_drill_while_it_is_being_asked_in_vain_stays_so(
    hub: Hub,
) -> None:
    shop, control = await hub.connect("jd")
    await hub.turn(shop)
    outage_s, app_key = 7 * 3600, hub.sandbox["channels"]["jd"]["shops"][0]["app_key"]
    await control.place(20, placed_at=ago(hours=6), spread_seconds=5 * 3600)
    await control.whitelist(app_key, ["203.0.113.7"])

    async def set_back(shop: Shop, **_: bool) -> ShopSession:
        async with hub.db.transaction() as tx:
            held = {"name": lease_of(shop.id), "owner": "drill"}
            said = {"shop_id": shop.id, "seconds": outage_s}
            await tx.raw.execute(SET_BACK, held | said)
        return await session_for(hub.outside, shop)

    await make_due(hub, shop)
    assert await try_turn(replace(hub.work(), open_session=set_back), shop)
    await control.whitelist(app_key, None)
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_the_poller_gives_every_shop_its_turn(hub: Hub) -> None:
    shops = [await hub.connect(channel, n) for channel in ("taobao", "jd") for n in range(2)]
    for _, control in shops:
        await control.place(20)
    poller = Poller(hub.work(), concurrency=2)
    for _ in range(4):
        await poller.start_due()
        await poller.drain()
    for shop, control in shops:
        assert await hub.stored(shop) == truth(await control.orders())
