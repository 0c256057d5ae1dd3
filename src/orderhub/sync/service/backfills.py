"""What people ask of backfills: begin, pause, go on, cancel."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record, shop_ids
from orderhub.channels.facade import connector_of, lock_seen
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.kernel.types import Refusal
from orderhub.sync.model import Backfill, BackfillState, RunKind
from orderhub.sync.service.requests import may_run
from orderhub.sync.store import backfills

EDGE = timedelta(minutes=10)  # what a channel has just forgotten is not asked for


async def begin(
    tx: Tx, actor: Actor, shop_id: int, span: tuple[datetime, datetime], now: datetime
) -> Backfill:
    """Read a past period again, beside the regular reading. InvalidInput for a span that the
    channel no longer tells, Conflict while another one is under way."""
    shop = await lock_seen(tx, actor, shop_id)
    if (refusal := may_run(shop, RunKind.WINDOW)) is not None:
        raise Conflict(refusal)
    since, until = span
    until = min(until, now)
    earliest = now - connector_of(shop.channel).lookback_max + EDGE
    if not since < until:
        raise InvalidInput("`from` must lie before `to`, and in the past", where="from")
    if since < earliest:
        told = earliest.isoformat(timespec="minutes")
        raise InvalidInput(f"the channel tells nothing from before {told}", where="from")
    job = await backfills.insert(
        tx,
        shop_id,
        (since.replace(microsecond=0), until.replace(microsecond=0)),
        actor.reference,
        now,
    )
    await _told(tx, actor, "backfill.begin", job)
    return job


async def pause(tx: Tx, actor: Actor, backfill_id: int, now: datetime) -> Backfill:
    """Stop after the page in flight; it can go on from there."""
    return await _turn(tx, actor, backfill_id, BackfillState.PAUSED, now)


async def resume(tx: Tx, actor: Actor, backfill_id: int, now: datetime) -> Backfill:
    """Go on from where it stands."""
    return await _turn(tx, actor, backfill_id, BackfillState.RUNNING, now)


async def cancel(tx: Tx, actor: Actor, backfill_id: int, now: datetime) -> Backfill:
    """Stop for good; what was read stays."""
    return await _turn(tx, actor, backfill_id, BackfillState.CANCELLED, now)


async def listing(
    tx: Tx, actor: Actor, shop_id: int | None, before: int | None, limit: int
) -> list[Backfill]:
    """Backfills of the shops in scope, newest first."""
    shops: Sequence[int] | None = shop_ids(actor)
    if shop_id is not None:
        shops = [shop_id] if actor.sees(shop_id) else []
    return await backfills.newest(tx, shops, before, limit)


async def _turn(
    tx: Tx, actor: Actor, backfill_id: int, state: BackfillState, now: datetime
) -> Backfill:
    job = await backfills.lock(tx, backfill_id)
    if not actor.sees(job.shop_id):
        raise NotFound("there is no such backfill")
    if (refusal := _refusal(job.state, state)) is not None:
        raise Conflict(refusal)
    ended = now if state is BackfillState.CANCELLED else None
    after = await backfills.turn_to(tx, job.id, state, now, ended)
    await _told(tx, actor, f"backfill.{state}", after)
    return after


def _refusal(before: BackfillState, after: BackfillState) -> Refusal | None:
    if before is after:
        return Refusal("already_so", f"the backfill is {before} already")
    if before not in (BackfillState.RUNNING, BackfillState.PAUSED, BackfillState.FAILED):
        return Refusal("backfill_over", f"the backfill is {before}")
    return None


async def _told(tx: Tx, actor: Actor, action: str, job: Backfill) -> None:
    detail = {"backfill": job.id}
    await record(tx, actor, action, f"shop:{job.shop_id}", shop_id=job.shop_id, detail=detail)
    live.announce(tx, "backfills", shop_id=job.shop_id, id=job.id)
