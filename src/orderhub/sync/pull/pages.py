"""The pages of a window, in order: read on while those before are taken in, and taken in together
when several are there. A transaction of four hundred orders takes twice the time of a hundred."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from orderhub.connector_kit.contract import Page, PullOrders, ShopSession, Window
from orderhub.sync.pull.turn import Turn

AHEAD = 4
ROWS_MAX = 1000  # taken in at once
Together = tuple[Sequence[Page], datetime]


async def pages_of(
    turn: Turn, pull: PullOrders, shop: ShopSession, window: Window, most: int | None = None
) -> AsyncGenerator[Together]:
    """The pages that are there by now, and when the first of them was asked for; `most` in all
    (one at least), and further to the end of a second that takes many: who comes back to it later
    has to begin it again. The last one tells by its `next` whether more remain. Close it
    (`aclosing`): what was read ahead is given up then. Raises the error of a page once those before
    it were taken."""
    ahead = _Ahead(turn, pull, shop)
    reader = asyncio.create_task(ahead.read(window, most))
    reader.add_done_callback(lambda _: ahead.news.set())
    try:
        while ahead.pages or not reader.done():
            await ahead.news.wait()
            ahead.news.clear()
            if ahead.pages:
                yield ahead.take()
            if ahead.pages or reader.done():
                ahead.news.set()
        reader.result()
    finally:
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)


class _Ahead:
    """Pages that were read and are not taken in yet, at most `AHEAD`."""

    def __init__(self, turn: Turn, pull: PullOrders, shop: ShopSession) -> None:
        self._turn, self._pull, self._shop = turn, pull, shop
        self._room = asyncio.Semaphore(AHEAD)
        self.news = asyncio.Event()
        self.pages: deque[tuple[Page, datetime]] = deque()

    async def read(self, window: Window, most: int | None) -> None:
        """Read on until the window is read, or `most` pages of it and no second is half read."""
        rest: Window | None = window
        pages = 0
        while rest is not None and (
            most is None or pages < max(most, 1) or rest.page_token is not None
        ):
            await self._room.acquire()
            asked_at = self._turn.work.now()
            page = await self._pull(self._shop, rest)
            self.pages.append((page, asked_at))
            self.news.set()
            rest = page.next
            pages += 1

    def take(self) -> Together:
        """Those that are there, as far as they fit into one transaction."""
        page, asked_at = self.pages.popleft()
        taken, rows = [page], len(page.rows)
        while self.pages and rows + len(self.pages[0][0].rows) <= ROWS_MAX:
            page, _ = self.pages.popleft()
            taken.append(page)
            rows += len(page.rows)
        for _ in taken:
            self._room.release()
        return taken, asked_at
