"""Reading on while pages are taken in: in order, not too far, and no page before an error lost."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from orderhub.connector_kit.contract import Page, ShopSession, Window
from orderhub.kernel.errors import ChannelUnavailable
from orderhub.sync.pull.pages import AHEAD, ROWS_MAX, pages_of
from orderhub.sync.pull.turn import Turn

START = datetime(2026, 1, 5, tzinfo=UTC)
TURN = cast(Turn, SimpleNamespace(work=SimpleNamespace(now=lambda: START)))
NOBODY = cast(ShopSession, None)


class Channel:
    """A list of so many pages; the one at `silent` is never told."""

    def __init__(self, pages: int, rows: int = 100, silent: int | None = None) -> None:
        self._pages, self._rows, self._silent = pages, rows, silent
        self.asked: list[int] = []

    async def pull(self, _: ShopSession, window: Window) -> Page:
        number = (window.start - START) // timedelta(hours=1)
        self.asked.append(number)
        await asyncio.sleep(0)
        if number == self._silent:
            raise ChannelUnavailable("silent")
        following = Window(window.start + timedelta(hours=1), window.end)
        rows = cast(Any, (None,) * self._rows)
        return Page(rows, b"%d" % number, following if number < self._pages - 1 else None)


WHOLE = Window(START, START + timedelta(days=9))


async def read(channel: Channel, most: int | None = None) -> list[list[int]]:
    """The numbers of the pages, as they were taken in together; each taking lets others run."""
    taken: list[list[int]] = []
    try:
        async with aclosing(pages_of(TURN, channel.pull, NOBODY, WHOLE, most)) as found:
            async for pages, _ in found:
                taken.append([int(page.body) for page in pages])
                for _ in range(20):
                    await asyncio.sleep(0)
    except ChannelUnavailable:
        taken.append([])
    return taken


async def test_pages_come_in_order_and_together_when_they_wait() -> None:
    taken = await read(Channel(11))
    assert [number for some in taken for number in some] == list(range(11))
    assert max(map(len, taken)) == AHEAD


async def test_no_more_is_read_ahead_or_taken_at_once_than_fits() -> None:
    channel = Channel(50)
    async with aclosing(pages_of(TURN, channel.pull, NOBODY, WHOLE)) as found:
        await anext(found)
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(channel.asked) <= 2 * AHEAD
    assert max(map(len, await read(Channel(12, rows=ROWS_MAX // 2)))) == 2


@pytest.mark.parametrize("most", [1, 5])
async def test_no_page_beyond_the_limit_is_asked_for(most: int) -> None:
    channel = Channel(20)
    assert sum(map(len, await read(channel, most))) == most
    assert channel.asked == list(range(most))


async def test_what_was_read_before_an_error_is_taken_in_before_it_is_told() -> None:
    taken = await read(Channel(9, silent=6))
    assert [number for some in taken for number in some] == list(range(6))
    assert taken[-1] == []
