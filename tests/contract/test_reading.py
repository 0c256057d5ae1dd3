"""What a channel holds comes back, whole, in our words."""

from datetime import UTC, datetime, timedelta

import pytest

from orderhub.connector_kit.contract import Row, Window
from orderhub.kernel.types import Refusal
from tests.contract.conftest import words_of
from tests.contract.equal import assert_equal, assert_same
from tests.support.wire import FarShop, receiver, span, wire_now

# So many pages, and so many orders more.
COUNTS = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]


async def arrived(far: FarShop, truth: list[dict[str, object]]) -> dict[str, Row]:
    """The orders by the channel's own way: pulled, or pushed and read."""
    if far.connector.pull_orders:
        async with far.session() as near:
            return await near.rows(span(truth))
    assert far.connector.read_push is not None
    found: dict[str, Row] = {}
    async with receiver() as (url, got):
        await far.ask("POST", "target", {"url": url})
        await far.ask("POST", "push", {"orders": None})
        for _, body in got:
            rows = far.connector.read_push(body, None)
            found.update({row.external_no or "?": row for row in rows})
    return found


@pytest.mark.parametrize(("pages", "more"), COUNTS)
async def test_what_the_channel_holds_comes_back_equal(far: FarShop, pages: int, more: int) -> None:
    truth = await far.place_orders(pages * far.connector.page_size + more, spread_seconds=7200)
    assert_equal(truth, await arrived(far, truth), far.connector)


@pytest.mark.parametrize(("pages", "more"), [(0, 1), (1, 0), (1, 1), (3, 0)])
async def test_orders_of_one_and_the_same_second_all_come(
    polled: FarShop, pages: int, more: int
) -> None:
    at = wire_now() - timedelta(hours=1)
    count = pages * polled.connector.page_size + more
    truth = await polled.place_orders(
        count, status="to_ship", placed_at=at.isoformat(), spread_seconds=0
    )
    await polled.place_orders(5, spread_seconds=600)
    window = span(truth)
    async with polled.session() as near:
        rows = await near.rows(Window(window.start - timedelta(hours=1), window.end))
    assert {order["external_no"] for order in truth} <= set(rows)


async def test_an_order_of_many_lines_comes_whole(far: FarShop) -> None:
    truth = await far.place_orders(2, lines=[120, 120], spread_seconds=60)
    assert_equal(truth, await arrived(far, truth), far.connector)


async def test_every_status_word_of_the_channel_has_its_meaning(far: FarShop) -> None:
    truth: list[dict[str, object]] = []
    for word in sorted(set(words_of(far.connector.channel).values()) - {"pending_payment"}):
        truth += await far.place_orders(2, status=word, spread_seconds=600)
    assert_equal(truth, await arrived(far, truth), far.connector)


async def test_one_order_can_be_asked_for(polled: FarShop) -> None:
    truth = await polled.place_orders(3)
    assert polled.connector.get_order is not None
    async with polled.session() as near:
        page = await polled.connector.get_order(near.shop, truth[1]["external_no"])
    assert [row.external_no for row in page.rows] == [truth[1]["external_no"]]
    assert page.rows[0].order is not None
    assert_same(truth[1], page.rows[0].order, polled.connector)


async def test_times_are_utc_money_is_whole_and_numbers_are_text(far: FarShop) -> None:
    truth = await far.place_orders(20)
    for row in (await arrived(far, truth)).values():
        assert row.order is not None
        order = row.order
        times = (order.placed_at, order.modified_at, order.paid_at, order.ship_by)
        assert all(at.tzinfo is UTC for at in times if at)
        numbers = [order.external_no, *(line.line_no for line in order.lines)]
        assert all(type(number) is str and number for number in numbers)
        amounts = [order.total_minor, *(line.total_minor for line in order.lines)]
        assert all(type(amount) is int for amount in amounts)
        assert len({line.line_no for line in order.lines}) == len(order.lines)


async def test_a_kept_body_and_a_kept_row_read_again_the_same(polled: FarShop) -> None:
    await polled.place_orders(5, spread_seconds=100)
    now = wire_now()
    async with polled.session() as near:
        async for page in near.pages(Window(now - timedelta(hours=1), now)):
            assert tuple(polled.connector.read_rows(page.body)) == page.rows


async def test_a_probe_proves_the_line(polled: FarShop) -> None:
    assert polled.connector.probe is not None
    async with polled.session() as near:
        at = await polled.connector.probe(near.shop)
    assert at is None or abs(at - datetime.now(UTC)) < timedelta(seconds=30)  # noqa: TID251
    assert {call.outcome for call in near.calls} == {"ok"}


async def test_a_push_is_believed_by_its_signature_alone(pushing: FarShop) -> None:
    connector = pushing.connector
    assert connector.verify_push is not None
    await pushing.place_orders(3)
    async with receiver() as (url, got):
        secret = pushing.credentials["webhook_secret"]
        await pushing.ask("POST", "target", {"url": url, "secret": secret})
        await pushing.ask("POST", "push", {"orders": None})
    (headers, body), now = got[0], datetime.now(UTC)  # noqa: TID251
    keys = pushing.credentials
    assert connector.verify_push(keys, headers, body, now) == headers["webhook-id"]
    forged = connector.verify_push(keys, headers, body + b" ", now)
    stale = connector.verify_push(keys, headers, body, now + timedelta(minutes=6))
    assert isinstance(forged, Refusal)
    assert isinstance(stale, Refusal)
    assert (forged.code, stale.code) == ("signature_wrong", "signature_stale")
