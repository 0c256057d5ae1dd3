"""Each closed hour is compared with the channel's list; what is missing is pulled at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from orderhub.channels.facade import Shop
from orderhub.kernel.errors import ChannelUnavailable
from orderhub.sync.completeness import hour_of, ids_hash
from orderhub.sync.pull.poller import Poller
from orderhub.sync.service.planning import plan_checks
from tests.slice.sync.conftest import Far

HOUR = timedelta(hours=1)


async def planned(far: Far) -> None:
    async with far.db.transaction() as tx:
        await plan_checks(tx, far.now())


async def checked(far: Far, shop: Shop) -> list[Any]:
    """Plan, let every check be due, and make them all."""
    await planned(far)
    async with far.db.transaction() as tx:
        await tx.execute(text("UPDATE sync_checks SET due_at = now() - interval '1 day'"))
    while await far.rows(
        "SELECT 1 FROM sync_checks k JOIN sync_cursors c USING (shop_id)"
        " WHERE k.state = 'waiting' AND k.window_to <= c.read_to"
    ):
        await far.turn(shop, poll=False)
    return await far.rows("SELECT * FROM sync_checks ORDER BY window_from, round")


@pytest.fixture
async def shop(far: Far) -> Shop:
    """A shop that was connected three hours ago and has been read up to now."""
    shop = await far.connect()
    begin = hour_of(far.now()) - 3 * HOUR
    for n in range(5):
        far.platform.place(f"A{n}", begin + timedelta(minutes=20 * n + 1))
    async with far.db.transaction() as tx:
        row = {"at": begin, "id": shop.id}
        await tx.execute(text("UPDATE shops SET created_at = :at WHERE id = :id"), row)
    await far.turn(shop)
    assert len(await far.stored(shop)) == 5
    return shop


async def test_an_hour_that_agrees_is_complete(far: Far, shop: Shop) -> None:
    found = await checked(far, shop)
    hours = {(row.window_from, row.round): row for row in found}
    assert len(hours) == 6
    assert {row.state for row in found} == {"complete"}
    first = found[0]
    assert (first.channel_count, first.hub_count) == (3, 3)
    assert first.ids == ["A0", "A1", "A2"]
    assert bytes(first.ids_hash) == ids_hash(["A0", "A1", "A2"])
    assert sum(row.channel_count for row in found if row.round == "hourly") == 5


async def test_an_order_that_entered_the_list_late_is_found_pulled_and_counted(
    far: Far, shop: Shop
) -> None:
    late = hour_of(far.now()) - 2 * HOUR - timedelta(minutes=5)
    far.platform.place("LATE", late)
    found = await checked(far, shop)
    assert "LATE" in await far.stored(shop)
    told = [(row.state, row.gaps) for row in found if row.window_from <= late < row.window_to]
    # The first of the two checks finds and fills it, the other one finds nothing missing.
    assert sorted(told) == [("complete", []), ("filled", ["LATE"])]


async def test_an_older_state_is_a_gap_too(far: Far, shop: Shop) -> None:
    async with far.db.transaction() as tx:
        await tx.execute(
            text(
                "UPDATE orders SET modified_at = modified_at - interval '1 minute'"
                " WHERE external_no = 'A1'"
            )
        )
    found = await checked(far, shop)
    assert ["A1"] in [row.gaps for row in found]


async def test_an_order_in_quarantine_leaves_its_hour_open_and_is_no_gap(
    far: Far, shop: Shop
) -> None:
    far.platform.broken.add("A3")
    far.platform.place("A3", hour_of(far.now()) - HOUR)
    async with far.db.transaction() as tx:
        await tx.execute(text("DELETE FROM orders WHERE external_no = 'A3'"))
        await tx.execute(text("UPDATE sync_cursors SET read_to = read_to - interval '4 hours'"))
    await far.turn(shop)
    found = await checked(far, shop)
    told = {row.state: row.unread for row in found if row.unread}
    assert told == {"open": ["A3"]}
    assert all(row.gaps == [] for row in found)


async def test_what_regular_reading_has_not_reached_is_not_checked(far: Far, shop: Shop) -> None:
    async with far.db.transaction() as tx:
        row = {"at": hour_of(far.now()) - 2 * HOUR}
        await tx.execute(text("UPDATE sync_cursors SET read_to = :at"), row)
    found = await checked(far, shop)
    states = {row.window_from: row.state for row in found if row.round == "hourly"}
    assert [states[at] for at in sorted(states)] == ["complete", "waiting", "waiting"]


@pytest.mark.usefixtures("shop")
async def test_planning_again_plans_nothing_twice(far: Far) -> None:
    await planned(far)
    before = await far.rows("SELECT id FROM sync_checks ORDER BY id")
    await planned(far)
    assert await far.rows("SELECT id FROM sync_checks ORDER BY id") == before


async def test_a_check_that_cannot_be_made_is_put_off_and_says_why(far: Far, shop: Shop) -> None:
    await planned(far)
    async with far.db.transaction() as tx:
        await tx.execute(text("UPDATE sync_checks SET due_at = now() - interval '1 day'"))
    far.platform.trouble = ChannelUnavailable("503")
    await far.turn(shop, poll=False)
    [row] = await far.rows("SELECT * FROM sync_checks WHERE attempts > 0")
    assert (row.state, row.error_code) == ("waiting", "channel_unavailable")
    assert row.due_at > far.now() - timedelta(seconds=30)


async def test_a_due_check_gives_the_shop_a_turn(far: Far, shop: Shop) -> None:
    await planned(far)
    async with far.db.transaction() as tx:
        later = {"at": far.now() + timedelta(days=1)}
        await tx.execute(text("UPDATE sync_cursors SET due_at = :at"), later)
        await tx.execute(text("UPDATE sync_checks SET due_at = now() + interval '1 day'"))
    poller = Poller(far.work(), 2)
    assert await poller.start_due() == 0
    async with far.db.transaction() as tx:
        await tx.execute(text("UPDATE sync_checks SET due_at = now() - interval '1 day'"))
    assert await poller.start_due() == 1
    await poller.drain()
    assert shop.id


async def test_a_sudden_fall_is_an_incident_until_an_hour_is_as_usual_again(
    far: Far, shop: Shop
) -> None:
    begin = hour_of(far.now()) - 3 * HOUR
    async with far.db.transaction() as tx:
        for days in range(1, 8):
            await tx.execute(HISTORY, {"id": shop.id, "at": begin - timedelta(days=days)})
    await planned(far)
    async with far.db.transaction() as tx:
        await tx.execute(text("UPDATE sync_checks SET due_at = window_from WHERE ended_at IS NULL"))
    while not await far.rows("SELECT 1 FROM incidents"):
        await far.turn(shop, poll=False)
    [incident] = await far.rows("SELECT * FROM incidents")
    assert (incident.cause, incident.shop_ids, incident.state) == (
        "volume_fell",
        [shop.id],
        "open",
    )
    found = await checked(far, shop)
    assert ["volume_fell"] in [row.findings for row in found]
    assert [row.state for row in await far.rows("SELECT state FROM incidents")] == ["resolved"]


HISTORY = text("""
    INSERT INTO sync_checks (shop_id, round, window_from, window_to, state, due_at, channel_count,
        ended_at)
    VALUES (:id, 'hourly', :at, cast(:at AS timestamptz) + interval '1 hour', 'complete', :at, 60,
        :at)
""")


async def test_a_planted_loss_in_the_intake_turns_the_check_red(far: Far, shop: Shop) -> None:
    """An order that the hub lost is found by its next check, whoever lost it."""
    async with far.db.transaction() as tx:
        await tx.execute(text("DELETE FROM orders WHERE external_no = 'A2'"))
    found = await checked(far, shop)
    assert ["A2"] in [row.gaps for row in found]
    assert isinstance(found[0].ended_at, datetime)
