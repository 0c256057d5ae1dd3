"""Parcels, what channels and warehouses are told, scans for a person, disagreements."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.fulfilment.queries import desk as queries
from orderhub.fulfilment.queries.routes import followed
from orderhub.fulfilment.schemas.desk import (
    DisagreementOut,
    DisagreementsOut,
    FulfilmentCountsOut,
    PackageOut,
    PackagesOut,
    ScanOut,
    ScansOut,
    TaskOut,
    TasksOut,
)
from orderhub.fulfilment.service import tasks as service
from orderhub.fulfilment.service.merging import count_offers
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound

router = Router(prefix="/fulfilment", tags=["fulfilment"])
READ = policy("fulfilment.read")
Before = Annotated[int | None, Query(ge=1, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=200)]
Term = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


class _Shown(Protocol):
    @property
    def id(self) -> str: ...


@router.get("/counts", summary="Count what is open", dependencies=[READ])
async def count_fulfilment(actor: CurrentActor, tx: Transaction, now: Now) -> FulfilmentCountsOut:
    """For the tabs of the screen."""
    shops = shop_ids(actor)
    merges = await count_offers(tx, shops, now)
    return FulfilmentCountsOut(**await queries.counts(tx, shops, now), merges=merges)


@router.get("/packages", summary="List packages", dependencies=[READ])
async def list_packages(
    actor: CurrentActor, tx: Transaction, q: Term = None, cursor: Before = None, limit: Limit = 50
) -> PackagesOut:
    """Newest first; `q` is an order's number, its channel's number, or a waybill."""
    found = await queries.listed_packages(tx, shop_ids(actor), q, cursor, limit)
    known = await followed(tx, [one.waybill_no for one in found])
    items = [PackageOut.of(one, known.get(one.waybill_no)) for one in found]
    return PackagesOut(items=items, next=_next(items, limit))


@router.get("/tasks", summary="List what is to be told", dependencies=[READ])
async def list_fulfilment_tasks(
    actor: CurrentActor,
    tx: Transaction,
    state: Literal["open", "all"] = "open",
    q: Term = None,
    cursor: Before = None,
    limit: Limit = 50,
) -> TasksOut:
    """Newest first: ship-backs and notes to channels, orders to warehouses."""
    found = await queries.listed_tasks(
        tx, shop_ids(actor), q, (cursor, limit), open_only=state == "open"
    )
    items = [TaskOut.of(one) for one in found]
    return TasksOut(items=items, next=_next(items, limit))


@router.post(
    "/tasks/{task_id}/retry",
    summary="Tell it again",
    dependencies=[policy("fulfilment.manage")],
    responses=problems(NotFound, Conflict),
)
async def retry_fulfilment_task(
    task_id: Annotated[int, Path(ge=1, lt=2**63)], actor: CurrentActor, tx: Transaction, now: Now
) -> TaskOut:
    """With the key it has; what may have arrived already is asked for first."""
    return TaskOut.of(await service.retry(tx, actor, task_id, now))


@router.get("/scans", summary="List scans that wait", dependencies=[READ])
async def list_scans(
    actor: CurrentActor,
    tx: Transaction,
    state: Literal["parked", "excepted"] | None = None,
    cursor: Before = None,
    limit: Limit = 50,
) -> ScansOut:
    """Newest first: for their order (`parked`), or for a person (`excepted`)."""
    states: Sequence[str] = ("parked", "excepted") if state is None else (state,)
    found = await queries.listed_scans(tx, shop_ids(actor), states, cursor, limit)
    items = [ScanOut.of(one) for one in found]
    return ScansOut(items=items, next=_next(items, limit))


@router.get("/disagreements", summary="List disagreements", dependencies=[READ])
async def list_disagreements(
    actor: CurrentActor,
    tx: Transaction,
    state: Literal["open", "all"] = "open",
    cursor: Before = None,
    limit: Limit = 50,
) -> DisagreementsOut:
    """Newest first: two sides that say different things about an order for too long."""
    found = await queries.listed_disagreements(
        tx, shop_ids(actor), cursor, limit, open_only=state == "open"
    )
    items = [DisagreementOut.of(one) for one in found]
    return DisagreementsOut(items=items, next=_next(items, limit))


def _next(items: Sequence[_Shown], limit: int) -> str | None:
    return items[-1].id if len(items) == limit else None
