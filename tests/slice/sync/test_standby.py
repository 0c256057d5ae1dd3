"""F50: an asynchronous standby takes over without the last moments."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.support.server import TestServer
from tests.support.sync import Hub, ago, truth


@pytest.fixture
async def standby(hub: Hub, test_server: TestServer, worker_name: str) -> AsyncIterator["Standby"]:
    made = Standby(hub, test_server, f"standby_{worker_name}")
    yield made
    await made.close()


class Standby:
    """The hub's database as it was some time ago."""

    def __init__(self, hub: Hub, server: TestServer, name: str) -> None:
        self._hub = hub
        self._server = server
        self._name = name
        self._first = hub.db
        self._url = ""

    async def fall_behind(self) -> None:
        """What is written from now on does not reach it."""
        await self._hub.db.close()
        source = self._hub.db.url.database
        assert source is not None
        self._url = self._server.copy(source, self._name)

    def take_over(self) -> None:
        self._hub.db = Database(self._url, pool_size=8)
        self._hub.outside = replace(self._hub.outside, db=self._hub.db)

    async def close(self) -> None:
        if self._hub.db is not self._first:
            await self._hub.db.close()
            self._hub.db = self._first


async def test_orders_of_the_lost_moments_are_read_again_from_their_platform(
    hub: Hub, standby: Standby
) -> None:
    shop, control = await hub.connect("taobao")
    first, *_ = await control.place(2)
    await hub.turn(shop)
    await standby.fall_behind()
    await control.place(2, placed_at=ago(minutes=1), spread_seconds=0)
    await control.change(first["external_no"], status="cancelled", modified_at=ago(minutes=1))
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())
    standby.take_over()
    assert len(await hub.stored(shop)) == 2
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())
    async with hub.db.transaction() as tx:
        told = await tx.execute(text("SELECT count(DISTINCT number), count(*) FROM orders"))
        assert told.one() == (4, 4)
