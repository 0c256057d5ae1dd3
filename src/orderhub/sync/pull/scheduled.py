"""The regular run of a shop: from its cursor up to now, window by window."""

from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

from orderhub.connector_kit.contract import PullOrders, ShopSession, Window
from orderhub.sync.decide import (
    clock_is_stale,
    newest_closed,
    next_due,
    next_interval,
    quickest,
    windows_after,
)
from orderhub.sync.model import Cursor, Run, RunKind
from orderhub.sync.pull.pages import pages_of
from orderhub.sync.pull.turn import Turn, moved

FIRST_DAYS = 30.0
USUAL = timedelta(minutes=15)


async def read_recent(turn: Turn, run: Run, pull: PullOrders) -> Cursor:
    """Read on from the cursor; by schedule at most `work.pages` pages, then others have their turn.
    Returns the cursor with its next due time; on a ConnectorError it stands where it came to."""
    shop = await turn.session()
    await _read_clock(turn, shop)
    until = newest_closed(turn.work.now(), turn.cursor, turn.connector.settles_after)
    first = timedelta(days=float(turn.shop.settings.get("first_days", FIRST_DAYS)))
    scheduled = run.kind is RunKind.SCHEDULED
    soon = quickest(usual(turn)) if scheduled else timedelta()
    windows = [*windows_after(turn.cursor, until, first, turn.connector, soon)]
    fresh = pages = 0
    for window, window_end in windows:
        left = turn.work.pages - pages if scheduled else None
        rest: Window | None = None
        async with aclosing(pages_of(turn, pull, shop, window, left)) as found:
            async for some, read_at in found:
                after = moved(turn.cursor, some[-1], window_end)
                taken = await turn.take(run, some, read_at, after)
                fresh += taken.tally.new + taken.tally.changed
                pages += len(some)
                rest = some[-1].next
        enough = scheduled and pages >= turn.work.pages
        if enough and (rest is not None or window_end < windows[-1][1]):
            turn.more = True
            return replace(turn.cursor, due_at=turn.work.now(), attempts=0)
    interval_s = next_interval(usual(turn), turn.cursor.interval_s, fresh)
    due_at = next_due(turn.work.now(), interval_s, until, windows[-1][1])
    return replace(turn.cursor, due_at=due_at, interval_s=interval_s, attempts=0)


def usual(turn: Turn) -> timedelta:
    """How often the shop is asked when nothing else is known."""
    return turn.shop.poll_every or turn.connector.poll_every or USUAL


async def _read_clock(turn: Turn, shop: ShopSession) -> None:
    probe = turn.connector.probe
    if probe is None or not clock_is_stale(turn.cursor, turn.work.now()):
        return
    before = turn.work.now()
    told = await probe(shop)
    after = turn.work.now()
    if told is not None:
        # The channel tells whole seconds: half a one is the best guess for what it left out.
        offset = told + timedelta(seconds=0.5) - (before + (after - before) / 2)
        turn.cursor = replace(turn.cursor, clock_offset=offset, clock_read_at=after)
