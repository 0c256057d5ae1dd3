"""Windows: the union is the same whatever the cuts, and nothing is lost while the list moves."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderhub.connector_kit.contract import (
    Answer,
    Credentials,
    Host,
    Page,
    ShopSession,
    Socket,
    Window,
)
from orderhub.kernel.errors import ChannelUnavailable
from orderhub_sandbox.registry import PLATFORMS
from tests.support.wire import FarShop, Near, span, wire_now

SPREAD = 3600


def numbers(orders: list[dict[str, Any]]) -> set[str]:
    return {order["external_no"] for order in orders}


def windows_at(whole: Window, cuts: list[int], overlap: int) -> list[Window]:
    """Windows between cut points (seconds from the start), each begun `overlap` seconds early."""
    edges = sorted(whole.start + timedelta(seconds=cut) for cut in cuts)
    inner = [edge for edge in edges if whole.start < edge < whole.end]
    back = timedelta(seconds=overlap)
    starts, ends = [whole.start, *inner], [*inner, whole.end]
    return [Window(start - back, end) for start, end in zip(starts, ends, strict=True)]


@pytest.fixture
async def crowd(polled: FarShop) -> list[dict[str, Any]]:
    return await polled.place_orders(150, spread_seconds=SPREAD)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cuts=st.lists(st.integers(min_value=1, max_value=SPREAD - 1), max_size=4),
    overlap=st.integers(min_value=0, max_value=300),
)
async def test_windows_may_overlap_split_and_shrink_and_their_union_is_the_same(
    polled: FarShop, crowd: list[dict[str, Any]], cuts: list[int], overlap: int
) -> None:
    async with polled.session() as near:
        assert numbers(crowd) <= set(await near.rows(*windows_at(span(crowd), cuts, overlap)))


async def moving(far: FarShop) -> tuple[set[str], Window]:
    """Orders of the past hour, of which one more moves to the front after each page."""
    placed = await far.place_orders(
        250,
        status="to_ship",
        placed_at=(wire_now() - timedelta(hours=3)).isoformat(),
        spread_seconds=SPREAD,
    )
    newest_first = sorted(placed, key=lambda order: order["modified_at"], reverse=True)
    moves = [
        {"external_no": newest_first[n]["external_no"], "seller_memo": "moved"} for n in range(9)
    ]
    for reads, change in enumerate(moves, 1):
        await far.ask("POST", "between-pages", {"after_reads": reads, "changes": [change]})
    return numbers(placed), span(placed)


async def test_an_order_that_changes_between_pages_hides_no_neighbour(polled: FarShop) -> None:
    placed, window = await moving(polled)
    async with polled.session() as near:
        seen = set(await near.rows(window))
        later = set(await near.rows(Window(window.end, wire_now() + timedelta(seconds=5))))
    assert placed <= seen | later
    assert len(placed - seen) < 9


async def test_an_order_that_leaves_a_crowded_second_hides_no_neighbour(polled: FarShop) -> None:
    at = wire_now() - timedelta(hours=2)
    placed = await polled.place_orders(
        3 * polled.connector.page_size, status="to_ship", placed_at=at.isoformat(), spread_seconds=0
    )
    second = span(placed)
    for reads in range(1, 9):
        change = {"external_no": placed[-reads]["external_no"], "seller_memo": "moved"}
        await polled.ask("POST", "between-pages", {"after_reads": reads, "changes": [change]})
    async with polled.session() as near:
        seen = set(await near.rows(second))
        later = set(await near.rows(Window(second.end, wire_now() + timedelta(seconds=5))))
    assert numbers(placed) <= seen | later


class NumberedPages:
    """A session that asks for page number N of the whole window, whatever the connector wanted."""

    def __init__(self, shop: ShopSession, number: int) -> None:
        self._shop, self._number = shop, number

    @property
    def credentials(self) -> Credentials:
        return self._shop.credentials

    async def read(self, method: str, params: Mapping[str, Any]) -> Answer:
        paged = {"page_no", "page"} & params.keys()
        return await self._shop.read(method, {**params, paged.pop(): str(self._number)})

    async def write(self, method: str, params: Mapping[str, Any]) -> Answer:
        raise NotImplementedError

    async def authorise(
        self, method: str, params: Mapping[str, Any], *, host: Host = "oauth"
    ) -> Answer:
        raise NotImplementedError

    def listen(self, method: str, params: Mapping[str, Any]) -> AbstractAsyncContextManager[Socket]:
        raise NotImplementedError


async def naive_pages(near: Near, window: Window) -> AsyncIterator[Page]:
    """The obvious pager: page 1, 2, 3 … of the window, until one is not full."""
    pull = near.connector.pull_orders
    assert pull is not None
    first = PLATFORMS[near.connector.channel].first_page
    for number in range(first, first + 9):
        page = await pull(NumberedPages(near.shop, number), window)
        yield page
        if len(page.rows) < near.connector.page_size:
            return


@pytest.mark.needs("numbered_pages")
async def test_the_obvious_pager_would_lose_orders(polled: FarShop) -> None:
    placed, window = await moving(polled)
    seen: set[str | None] = set()
    async with polled.session() as near:
        async for page in naive_pages(near, window):
            seen |= {row.external_no for row in page.rows}
        later = set(await near.rows(Window(window.end, wire_now() + timedelta(seconds=5))))
    assert placed - seen - later


async def test_an_empty_page_that_promises_more_is_no_end(polled: FarShop) -> None:
    placed = await polled.place_orders(250, spread_seconds=SPREAD)
    await polled.break_with("F11", page=1)
    async with polled.session() as near:
        with pytest.raises(ChannelUnavailable):
            await near.rows(span(placed))
        assert numbers(placed) == set(await near.rows(span(placed)))


async def test_reading_ends_though_a_page_repeats_for_ever(polled: FarShop) -> None:
    placed = await polled.place_orders(250, spread_seconds=SPREAD)
    await polled.break_with("F10", times=None, shape="page")
    async with polled.session() as near:
        assert numbers(placed) == set(await near.rows(span(placed)))


async def test_a_window_said_to_be_fuller_than_a_list_may_be_is_read_all_the_same(
    polled: FarShop,
) -> None:
    placed = await polled.place_orders(250, spread_seconds=SPREAD)
    await polled.break_with("F13", times=3, total=60_000)
    async with polled.session() as near:
        assert numbers(placed) == set(await near.rows(span(placed)))


@pytest.mark.parametrize("kind", ["F10", "F12", "F13", "F14"])
async def test_lists_that_lie_lose_nothing(polled: FarShop, kind: str) -> None:
    placed = await polled.place_orders(250, spread_seconds=SPREAD)
    whole = span(placed)
    middle = whole.start + (whole.end - whole.start) / 2
    await polled.break_with(kind, times=None if kind != "F12" else 3)
    async with polled.session() as near:
        rows = await near.rows(Window(whole.start, middle), Window(middle, whole.end))
        later = await near.rows(Window(whole.end, wire_now() + timedelta(seconds=5)))
    assert numbers(placed) == set(rows) | set(later)
