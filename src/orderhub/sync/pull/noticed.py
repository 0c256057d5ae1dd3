"""Reading orders again, because of notices or of what was told or read: several at a time, through
the normal intake."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TypeGuard

from prometheus_client import Counter

from orderhub.channels.facade import note_good
from orderhub.connector_kit.contract import GetOrder, Page, ShopSession
from orderhub.health.facade import about_order
from orderhub.infra.db import Tx
from orderhub.infra.disposition import DeadLetter, Park, Pause, RetryAt, disposition
from orderhub.infra.telemetry import log, registry
from orderhub.kernel.errors import ConnectorError, DomainError
from orderhub.sync.decide import look_again
from orderhub.sync.model import Done, Read
from orderhub.sync.pull.turn import Turn
from orderhub.sync.service.notices import learn_account
from orderhub.sync.store import cursors, reads

AT_ONCE = 40
TOGETHER = 20  # what an app of the usual quota may call within a second
NEWS = ("new", "changed")
NOTHING = Page((), b"", None)
READ = Counter(
    "hub_sync_noticed", "Orders read again by themselves", ("channel", "outcome"), registry=registry
)


async def read_noticed(turn: Turn) -> None:
    """Read the orders that are due, at most 40. Raises the ConnectorError that stopped it."""
    get_order = turn.connector.get_order
    if get_order is None:
        return
    async with turn.work.db.transaction() as tx:
        waiting = await reads.due(tx, turn.shop.id, turn.work.now(), AT_ONCE)
    if not waiting:
        return
    shop = await turn.session(valuable=True)
    for start in range(0, len(waiting), TOGETHER):
        group = waiting[start : start + TOGETHER]
        read_at = turn.work.now()
        found = await asyncio.gather(*(_look(shop, get_order, r.external_no) for r in group))
        await _take(turn, group, found, read_at)
        for error in found:
            if isinstance(error, ConnectorError) and _stops(error, read_at):
                raise error


async def _look(shop: ShopSession, get_order: GetOrder, external_no: str) -> Page | ConnectorError:
    try:
        with about_order(external_no):
            return await get_order(shop, external_no)
    except DomainError:
        return NOTHING
    except ConnectorError as error:
        return error


def _stops(error: ConnectorError, now: datetime) -> bool:
    """Whether what went wrong is about the shop or the channel rather than about one order."""
    return not isinstance(disposition(error, 0, now), Park | DeadLetter)


async def _take(
    turn: Turn, group: Sequence[Read], found: Sequence[Page | ConnectorError], read_at: datetime
) -> None:
    """Orders, what is to be read again, and what is answered: all of it or nothing."""
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        taught = await _absorb(tx, turn, found, read_at)
        done = [
            _settled(turn, read, one, read_at, fresh=place in taught)
            for place, (read, one) in enumerate(zip(group, found, strict=True))
        ]
        await reads.settle(tx, turn.shop.id, done, read_at)
        shown = zip(group, found, strict=True)
        await learn_account(tx, turn.shop, [r for r, one in shown if _has_rows(one)])
        if all(isinstance(page, Page) for page in found):
            freed = await note_good(tx, turn.shop, read_at)
            await cursors.move_due(tx, freed, read_at, besides=turn.shop.id)


def _has_rows(found: Page | ConnectorError) -> TypeGuard[Page]:
    return isinstance(found, Page) and bool(found.rows)


async def _absorb(
    tx: Tx, turn: Turn, found: Sequence[Page | ConnectorError], read_at: datetime
) -> set[int]:
    """Take the answers in, together; the places of those that taught something."""
    pages = [page for page in found if _has_rows(page)]
    if not pages:
        return set()
    taken = await turn.absorb(tx, pages, read_at)
    places = [n for n, page in enumerate(found) if isinstance(page, Page) for _ in page.rows]
    news = [one.row for one in taken.entered if one.result in NEWS]
    return {places[row] for row in (*news, *(problem.row for problem in taken.problems))}


def _settled(
    turn: Turn, read: Read, found: Page | ConnectorError, read_at: datetime, *, fresh: bool
) -> Done:
    """What one answer leads to."""
    if isinstance(found, ConnectorError):
        return _failed(turn, read, found, read_at)
    seen = max((row.order.modified_at for row in found.rows if row.order), default=None)
    return _seen(turn, read, seen, read_at, fresh=fresh)


def _seen(turn: Turn, read: Read, seen: datetime | None, now: datetime, *, fresh: bool) -> Done:
    settles = turn.connector.settles_after
    at = look_again(read, seen, now, fresh=fresh, settles=settles)
    READ.labels(turn.shop.channel, "read" if at is None else "later").inc()
    return Done(read) if at is None else Done(read, at, read.looks + 1, read.attempts)


def _failed(turn: Turn, read: Read, error: ConnectorError, now: datetime) -> Done:
    READ.labels(turn.shop.channel, "failed").inc()
    match disposition(error, read.attempts, now):
        case RetryAt(at, counts):
            return Done(read, at, read.looks, read.attempts + int(counts))
        case Park():
            return _seen(turn, read, None, now, fresh=False)
        case DeadLetter():
            log.warning("sync.notice_given_up", shop_id=turn.shop.id, code=error.code)
            return Done(read)
        case Pause():  # the shop's waiting is its own
            return Done(read, now, read.looks, read.attempts)
