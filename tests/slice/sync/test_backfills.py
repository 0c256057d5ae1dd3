"""A past period is read again beside the regular reading, and survives whatever happens."""

from datetime import timedelta

import pytest

from orderhub.channels.facade import Shop
from orderhub.kernel.errors import ChannelUnavailable, Conflict, InvalidInput, NotFound
from orderhub.sync.model import Backfill, BackfillState
from orderhub.sync.service import backfills
from tests.slice.sync.conftest import Far
from tests.support.orders import make_actor

DAYS = timedelta(days=1)


@pytest.fixture
async def shop(far: Far) -> Shop:
    """A shop with orders of the last ten days, whose first reading goes one day back."""
    shop = await far.connect()
    for n in range(40):
        far.platform.place(f"A{n:02}", far.now() - timedelta(hours=6 * n + 1))
    await far.turn(shop)
    return shop


async def begin(far: Far, shop: Shop, days: float = 10) -> Backfill:
    span = (far.now() - days * DAYS - timedelta(hours=1), far.now())
    async with far.db.transaction() as tx:
        return await backfills.begin(tx, make_actor(), shop.id, span, far.now())


async def state(far: Far) -> Backfill:
    async with far.db.transaction() as tx:
        return (await backfills.listing(tx, make_actor(), None, None, 1))[0]


async def work_on(far: Far, shop: Shop) -> Backfill:
    """Turns until it runs no more."""
    while (job := await state(far)).state is BackfillState.RUNNING:
        await far.turn(shop, poll=False)
        far.ahead += timedelta(seconds=2)
    return job


async def test_a_backfill_brings_the_past_in_and_tells_how_far_it_is(far: Far, shop: Shop) -> None:
    assert len(await far.stored(shop)) < 10
    await begin(far, shop)
    await far.turn(shop, poll=False)
    half = await state(far)
    assert 0 < half.progress < 1
    job = await work_on(far, shop)
    assert (job.state, job.progress, job.attempts) == (BackfillState.DONE, 1, 0)
    assert len(await far.stored(shop)) == 40
    assert job.tally.new >= 30
    assert all(w.end - w.start <= timedelta(hours=1) for w in far.platform.listed)


async def test_it_goes_on_where_it_stood_after_a_pause_and_after_a_restart(
    far: Far, shop: Shop
) -> None:
    job = await begin(far, shop)
    await far.turn(shop, poll=False)
    async with far.db.transaction() as tx:
        await backfills.pause(tx, make_actor(), job.id, far.now())
    far.ahead += timedelta(seconds=5)
    asked = len(far.platform.listed)
    await far.turn(shop, poll=False)
    assert len(far.platform.listed) == asked
    stood = (await state(far)).read_to
    async with far.db.transaction() as tx:
        await backfills.resume(tx, make_actor(), job.id, far.now())
    await far.turn(shop, poll=False)  # A turn of another process knows nothing but the database.
    assert min(w.start for w in far.platform.listed[asked:]) >= stood
    assert (await work_on(far, shop)).state is BackfillState.DONE
    assert len(await far.stored(shop)) == 40


async def test_a_cancelled_one_reads_no_more_and_cannot_go_on(far: Far, shop: Shop) -> None:
    job = await begin(far, shop)
    async with far.db.transaction() as tx:
        await backfills.cancel(tx, make_actor(), job.id, far.now())
    asked = len(far.platform.listed)
    await far.turn(shop, poll=False)
    assert len(far.platform.listed) == asked
    with pytest.raises(Conflict):
        async with far.db.transaction() as tx:
            await backfills.resume(tx, make_actor(), job.id, far.now())
    await begin(far, shop)


async def test_one_of_a_shop_at_a_time(far: Far, shop: Shop) -> None:
    await begin(far, shop)
    with pytest.raises(Conflict) as refused:
        await begin(far, shop)
    assert refused.value.refusal.code == "backfill_under_way"


async def test_a_foreign_shops_backfill_is_not_there(far: Far, shop: Shop) -> None:
    job = await begin(far, shop)
    stranger = make_actor(shops={shop.id + 1})
    for act in (backfills.pause, backfills.resume, backfills.cancel):
        with pytest.raises(NotFound):
            async with far.db.transaction() as tx:
                await act(tx, stranger, job.id, far.now())
    async with far.db.transaction() as tx:
        assert await backfills.listing(tx, stranger, None, None, 10) == []


async def test_what_the_channel_no_longer_tells_is_refused(far: Far, shop: Shop) -> None:
    with pytest.raises(InvalidInput, match="from before"):
        await begin(far, shop, days=91)


async def test_regular_reading_comes_first_and_goes_on_beside_it(far: Far, shop: Shop) -> None:
    await begin(far, shop)
    far.platform.place("FRESH", far.now() - timedelta(seconds=10))
    far.ahead += timedelta(minutes=1)
    await far.turn(shop)
    assert "FRESH" in await far.stored(shop)
    assert (await state(far)).tally.pages == 0
    await far.turn(shop, poll=False)
    assert (await state(far)).tally.pages > 0


async def test_an_outage_puts_it_off_and_a_long_one_ends_it_with_its_reason(
    far: Far, shop: Shop
) -> None:
    await begin(far, shop)
    far.platform.trouble = ChannelUnavailable("503")
    await far.turn(shop, poll=False)
    job = await state(far)
    assert (job.state, job.attempts) == (BackfillState.RUNNING, 1)
    assert job.error_code == "channel_unavailable"
    for _ in range(12):
        far.ahead += timedelta(hours=3)
        await far.turn(shop, poll=False)
    job = await state(far)
    assert job.state is BackfillState.FAILED
    far.platform.trouble = None
    async with far.db.transaction() as tx:
        await backfills.resume(tx, make_actor(), job.id, far.now())
    assert (await work_on(far, shop)).state is BackfillState.DONE
