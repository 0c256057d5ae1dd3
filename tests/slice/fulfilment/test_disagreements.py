"""A platform that is behind is found, told again and read again, and the rest is shown."""

from datetime import timedelta
from typing import Any

from orderhub.fulfilment.facade import look
from orderhub.sync.facade import ask_again
from tests.slice.fulfilment.conftest import Dock


async def round_of(dock: Dock, **later: float) -> list[Any]:
    """Let time pass, look once; the disagreements."""
    dock.hub.ahead += timedelta(**later)
    ahead = {"offset_seconds": int(dock.hub.ahead.total_seconds())}
    (await dock.hub.client.post(f"{dock.hub.sandbox['control_url']}/clock", json=ahead))
    async with dock.hub.db.transaction() as tx:
        await look(tx, dock.hub.now(), ask_again)
    return await dock.hub.rows("SELECT kind, healings, healed_at FROM disagreements ORDER BY id")


async def test_a_telling_that_was_lost_is_found_and_healed(dock: Dock) -> None:
    """What the version before had queued, and never did: nothing was told."""
    shop, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await dock.hub.rows("DELETE FROM fulfilment_tasks RETURNING id")
    assert await round_of(dock, minutes=20) == []
    (found,) = await round_of(dock, minutes=20)
    assert (found.kind, found.healed_at) == ("platform_behind", None)
    await dock.tell()
    assert len(await dock.parcels(control, number)) == 1
    (found,) = await round_of(dock, minutes=1)
    assert (found.healings, found.healed_at) == (1, None)  # told, so the order is read again
    await dock.hub.turn(shop)
    (found,) = await round_of(dock, minutes=1)
    assert found.healed_at is not None
    assert len(await round_of(dock, hours=2)) == 1


async def test_a_parcel_of_an_order_that_was_closed_is_shown_until_it_comes_back(
    dock: Dock,
) -> None:
    shop, control, number = await dock.pulled("taobao")
    await dock.scan(number)
    await control.change(number, status="closed_refunded")
    async with dock.hub.db.transaction() as tx:
        await ask_again(tx, int(shop.id), [number], dock.hub.now())
    await dock.hub.turn(shop)
    (found,) = await round_of(dock, minutes=40)
    assert (found.kind, found.healings, found.healed_at) == ("shipped_though_closed", 0, None)


async def test_a_platform_that_was_told_is_seen_to_know_within_minutes(dock: Dock) -> None:
    shop, _, number = await dock.pulled("taobao")
    await dock.scan(number)
    await dock.tell()
    await dock.hub.turn(shop)
    assert await round_of(dock, minutes=2) == []
    (package,) = await dock.hub.rows("SELECT agreed_at FROM packages")
    assert package.agreed_at is not None
