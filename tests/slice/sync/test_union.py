"""Overlapping and shrinking windows over a platform that changes: the union is what it holds."""

import random
from datetime import timedelta

import pytest

from tests.support.sync import Hub, ago, truth


async def run_a_day(hub: Hub, polled: str, seed: int) -> tuple[dict[str, tuple[str, int]], ...]:
    """A shop whose orders change while its windows are read a page or two at a time."""
    chance = random.Random(seed)
    shop, control = await hub.connect(polled)
    orders = await control.place(
        260, status="to_ship", placed_at=ago(hours=20), spread_seconds=40_000
    )
    for round_no in range(6):
        changed = chance.choice(orders)["external_no"]
        await control.between_pages(
            after_reads=1,
            changes=[{"external_no": changed, "seller_memo": f"round {round_no}"}],
        )
        await hub.turn(shop, pages=chance.randint(1, 2))
        order = chance.choice(orders)["external_no"]
        await control.change(order, status="shipped")
    await control.place(7, placed_at=ago(seconds=1), spread_seconds=0)
    hub.ahead = timedelta(seconds=10)
    for _ in range(3):
        await hub.turn(shop)
    return await hub.stored(shop), truth(await control.orders())


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_union_of_all_windows_equals_the_platform(
    hub: Hub, polled: str, seed: int
) -> None:
    stored, held = await run_a_day(hub, polled, seed)
    assert stored == held
