"""Quarantine: what could not be taken in, why, and trying it again."""

from typing import Annotated, Literal

from fastapi import Path, Query

from orderhub.access.facade import Actor, CurrentActor, policy, shop_ids
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.sync.queries import desk as queries
from orderhub.sync.schemas.desk import (
    DismissedOut,
    DismissIn,
    EntriesOut,
    EntryDetailOut,
    EntryOut,
    GroupOut,
    GroupsOut,
    ReplayedOut,
    ReplayIn,
    ReplayOut,
)
from orderhub.sync.service import replay
from orderhub.sync.service.payloads import masked_payload

router = Router(prefix="/quarantine", tags=["quarantine"])
READ = policy("quarantine.read")
REPLAY = policy("quarantine.replay")


@router.get("", summary="List quarantined orders", dependencies=[READ])
async def list_quarantine(  # noqa: PLR0913, PLR0917 - the filters of the screen
    actor: CurrentActor,
    tx: Transaction,
    shop_id: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    reason: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_]+$")] = None,
    state: Literal["open", "replayed", "dismissed"] | None = None,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EntriesOut:
    """Newest first."""
    shops = _shops(actor, shop_id)
    found = await queries.entries(tx, shops, reason=reason, state=state, before=cursor, limit=limit)
    more = str(found[-1].id) if len(found) == limit else None
    return EntriesOut(items=[EntryOut.of(entry) for entry in found], next=more)


@router.get("/groups", summary="Group open entries by reason", dependencies=[READ])
async def group_quarantine(actor: CurrentActor, tx: Transaction) -> GroupsOut:
    """By shop, reason and field; the most frequent first."""
    found = await queries.groups(tx, shop_ids(actor))
    return GroupsOut(items=[GroupOut.of(group) for group in found])


@router.get(
    "/{entry_id}",
    summary="Read a quarantined order",
    dependencies=[READ],
    responses=problems(NotFound),
)
async def read_quarantined(
    entry_id: Annotated[int, Path(ge=1, lt=2**63)], actor: CurrentActor, tx: Transaction
) -> EntryDetailOut:
    """With its raw payload, personal fields hidden."""
    entry = await queries.find_entry(tx, entry_id, shop_ids(actor))
    if entry is None:
        raise NotFound("there is no such entry")
    told = EntryOut.of(entry).model_dump()
    return EntryDetailOut(**told, payload=await masked_payload(tx, entry))


@router.post(
    "/replay",
    summary="Try quarantined orders again",
    dependencies=[REPLAY],
    responses=problems(InvalidInput, NotFound),
)
async def replay_quarantined(
    body: ReplayIn, actor: CurrentActor, tx: Transaction, now: Now
) -> ReplayOut:
    """By ids, or all of one shop and reason (500 at once); tells for each whether it is in now."""
    if body.ids is not None:
        results = await replay.replay(tx, actor, body.ids, now)
    else:
        shop_id, reason = body.shop_id or 0, body.reason or ""
        results = await replay.replay_reason(tx, actor, shop_id, reason, now)
    return ReplayOut(results=[ReplayedOut.of(result) for result in results])


@router.post(
    "/dismiss",
    summary="Dismiss quarantined orders",
    dependencies=[REPLAY],
    responses=problems(InvalidInput),
)
async def dismiss_quarantined(
    body: DismissIn, actor: CurrentActor, tx: Transaction, now: Now
) -> DismissedOut:
    """They will not be tried again; the reason is kept."""
    closed = await replay.dismiss(tx, actor, body.ids, body.reason, now)
    return DismissedOut(dismissed=sorted(closed))


def _shops(actor: Actor, shop_id: int | None) -> list[int] | None:
    """The scope, narrowed to one shop; a foreign shop leaves nothing."""
    if shop_id is None:
        return shop_ids(actor)
    return [shop_id] if actor.sees(shop_id) else []
