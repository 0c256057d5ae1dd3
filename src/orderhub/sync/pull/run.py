"""One turn of one shop: what people asked for, then the regular run; failures are recorded."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from orderhub.channels.facade import (
    Shop,
    ShopState,
    connector_of,
    note_good,
    note_trouble,
    reading_of,
    slow_down,
)
from orderhub.health.facade import note_clock, report, report_good
from orderhub.infra import leases, live
from orderhub.infra.disposition import PROBE_EVERY_S, Pause, RetryAt, disposition
from orderhub.infra.leases import Lease
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import (
    ConnectorError,
    DomainError,
    HubError,
    RateLimited,
)
from orderhub.sync.model import Cursor, Run, RunKind, RunState
from orderhub.sync.pull.checking import check_one
from orderhub.sync.pull.filling import fill_some
from orderhub.sync.pull.noticed import read_noticed
from orderhub.sync.pull.requested import read_order, read_window
from orderhub.sync.pull.scheduled import read_recent, usual
from orderhub.sync.pull.trouble import note_failed
from orderhub.sync.pull.turn import HOLD_FOR, LeaseLost, Turn, Work, holding, lease_of
from orderhub.sync.store import cursors, runs

DAILY_WAIT = timedelta(minutes=15)
AFTER_DEFECT = timedelta(minutes=5)


class Turned(IntEnum):
    """How a turn went: another worker has the shop, it is over, or more could be read at once."""

    ELSEWHERE = 0
    DONE = 1
    MORE = 2


async def try_turn(work: Work, shop: Shop) -> Turned:
    """Run the shop's turn unless another worker has it."""
    lease = await leases.hold(work.db, lease_of(shop.id), f"{work.owner}:{shop.id}", HOLD_FOR)
    if lease is None:
        return Turned.ELSEWHERE
    more = False
    async with holding(work.db, lease):
        try:
            turn = await _begin(work, shop, lease)
            if await _answer_notices(turn) and await _do_runs(turn):
                await _do_beside(turn)
            more = turn.more
        except LeaseLost:
            log.warning("sync.lease_lost", shop_id=shop.id)
    return Turned.MORE if more else Turned.DONE


async def _begin(work: Work, shop: Shop, lease: Lease) -> Turn:
    now = work.now()
    async with work.db.transaction() as tx:
        await runs.adopt(tx, shop.id, now)
        cursor = await cursors.load(tx, shop.id, now)
        reading = await reading_of(tx, shop)
    return Turn(
        work=work,
        shop=shop,
        connector=connector_of(shop.channel),
        reading=reading,
        lease=lease,
        cursor=cursor,
    )


async def _answer_notices(turn: Turn) -> bool:
    """Notices first; False when the shop should be left alone for now."""
    if not turn.work.scheduled:
        return True
    try:
        await read_noticed(turn)
    except ConnectorError as error:
        await note_failed(turn, error)
        return False
    return True


async def _do_runs(turn: Turn) -> bool:
    """What people asked for, then the regular run; False when the shop should be left alone."""
    while (run := await _next_run(turn)) is not None:
        if not await _do(turn, run):
            return False
    return True


async def _do_beside(turn: Turn) -> None:
    """With nothing else to do: one check of completeness, or a piece of a backfill."""
    pull = turn.connector.pull_orders
    if not turn.work.scheduled or turn.shop.state is not ShopState.ACTIVE or pull is None:
        return
    try:
        if not await check_one(turn, pull):
            await fill_some(turn, pull)
    except ConnectorError as error:
        await note_failed(turn, error)


async def _next_run(turn: Turn) -> Run | None:
    now = turn.work.now()
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        run = await runs.take_next(tx, turn.shop.id, now)
        if run is None and _is_due(turn, now):
            run = await runs.insert(
                tx, turn.shop.id, RunKind.SCHEDULED, RunState.RUNNING, by="system:schedule", now=now
            )
        if run is not None:
            live.announce(tx, "runs", shop_id=turn.shop.id, run_id=run.id)
    return run


def _is_due(turn: Turn, now: datetime) -> bool:
    polled = turn.work.scheduled and turn.connector.pull_orders is not None
    return polled and turn.cursor.due_at <= now


async def _do(turn: Turn, run: Run) -> bool:
    """Do one run to its end; False when the shop should be left alone for now."""
    after: Cursor | None = None
    changes: list[dict[str, Any]] | None = None
    pull, get_order = turn.connector.pull_orders, turn.connector.get_order
    try:
        if run.kind is RunKind.ORDER and get_order is not None:
            changes = await read_order(turn, run, get_order)
        elif run.kind is RunKind.WINDOW and pull is not None:
            changes = await read_window(turn, run, pull)
        elif pull is not None:
            after = await read_recent(turn, run, pull)
    except DomainError as error:
        await _refuse(turn, run, error)
        return run.kind is not RunKind.SCHEDULED
    except ConnectorError as error:
        await _fail(turn, run, error)
        return False
    await _finish(turn, run, after, changes)
    return run.kind is not RunKind.SCHEDULED


async def _finish(
    turn: Turn, run: Run, after: Cursor | None, changes: list[dict[str, Any]] | None
) -> None:
    now = turn.work.now()
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        freed = await note_good(tx, turn.shop, now)  # Shops are locked before cursors.
        await report_good(tx, turn.shop, now)
        if after is not None and after.clock_read_at is not None:
            await note_clock(tx, turn.shop, after.clock_offset, now)
        if after is not None:
            await cursors.save(tx, after)
        await runs.end(tx, run.id, now, difference=changes)
        await cursors.move_due(tx, freed, now, besides=turn.shop.id)
        live.announce(tx, "runs", shop_id=turn.shop.id, run_id=run.id, over=True)
    if after is not None:
        turn.cursor = after


async def _refuse(turn: Turn, run: Run, error: DomainError) -> None:
    """The answer is no, for this run alone."""
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        await runs.end(tx, run.id, turn.work.now(), (error.code, error.detail))
        live.announce(tx, "runs", shop_id=turn.shop.id, run_id=run.id, over=True)


async def _fail(turn: Turn, run: Run, error: ConnectorError) -> None:
    now = turn.work.now()
    log.warning(
        "sync.failed", shop_id=turn.shop.id, run_id=run.id, code=error.code, method=error.method
    )
    if isinstance(error, RateLimited):
        await slow_down(turn.work.db, turn.shop, error)
    after = _waiting(turn, error)
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        concerned = await note_trouble(tx, turn.shop, error, now)
        await report(tx, turn.shop, error, now)
        await cursors.save(tx, after)
        await runs.end(tx, run.id, now, (error.code, error.detail))
        # One probe for the whole app: the others follow when this one does not come back.
        later = after.due_at + timedelta(seconds=PROBE_EVERY_S)
        await cursors.move_due(tx, concerned, later, besides=turn.shop.id)
        live.announce(tx, "runs", shop_id=turn.shop.id, run_id=run.id, over=True)
    turn.cursor = after


def _waiting(turn: Turn, error: HubError) -> Cursor:
    """The cursor after a failed run: it keeps its place and waits as the error says."""
    now, cursor = turn.work.now(), turn.cursor
    if isinstance(error, RateLimited) and error.daily and error.retry_after_s is None:
        return replace(cursor, due_at=now + DAILY_WAIT)
    match disposition(error, cursor.attempts, now):
        case RetryAt(at, counts):
            return replace(cursor, due_at=at, attempts=cursor.attempts + int(counts))
        case Pause(probe_at):
            return replace(cursor, due_at=probe_at or now, attempts=0)
        case _:  # Only time or a change of program helps: go on asking, seldom.
            return replace(cursor, due_at=now + max(usual(turn), AFTER_DEFECT))
