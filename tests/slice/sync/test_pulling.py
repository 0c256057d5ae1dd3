"""What the platform holds comes in: once, whole, and it stays in step."""

from orderhub.sync.model import RunState
from tests.support.sync import Hub, ago, truth


async def test_a_first_turn_brings_everything_once(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    await control.place(230, spread_seconds=3000)
    [run] = await hub.turn(shop)
    assert run.state is RunState.DONE, run
    assert await hub.stored(shop) == truth(await control.orders())
    assert run.tally.new == 230


async def test_a_second_turn_brings_only_what_changed(hub: Hub, polled: str) -> None:
    shop, control = await hub.connect(polled)
    orders = await control.place(30, spread_seconds=600, status="to_ship")
    await hub.turn(shop)
    await control.change(orders[0]["external_no"], status="shipped", modified_at=ago(minutes=1))
    run = (await hub.turn(shop))[0]
    assert (run.tally.new, run.tally.changed) == (0, 1)
    assert await hub.stored(shop) == truth(await control.orders())


async def test_a_backlog_is_read_in_several_turns_that_go_on_where_they_stopped(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(350, placed_at=ago(hours=20), spread_seconds=60_000)
    for _ in range(8):
        await hub.turn(shop, pages=1)
    assert await hub.stored(shop) == truth(await control.orders())
    news = sum(run.tally.new for run in await hub.runs(shop))
    assert news == 350


async def test_a_second_with_more_orders_than_a_turn_reads_holds_nothing_up(
    hub: Hub, polled: str
) -> None:
    shop, control = await hub.connect(polled)
    await control.place(450, placed_at=ago(hours=2), spread_seconds=0)
    await control.place(20, placed_at=ago(hours=1), spread_seconds=600)
    for _ in range(4):
        await hub.turn(shop, pages=1)
    assert await hub.stored(shop) == truth(await control.orders())
