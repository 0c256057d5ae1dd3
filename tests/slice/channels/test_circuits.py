"""Circuits: a silent channel is not asked, but for one probe at a time, by all processes."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import text

from orderhub.channels.facade import Shop, open_circuits
from orderhub.channels.store import circuits
from orderhub.kernel.errors import CircuitOpen
from tests.slice.channels.test_authorisations import DETAILS, ask
from tests.support.sync import Control, Hub


async def silence(hub: Hub, control: Control, shop: Shop) -> None:
    """The platform answers 5xx until it is healed; the burst is over."""
    await control.fault("F4", times=None)
    for _ in range(circuits.BURST):
        assert await ask(hub, shop) == "channel_unavailable"


async def asked(control: Control, channel: str) -> int:
    return sum((await control.calls()).get(DETAILS[channel], {}).values())


async def let_probe(hub: Hub) -> None:
    """The time of the next probe has come."""
    async with hub.db.transaction() as tx:
        await tx.execute(text("UPDATE token_buckets SET probe_at = clock_timestamp()"))


async def probed_at(hub: Hub) -> datetime:
    [row] = await hub.rows("SELECT probe_at FROM token_buckets WHERE opened_at IS NOT NULL")
    return row.probe_at


async def database_now(hub: Hub) -> datetime:
    [row] = await hub.rows("SELECT clock_timestamp() AS now")
    return row.now


async def test_a_burst_of_silence_opens_the_circuit_and_the_channel_is_left_alone(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await silence(hub, control, shop)
    before = await asked(control, polled)
    codes = await asyncio.gather(*(ask(hub, shop) for _ in range(40)))
    assert set(codes) == {CircuitOpen.code}
    assert await asked(control, polled) == before
    async with hub.db.transaction() as tx:
        since = (await open_circuits(tx, [shop]))[int(shop.id)]
    assert hub.now() - since < timedelta(minutes=1)


async def test_an_open_circuit_is_tried_by_one_probe_only_and_a_failed_one_waits_longer(
    hub: Hub,
) -> None:
    shop, control = await hub.connect("jd")
    await silence(hub, control, shop)
    for longest in (10, 20, 40, 60, 60):
        before = await asked(control, "jd")
        await let_probe(hub)
        begun = await database_now(hub)
        codes = await asyncio.gather(*(ask(hub, shop) for _ in range(10)))
        wait = timedelta(seconds=longest)
        assert sorted(codes) == ["channel_unavailable", *[CircuitOpen.code] * 9]
        assert await asked(control, "jd") == before + 1
        assert begun + wait <= await probed_at(hub) <= await database_now(hub) + wait


async def test_a_probe_that_is_answered_closes_the_circuit(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await silence(hub, control, shop)
    await control.heal()
    assert await ask(hub, shop) == CircuitOpen.code
    await let_probe(hub)
    assert await ask(hub, shop) != CircuitOpen.code
    assert CircuitOpen.code not in await asyncio.gather(*(ask(hub, shop) for _ in range(5)))
    async with hub.db.transaction() as tx:
        assert await open_circuits(tx, [shop]) == {}


async def test_answers_between_silences_keep_the_circuit_closed(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    for _ in range(3):
        await control.fault("F4", times=circuits.BURST - 1)
        for _ in range(circuits.BURST - 1):
            assert await ask(hub, shop) == "channel_unavailable"
        assert await ask(hub, shop) not in ("channel_unavailable", CircuitOpen.code)


async def test_the_silence_of_one_channel_is_no_matter_to_another(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    second, _ = await hub.connect("jd")
    await silence(hub, control, shop)
    assert await ask(hub, shop) == CircuitOpen.code
    assert await ask(hub, second) not in ("channel_unavailable", CircuitOpen.code)


async def test_a_shop_whose_circuit_is_open_waits_without_using_up_its_tries(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.fault("F4", times=None)
    for _ in range(circuits.BURST + 3):
        await hub.turn(shop)
    assert (await hub.shop(shop)).trouble is not None
    [cursor] = await hub.rows("SELECT attempts FROM sync_cursors")
    assert cursor.attempts <= circuits.BURST
    assert (await hub.runs(shop))[0].error_code == CircuitOpen.code
