"""A check of one closed hour: the channel's list read again, gaps pulled in on the way."""

from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta

from orderhub.connector_kit.contract import Page, PullOrders
from orderhub.connector_kit.windows import SECOND, cut
from orderhub.infra.db import Tx
from orderhub.infra.telemetry import log
from orderhub.kernel.errors import ConnectorError
from orderhub.orders.facade import versions
from orderhub.sync.completeness import Listed, findings, gaps_in, ids_hash, listed, state_of
from orderhub.sync.model import Check, Round
from orderhub.sync.pull.pages import pages_of
from orderhub.sync.pull.trouble import retry_at
from orderhub.sync.pull.turn import Turn
from orderhub.sync.service.findings import tell
from orderhub.sync.service.intake import key_of
from orderhub.sync.store import checks, quarantine

PAST = timedelta(days=14)


@dataclass(slots=True)
class Seen:
    """What the pages told so far."""

    told: Listed = field(default_factory=lambda: Listed({}))
    gaps: set[str] = field(default_factory=set[str])


async def check_one(turn: Turn, pull: PullOrders) -> bool:
    """Make the shop's next due check; False when there is none. Raises the ConnectorError that
    stopped it, after the check was put off."""
    async with turn.work.db.transaction() as tx:
        check = await checks.next_due(tx, turn.shop.id, turn.work.now())
    if check is None:
        return False
    started_at = turn.work.now()
    try:
        seen = await _read(turn, pull, check)
    except ConnectorError as error:
        await _put_off(turn, check, error)
        raise
    await _finish(turn, replace(check, started_at=started_at), seen)
    return True


async def _read(turn: Turn, pull: PullOrders, check: Check) -> Seen:
    shop = await turn.session()
    seen = Seen()
    last = check.window_to - SECOND
    for window in cut(check.window_from, last, turn.connector.window_max):
        async with aclosing(pages_of(turn, pull, shop, window)) as found:
            async for pages, read_at in found:
                keyed = {key_of(row): row for page in pages for row in page.rows}
                told = listed(keyed, check.window_from, check.window_to)
                async with turn.work.db.transaction() as tx:
                    await turn.check(tx)
                    gaps = await _gaps(tx, turn, told)
                    if gaps:
                        await turn.absorb(tx, _only(pages, gaps), read_at)
                seen.told += told
                seen.gaps.update(gaps)
    return seen


def _only(pages: Sequence[Page], keys: Collection[str]) -> list[Page]:
    """The pages with these rows alone."""
    return [replace(p, rows=tuple(r for r in p.rows if key_of(r) in keys)) for p in pages]


async def _gaps(tx: Tx, turn: Turn, told: Listed) -> list[str]:
    keys = list(told.versions)
    known = await versions(tx, turn.shop.id, keys)
    return gaps_in(told, known, await quarantine.known_keys(tx, turn.shop.id, keys))


async def _finish(turn: Turn, check: Check, seen: Seen) -> None:
    keys = list(seen.told.versions)
    count = len(keys)
    now = turn.work.now()
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        held = await versions(tx, turn.shop.id, keys)
        unread = sorted(key for key in keys if key not in held)
        done = replace(
            check,
            state=state_of(seen.gaps, unread),
            channel_count=count,
            hub_count=len(held),
            ids=sorted(keys),
            ids_hash=ids_hash(keys),
            gaps=sorted(seen.gaps),
            unread=unread,
            people_share=seen.told.with_people / count if count else None,
            amount_share=seen.told.with_amount / count if count else None,
            ended_at=now,
        )
        if check.round is Round.HOURLY:
            done = await _compared(tx, turn, done)
        await checks.end(tx, done)
    if seen.gaps:
        log.warning("sync.gaps_filled", shop_id=turn.shop.id, n=len(seen.gaps))


async def _compared(tx: Tx, turn: Turn, check: Check) -> Check:
    """With what the shop's own past makes of it; that is an incident, or the end of one."""
    past = await checks.past(tx, turn.shop.id, check.window_from - PAST, check.window_from)
    found = findings(check, past)
    await tell(tx, turn.shop, check, found, turn.work.now())
    return replace(check, findings=found)


async def _put_off(turn: Turn, check: Check, error: ConnectorError) -> None:
    at = retry_at(error, check.attempts, turn.work.now())
    async with turn.work.db.transaction() as tx:
        await turn.check(tx)
        await checks.later(tx, check.id, at, error.code, error.detail)
