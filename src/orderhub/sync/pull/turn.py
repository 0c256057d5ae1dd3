"""What a turn of one shop works with, and the one transaction in which a page is taken in."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orderhub.channels.facade import OpenSession, Reading, Shop
from orderhub.connector_kit.contract import Connector, Page, ShopSession
from orderhub.infra import leases, live
from orderhub.infra.db import Database, Tx
from orderhub.infra.leases import Lease
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import HubError, InfraError
from orderhub.sync.model import Cursor, Delivery, Run, Sheet, Taken
from orderhub.sync.service.intake import take_in
from orderhub.sync.store import cursors, reads, runs

HOLD_FOR = timedelta(seconds=15)  # how long a shop waits when its worker was killed
RENEW_EVERY_S = 5.0
SECOND_OVER = timedelta(seconds=2)  # since an order was read whose snapshots share a second


class LeaseLost(HubError):
    """Another worker took the shop over: this one's work is refused, nothing is lost."""

    code = "lease_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a process brings to every turn; a scheduled run reads at most `pages`;
    without `scheduled` only what people asked for is done."""

    db: Database
    open_session: OpenSession
    now: Callable[[], datetime]
    owner: str
    pages: int = 40
    scheduled: bool = True


@dataclass(slots=True, kw_only=True)
class Turn:
    """One shop in the hands of one worker. `cursor` is as last saved; `more`: it gave way to others
    with pages left to read."""

    work: Work
    shop: Shop
    connector: Connector
    reading: Reading
    lease: Lease
    cursor: Cursor
    more: bool = False

    async def session(self, *, valuable: bool = False) -> ShopSession:
        """The shop's line; opened anew for each run, so that it has the credentials of now.
        `valuable`: may use the reserve of the quota."""
        return await self.work.open_session(self.shop, valuable=valuable)

    async def check(self, tx: Tx) -> None:
        """Refuse to write after the shop was taken over (the lease stays ours until `tx` ends)."""
        if not await leases.still_held(tx, self.lease):
            raise LeaseLost("another worker took this shop over")

    async def absorb(self, tx: Tx, pages: Sequence[Page], read_at: datetime) -> Taken:
        """Rows of pages into orders or quarantine, within the caller's transaction. Orders whose
        snapshots share a second are read once more when that is over."""
        sheets = [Sheet(rows=page.rows, body=page.body) for page in pages]
        delivery = Delivery(sheets=sheets, read_at=read_at, source="channel")
        taken = await take_in(tx, self.shop, self.reading, delivery)
        if self.connector.get_order is not None:  # else the channel tells the next change by itself
            await reads.ask_after(tx, self.shop.id, taken.reread, read_at + SECOND_OVER)
        return taken

    async def take(
        self, run: Run, pages: Sequence[Page], read_at: datetime, after: Cursor | None
    ) -> Taken:
        """Rows, raw bodies, quarantine, counts and cursor of some pages: all of it or nothing.

        `after` is the cursor once these pages are in; None leaves it where it is.
        """
        async with self.work.db.transaction() as tx:
            await self.check(tx)
            taken = await self.absorb(tx, pages, read_at)
            if after is not None:
                await cursors.save(tx, after)
            span = _span(after) if after is not None else (None, None)
            await runs.count(tx, run.id, taken.tally, *span)
            live.announce(tx, "runs", shop_id=self.shop.id, run_id=run.id)
        if after is not None:
            self.cursor = after
        return taken


def lease_of(shop_id: int) -> str:
    """The name of the lease that whoever reads the shop holds."""
    return f"sync:{shop_id}"


@asynccontextmanager
async def holding(db: Database, lease: Lease) -> AsyncGenerator[None]:
    """Hold on to the lease for the block, and give it back after it."""
    heart = asyncio.create_task(_beat(db, lease))
    try:
        yield
    finally:
        heart.cancel()
        await leases.release(db, lease)


async def _beat(db: Database, lease: Lease) -> None:
    held = True
    while held:
        await asyncio.sleep(RENEW_EVERY_S)
        try:
            held = await leases.renew(db, lease, HOLD_FOR)
        except InfraError as error:
            log.warning("sync.not_renewed", name=lease.name, error=type(error).__name__)


def moved(cursor: Cursor, page: Page, window_end: datetime) -> Cursor:
    """The cursor once `page` of the window that ends at `window_end` is in."""
    if page.next is None:
        read_to = window_end if cursor.read_to is None else max(cursor.read_to, window_end)
        return replace(cursor, read_to=read_to, window_end=None, rest=None)
    # Pages shift while nobody reads: only the value the reading has come to is kept.
    rest = replace(page.next, page_token=None)
    return replace(cursor, window_end=window_end, rest=rest)


def _span(cursor: Cursor) -> tuple[datetime | None, datetime | None]:
    return (cursor.rest.start if cursor.rest else None, cursor.window_end or cursor.read_to)
