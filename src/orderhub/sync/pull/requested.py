"""Runs that people asked for: a span of time, or one order with what changed."""

from contextlib import aclosing
from typing import Any

from orderhub.connector_kit.contract import GetOrder, PullOrders
from orderhub.health.facade import about_order
from orderhub.kernel.errors import ConnectorError, NotFound
from orderhub.orders.facade import snapshot
from orderhub.sync.decide import windows_between
from orderhub.sync.difference import difference
from orderhub.sync.model import Run
from orderhub.sync.pull.pages import pages_of
from orderhub.sync.pull.turn import Turn

NAMED = 100


async def read_window(turn: Turn, run: Run, pull: PullOrders) -> list[dict[str, Any]]:
    """Read the span asked for; the cursor stays. Names the first orders that changed."""
    if run.window_from is None or run.window_to is None:
        raise ValueError("a window run has both its ends")
    shop = await turn.session()
    changes: list[dict[str, Any]] = []
    for window in windows_between(run.window_from, run.window_to, turn.connector):
        async with aclosing(pages_of(turn, pull, shop, window)) as found:
            async for pages, read_at in found:
                taken = await turn.take(run, pages, read_at, None)
                changes += [
                    {"field": "order", "before": None, "after": one.number, "result": one.result}
                    for one in taken.entered
                    if one.result != "unchanged" and len(changes) < NAMED
                ]
    return changes[:NAMED]


async def read_order(turn: Turn, run: Run, get_order: GetOrder) -> list[dict[str, Any]]:
    """Read one order again and tell each field that changed, before and after."""
    external_no = run.external_no or ""
    shop = await turn.session(valuable=True)
    before = await _state(turn, external_no)
    read_at = turn.work.now()
    with about_order(external_no):
        page = await get_order(shop, external_no)
    taken = await turn.take(run, [page], read_at, None)
    if taken.problems:
        raise ConnectorError(taken.problems[0].detail)
    if not taken.entered:
        raise NotFound("the channel does not know this order")
    return difference(before, await _state(turn, external_no))


async def _state(turn: Turn, external_no: str) -> dict[str, Any] | None:
    async with turn.work.db.transaction() as tx:
        return await snapshot(tx, turn.shop.id, external_no)
