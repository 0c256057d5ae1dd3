"""The desks: figures, listings to map, the shortage queue, reports of warehouses, verification."""

from typing import Annotated

from fastapi import Path, Query

from orderhub.access.facade import CurrentActor, policy, record, shop_ids
from orderhub.infra.http import Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound, StaleVersion
from orderhub.stock.model import Reported
from orderhub.stock.queries import desk as rows
from orderhub.stock.schemas.desk import (
    FindingOut,
    ListingList,
    ListingOut,
    MapIn,
    MappedOut,
    ReportedOut,
    ReportIn,
    ReportList,
    ReportOut,
    ShortageList,
    ShortageOut,
    SuggestionOut,
    SummaryOut,
    TakeOverIn,
    VerificationOut,
)
from orderhub.stock.service import desk
from orderhub.stock.service.reports import take_over, take_report
from orderhub.stock.service.verify import verify

router = Router(prefix="/stock", tags=["stock"])
READ = [policy("stock.read")]
MANAGE = [policy("stock.manage")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/summary", summary="Figures of stock", dependencies=READ)
async def stock_summary(tx: Transaction, actor: CurrentActor) -> SummaryOut:
    """What wants a person, counted in the caller's shops."""
    return SummaryOut(**await rows.summary(tx, shop_ids(actor)))


@router.get("/listings", summary="List listings", dependencies=READ)
async def list_listings(
    tx: Transaction,
    actor: CurrentActor,
    mapped: Annotated[bool | None, Query()] = None,
    order: Annotated[str | None, Query(max_length=64)] = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ListingList:
    """Listings met in orders or imported; unmapped ones come with suggestions. `order` is the
    number of one that waits for them."""
    shops = shop_ids(actor)
    which = rows.Which(mapped=mapped, number=order)
    found = await rows.listings(tx, shops, which, cursor, limit + 1)
    more = str(found[limit - 1]["id"]) if len(found) > limit else None
    shown = found[:limit]
    likely = await desk.suggestions(tx, [row for row in shown if row["item_id"] is None])
    items = [
        ListingOut(
            **{name: row[name] for name in ListingOut.model_fields if name in row},
            sku_id=row["item_id"],
            suggestions=[
                SuggestionOut(
                    sku_id=one.sku.id, code=one.sku.code, title=one.sku.title,
                    percent=one.percent, by=one.by,
                )
                for one in likely.get(row["id"], ())
            ],
        )
        for row in shown
    ]  # fmt: skip
    return ListingList(items=items, next=more)


@router.put(
    "/listings/{listing_id}/sku",
    summary="Map a listing",
    dependencies=MANAGE,
    responses=problems(NotFound, StaleVersion),
)
async def map_listing(
    listing_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    body: MapIn,
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
) -> MappedOut:
    """The listing is this SKU; orders that waited for that reserve now."""
    served = await desk.map_listing(tx, actor, listing_id, body.sku_id, body.version, now)
    return MappedOut(lines=served)


@router.get("/shortages", summary="The shortage queue", dependencies=READ)
async def list_shortages(tx: Transaction, actor: CurrentActor, limit: Limit = 200) -> ShortageList:
    """Order lines that wait for goods, first in line first."""
    found = await rows.shortages(tx, shop_ids(actor), limit)
    items = [
        ShortageOut(
            **{name: row[name] for name in ShortageOut.model_fields if name in row},
            free=row["available"],
            on_hand=row["available"] + row["reserved"],
            since=row["taken_at"],
        )
        for row in found
    ]
    return ShortageList(items=items)


@router.get("/reports", summary="What warehouses reported", dependencies=READ)
async def list_reports(
    tx: Transaction,
    agreeing: Annotated[bool, Query()] = False,  # noqa: FBT002 - of the query
    limit: Limit = 200,
) -> ReportList:
    """The latest report of each SKU beside the book, with what explains the difference."""
    found = await rows.reports(tx, agreeing=agreeing, limit=limit)
    return ReportList(items=[ReportOut(**row) for row in found])


@router.post("/reports", summary="Report what a warehouse has", dependencies=MANAGE)
async def report_stock(
    body: ReportIn, tx: Transaction, actor: CurrentActor, now: Now
) -> ReportedOut:
    """Compare a warehouse's numbers with the book; nothing is booked by it."""
    at = min(body.at or now, now)
    said = Reported(
        warehouse=body.warehouse, source=actor.name, at=at, totals=body.units,
        report_no=body.report_no or f"{actor.name} {at.isoformat()}",
    )  # fmt: skip
    unknown = await take_report(tx, said, now)
    detail = {"warehouse": body.warehouse, "lines": len(body.units), "unknown": len(unknown)}
    await record(tx, actor, "stock.report", f"warehouse:{body.warehouse}", detail=detail)
    return ReportedOut(unknown=unknown)


@router.post(
    "/reports/take-over",
    summary="Take a reported number over",
    dependencies=MANAGE,
    responses=problems(NotFound, StaleVersion, Conflict),
    status_code=204,
)
async def take_report_over(
    body: TakeOverIn, tx: Transaction, actor: CurrentActor, now: Now
) -> None:
    """Book what of a difference nothing explains, so that the book says what the warehouse does."""
    await take_over(tx, actor, (body.warehouse, body.sku_id), body.units, now)


@router.get("/verification", summary="Is stock conserved", dependencies=READ)
async def verify_stock(tx: Transaction) -> VerificationOut:
    """Balances against reservations, movements and warehouses."""
    found = await verify(tx)
    items = [FindingOut.model_validate(one, from_attributes=True) for one in found]
    return VerificationOut(ok=not items, findings=items)
