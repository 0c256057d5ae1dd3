"""What people ask of sync: a run now, over a span, or of one order. The poller does it."""

from datetime import datetime, timedelta

from orderhub.access.facade import Actor, record
from orderhub.channels.facade import Shop, ShopState, connector_of, get_seen, lock_seen
from orderhub.infra import live
from orderhub.infra.db import Tx
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.kernel.types import Refusal
from orderhub.sync.model import Run, RunKind, RunState
from orderhub.sync.store import runs

LONGEST = timedelta(days=92)
HISTORY = 50


async def request_run(
    tx: Tx,
    actor: Actor,
    shop_id: int,
    now: datetime,
    *,
    span: tuple[datetime, datetime] | None = None,
    external_no: str | None = None,
) -> Run:
    """Queue a run; Conflict when the shop cannot be asked, InvalidInput for an impossible span."""
    shop = await lock_seen(tx, actor, shop_id)
    kind = RunKind.ORDER if external_no else RunKind.WINDOW if span else RunKind.RECENT
    if (refusal := may_run(shop, kind)) is not None:
        raise Conflict(refusal)
    if span is not None:
        check_span(span, now)
    run = await runs.insert(
        tx,
        shop_id,
        kind,
        RunState.QUEUED,
        by=actor.reference,
        now=now,
        window=span,
        external_no=external_no,
    )
    detail = {"run": run.id, "kind": kind}
    await record(tx, actor, "sync.request", f"shop:{shop_id}", shop_id=shop_id, detail=detail)
    live.announce(tx, "runs", shop_id=shop_id, run_id=run.id)
    return run


async def get_run(tx: Tx, actor: Actor, run_id: int) -> Run:
    """One run; NotFound also when its shop is out of scope."""
    run = await runs.get(tx, run_id)
    if not actor.sees(run.shop_id):
        raise NotFound("there is no such run")
    return run


async def history(
    tx: Tx, actor: Actor, shop_id: int, before: int | None, limit: int = HISTORY
) -> list[Run]:
    """Runs of a shop, newest first."""
    await get_seen(tx, actor, shop_id)
    return await runs.of_shop(tx, shop_id, before, limit)


def may_run(shop: Shop, kind: RunKind) -> Refusal | None:
    """Whether a person's wish for a run can be met as things stand."""
    connector = connector_of(shop.channel)
    needed = connector.get_order if kind is RunKind.ORDER else connector.pull_orders
    if needed is None:
        return Refusal("cannot_be_asked", f"{connector.label} sends its orders by itself")
    if shop.state is ShopState.PAUSED:
        return Refusal("shop_paused", "the shop is paused: resume it first")
    if shop.state is ShopState.REAUTHORISE:
        return Refusal("reauthorise_first", "the channel wants the shop authorised again")
    return None


def check_span(span: tuple[datetime, datetime], now: datetime) -> None:
    """Raises InvalidInput: the span must run forward, lie in the past, and be at most 92 days."""
    since, until = span
    if not since < until:
        raise InvalidInput("`from` must lie before `to`", where="from")
    if since > now:
        raise InvalidInput("`from` lies in the future", where="from")
    if until - since > LONGEST:
        raise InvalidInput(f"at most {LONGEST.days} days at once", where="to")
