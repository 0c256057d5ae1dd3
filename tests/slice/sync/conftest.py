"""A hub beside the sandbox, and one beside a made-up channel."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.channels.facade import Shop, get_shop
from orderhub.infra import clock
from orderhub.infra.crypto import MasterKey
from orderhub.infra.db import Database
from orderhub.sync.facade import OpenSession, Work
from orderhub.sync.pull.run import try_turn
from orderhub.sync.store import cursors
from tests.support import madeup
from tests.support.sync import Hub, hub_on


@pytest.fixture
async def hub(db: Database, sandbox: dict[str, Any]) -> AsyncIterator[Hub]:
    """The real sandbox over HTTP, a database of this test."""
    async with hub_on(db, sandbox) as running:
        yield running


@pytest.fixture(params=["taobao", "jd"])
def polled(request: pytest.FixtureRequest) -> str:
    """Each channel that is polled."""
    return request.param


@dataclass
class Far:
    """Shops of the made-up channel; the clock stands still unless it is pushed forward: no hour
    ends meanwhile, and nothing becomes due because the machine is slow."""

    db: Database
    master: MasterKey
    platform: madeup.Platform
    ahead: timedelta = field(default=timedelta(0))
    begun: datetime = field(default_factory=clock.now)

    def now(self) -> datetime:
        return self.begun + self.ahead

    def work(self, open_session: OpenSession = madeup.open_session) -> Work:
        return Work(db=self.db, open_session=open_session, now=self.now, owner="tests")

    async def connect(self, name: str = "一店", app_key: str = "app") -> Shop:
        madeup.PLATFORMS.setdefault(app_key, madeup.Platform())
        return await madeup.connect_shop(self.db, self.master, name, self.now(), app_key)

    async def turn(self, shop: Shop, *, poll: bool = True) -> None:
        """A turn of the shop, with or without its regular reading; no two are at one instant."""
        self.ahead += timedelta(milliseconds=1)
        async with self.db.transaction() as tx:
            await cursors.ensure(tx, [shop.id], self.now())
            due = self.now() + (timedelta(seconds=-1) if poll else timedelta(days=1))
            await cursors.move_due(tx, [shop.id], due)
        assert await try_turn(self.work(), await self.shop(shop))

    async def shop(self, shop: Shop) -> Shop:
        async with self.db.transaction() as tx:
            return await get_shop(tx, shop.id)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.db.transaction() as tx:
            return list(await tx.execute(text(sql), values))

    async def stored(self, shop: Shop) -> set[str]:
        found = await self.rows("SELECT external_no FROM orders WHERE shop_id = :id", id=shop.id)
        return {row.external_no for row in found}


@pytest.fixture
def far(db: Database, master_key: MasterKey) -> Iterator[Far]:
    """A hub beside the made-up channel."""
    madeup.register()
    madeup.PLATFORMS.clear()
    madeup.PLATFORMS["app"] = madeup.Platform()
    yield Far(db, master_key, madeup.PLATFORMS["app"])
    madeup.unregister()
