"""A piece of a backfill: some pages of the past, taken in like any other."""

from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta

from orderhub.connector_kit.contract import PullOrders, Window
from orderhub.connector_kit.windows import cut
from orderhub.infra import live
from orderhub.infra.disposition import DeadLetter, disposition
from orderhub.kernel.errors import ConnectorError
from orderhub.sync.model import Backfill, BackfillState
from orderhub.sync.pull.pages import pages_of
from orderhub.sync.pull.trouble import retry_at
from orderhub.sync.pull.turn import Turn
from orderhub.sync.store import backfills

PAGES = 20
BREATH = timedelta(seconds=1)  # between two pieces


async def fill_some(turn: Turn, pull: PullOrders) -> bool:
    """Read on in the shop's backfill, at most 20 pages; False when there is none. Raises the
    ConnectorError that stopped it, after it was put off."""
    async with turn.work.db.transaction() as tx:
        job = await backfills.due(tx, turn.shop.id, turn.work.now())
    if job is None:
        return False
    try:
        done = await _read(turn, pull, job)
    except ConnectorError as error:
        await _put_off(turn, job, error)
        raise
    await _leave(turn, job, done=done)
    return True


async def _read(turn: Turn, pull: PullOrders, job: Backfill) -> bool:
    """True when the whole period is read."""
    shop = await turn.session()
    pages = 0
    for window, window_end in _windows(job, turn.connector.window_max):
        if pages >= PAGES:
            return False
        rest: Window | None = window
        async with aclosing(pages_of(turn, pull, shop, window, PAGES - pages)) as found:
            async for some, read_at in found:
                pages += len(some)
                rest = some[-1].next
                # Pages shift while nobody reads: only the value the reading has come to is kept.
                kept = None if rest is None else (replace(rest, page_token=None), window_end)
                read_to = window_end if rest is None else window.start
                async with turn.work.db.transaction() as tx:
                    await turn.check(tx)
                    taken = await turn.absorb(tx, some, read_at)
                    if not await backfills.advance(tx, job.id, read_to, kept, taken.tally):
                        return False
                    live.announce(tx, "backfills", shop_id=turn.shop.id, id=job.id)
        if rest is not None:
            return False
    return True


def _windows(job: Backfill, longest: timedelta) -> Iterator[tuple[Window, datetime]]:
    begin = job.read_to
    if job.rest is not None and job.window_end is not None:
        yield job.rest, job.window_end
        begin = job.window_end
    if begin < job.window_to:
        for window in cut(begin, job.window_to, longest):
            yield window, window.end


async def _leave(turn: Turn, job: Backfill, *, done: bool) -> None:
    now = turn.work.now()
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        present = await backfills.lock(tx, job.id)
        if present.state is not BackfillState.RUNNING:
            return
        state = BackfillState.DONE if done else BackfillState.RUNNING
        await backfills.turn_to(tx, job.id, state, now + BREATH, now if done else None)
        live.announce(tx, "backfills", shop_id=turn.shop.id, id=job.id)


async def _put_off(turn: Turn, job: Backfill, error: ConnectorError) -> None:
    now = turn.work.now()
    hopeless = isinstance(disposition(error, job.attempts, now), DeadLetter)
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        at = retry_at(error, job.attempts, now)
        await backfills.later(tx, job.id, at, (error.code, error.detail))
        present = await backfills.lock(tx, job.id)
        if hopeless and present.state is BackfillState.RUNNING:
            await backfills.turn_to(tx, job.id, BackfillState.FAILED, at, now)
        live.announce(tx, "backfills", shop_id=turn.shop.id, id=job.id)
