"""The pages of a window, in order: the next one is asked for while one is taken in."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from orderhub.connector_kit.contract import Page, PullOrders, ShopSession, Window
from orderhub.sync.pull.turn import Turn

Asked = tuple[Page, datetime]


async def pages_of(
    turn: Turn, pull: PullOrders, shop: ShopSession, window: Window, most: int | None = None
) -> AsyncGenerator[Asked]:
    """Each page and when it was asked for, at most `most` of them (one at least). The last one
    taken tells by its `next` whether more remain. Close it (`aclosing`): the page asked for ahead
    is given up then. Raises the ConnectorError of a page once those before it were taken."""
    taken = 0
    ahead: asyncio.Task[Asked] | None = asyncio.create_task(_ask(turn, pull, shop, window))
    try:
        while ahead is not None:
            page, asked_at = await ahead
            taken += 1
            ahead = None
            if page.next is not None and (most is None or taken < most):
                ahead = asyncio.create_task(_ask(turn, pull, shop, page.next))
            yield page, asked_at
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)


async def _ask(turn: Turn, pull: PullOrders, shop: ShopSession, window: Window) -> Asked:
    asked_at = turn.work.now()
    return await pull(shop, window), asked_at
