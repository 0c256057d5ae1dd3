"""Each channel's own messages, from the sandbox's wire to the order in the hub."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from orderhub.channels.facade import Shop
from orderhub.connectors import CONNECTORS
from orderhub.infra.crypto import write_master_key
from orderhub.sync.pull.listen import Receiver
from orderhub.sync.pull.run import try_turn
from orderhub.sync.store import cursors
from tests.support.app import listening_app
from tests.support.sync import MASTER_BYTES, Hub, ago, truth

PATIENCE_S = 300
LISTENED = [code for code, one in CONNECTORS.items() if one.listen is not None]
REPAIRED_WITHIN = timedelta(minutes=15)
PUSHED = [code for code, one in CONNECTORS.items() if one.read_notices is not None]


def test_no_channel_depends_on_its_notices() -> None:
    """F36: whatever tells its news is read as well, often enough."""
    late = {
        code: one.poll_every + one.settles_after
        for code, one in CONNECTORS.items()
        if one.poll_every is not None and one.poll_every + one.settles_after > REPAIRED_WITHIN
    }
    assert late == {}
    assert [code for code in (*LISTENED, *PUSHED) if CONNECTORS[code].poll_every is None] == []


@pytest.mark.parametrize("channel", LISTENED[:1])
async def test_a_notice_that_is_lost_for_ever_leaves_its_order_to_the_next_reading(
    hub: Hub, channel: str
) -> None:
    shop, control = await hub.connect(channel)

    async def heard() -> bool:
        return len(await hub.rows("SELECT 1 FROM sync_reads")) == 1

    await hub.turn(shop)
    await control.fault("F36", times=1)
    await control.place(2, status="to_ship", placed_at=ago(minutes=1), spread_seconds=0)
    await hear(hub, heard)
    await read_what_was_told(hub, shop)
    assert len(await hub.stored(shop)) == 1
    hub.ahead = timedelta()
    await hub.turn(shop)
    assert await hub.stored(shop) == truth(await control.orders())


async def read_what_was_told(hub: Hub, shop: Shop) -> None:
    """Turns without regular reading, until no notice is left."""
    async with hub.db.transaction() as tx:
        await cursors.ensure(tx, [shop.id], hub.now())
        await cursors.move_due(tx, [shop.id], hub.now() + timedelta(days=1))
    for _ in range(4):
        assert await try_turn(hub.work(), shop)
        hub.ahead += timedelta(minutes=3)
    assert await hub.rows("SELECT 1 FROM sync_reads") == []


async def hear(hub: Hub, until: Callable[[], Awaitable[bool]]) -> None:
    """Listen until so."""
    stop = asyncio.Event()
    listening = asyncio.create_task(Receiver(hub.work()).run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while not await until():  # noqa: ASYNC110 - another process decides
            await asyncio.sleep(0.1)
    stop.set()
    await listening


@pytest.mark.parametrize("channel", LISTENED)
async def test_what_a_channel_tells_over_its_line_is_in_the_hub(hub: Hub, channel: str) -> None:
    shop, control = await hub.connect(channel)
    url = f"{hub.sandbox['control_url']}/{channel}/0/messages"

    async def known_there() -> bool:
        return bool((await hub.client.get(url)).json()["listening"])

    async def heard() -> bool:
        return len(await hub.rows("SELECT 1 FROM sync_reads")) == 3

    await hub.turn(shop)  # A channel is asked to tell its news by its probe, or by a quiet line.
    await hear(hub, known_there)
    await control.place(3, status="to_ship", placed_at=None, spread_seconds=0)
    await hear(hub, heard)
    await read_what_was_told(hub, shop)
    assert await hub.stored(shop) == truth(await control.orders())


@pytest.mark.parametrize("channel", PUSHED)
async def test_what_a_channel_pushes_is_in_the_hub(hub: Hub, channel: str, tmp_path: Path) -> None:
    shop, control = await hub.connect(channel)
    write_master_key(tmp_path / "master.key", MASTER_BYTES)
    async with listening_app(hub.db, tmp_path) as address:
        place = f"{hub.sandbox['control_url']}/{channel}/0"
        target = {"url": f"{address}/ingest/v1/{channel}/{shop.id}/notices"}
        (await hub.client.post(f"{place}/target", json=target)).raise_for_status()
        await control.place(3, status="to_ship", placed_at=None, spread_seconds=0)
        said: dict[str, Any] = (await hub.client.post(f"{place}/messages/push", timeout=300)).json()
    assert {answer["status"] for answer in said["answers"]} == {200}
    await read_what_was_told(hub, shop)
    assert await hub.stored(shop) == truth(await control.orders())
