"""A notice pushed over HTTP is believed by its signature, read, and repeated until answered."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from orderhub.connector_kit.notices import Notice
from orderhub.kernel.types import Refusal
from tests.support.wire import FarShop, receiver

Push = tuple[Mapping[str, str], bytes]


@asynccontextmanager
async def told(far: FarShop, status: str = "200 OK") -> AsyncGenerator[list[Push]]:
    """What is pushed meanwhile, answered as the channel wants to be, or with another status."""
    async with receiver(far.connector.notice_reply, status) as (url, got):
        await far.ask("POST", "target", {"url": url})
        yield got


async def push(far: FarShop) -> None:
    await far.ask("POST", "messages/push")


def verified(far: FarShop, pushed: Push) -> "str | Refusal":
    assert far.connector.verify_push is not None
    now = datetime.now(UTC)  # noqa: TID251
    return far.connector.verify_push(far.credentials, *pushed, now)


def read(far: FarShop, pushes: list[Push]) -> list[Notice]:
    """The notices of those pushes that prove to be the channel's."""
    assert far.connector.read_notices is not None
    true = [body for headers, body in pushes if isinstance(verified(far, (headers, body)), str)]
    return [n for body in true for n in far.connector.read_notices(far.credentials, body)]


async def test_a_change_is_pushed_once_it_can_be_seen(notified: FarShop) -> None:
    async with told(notified) as got:
        (order,) = await notified.place_orders(1, status="to_ship")
        await push(notified)
    (notice,) = read(notified, got)
    assert notice.external_no == order["external_no"]
    assert notice.topic
    assert notice.message_no
    async with notified.session() as near:
        assert (await near.order(notice.external_no)).status == "to_ship"


async def test_what_was_answered_does_not_come_again(notified: FarShop) -> None:
    async with told(notified) as got:
        placed = await notified.place_orders(3, status="to_ship")
        await push(notified)
        await push(notified)
    numbers = [notice.external_no for notice in read(notified, got)]
    assert sorted(numbers) == sorted(order["external_no"] for order in placed)


@pytest.mark.needs("redelivery")
async def test_what_was_not_answered_comes_again_by_the_same_number(notified: FarShop) -> None:
    async with told(notified, "503 Service Unavailable") as lost:
        await notified.place_orders(1, status="to_ship")
        await push(notified)
    async with told(notified) as got:
        await push(notified)
    first, again = read(notified, lost), read(notified, got)
    assert {n.message_no for n in first} == {n.message_no for n in again}
    assert len({n.message_no for n in again}) == 1


async def test_a_push_of_somebody_elses_hand_is_refused(notified: FarShop) -> None:
    async with told(notified) as got:
        await notified.break_with("F29")
        await notified.place_orders(1, status="to_ship")
        await push(notified)
    forged, true = got
    assert isinstance(verified(notified, forged), Refusal)
    assert isinstance(verified(notified, true), str)


async def test_a_body_that_was_touched_on_the_way_is_refused(notified: FarShop) -> None:
    async with told(notified) as got:
        await notified.place_orders(1, status="to_ship")
        await push(notified)
    headers, body = got[0]
    assert isinstance(verified(notified, (headers, body)), str)
    assert isinstance(verified(notified, (headers, body + b" ")), Refusal)
    assert isinstance(verified(notified, (headers, b"")), Refusal)


@pytest.mark.needs("signed_headers")
async def test_a_body_without_its_headers_is_refused(notified: FarShop) -> None:
    async with told(notified) as got:
        await notified.place_orders(1, status="to_ship")
        await push(notified)
    assert isinstance(verified(notified, ({}, got[0][1])), Refusal)


async def test_a_message_pushed_twice_has_one_number(notified: FarShop) -> None:
    async with told(notified) as got:
        await notified.break_with("F27")
        await notified.place_orders(1, status="to_ship")
        await push(notified)
    notices = read(notified, got)
    assert len(notices) == 2
    assert len({notice.message_no for notice in notices}) == 1


async def test_messages_out_of_order_and_in_bursts_all_come(notified: FarShop) -> None:
    for kind, count in (("F28", 2), ("F34", 30)):
        async with told(notified) as got:
            await notified.break_with(kind, count=count)
            placed = await notified.place_orders(count, status="to_ship")
            await push(notified)
        heard = {notice.external_no for notice in read(notified, got)}
        assert heard == {order["external_no"] for order in placed}
