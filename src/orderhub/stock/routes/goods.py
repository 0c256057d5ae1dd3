"""SKUs: list, detail, change, count; import of goods."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import File, Path, Query, UploadFile

from orderhub.access.facade import CurrentActor, policy, shop_ids
from orderhub.infra.db import Tx
from orderhub.infra.http import BULK_BODY_LIMIT, Now, Router, Transaction, problems
from orderhub.infra.sheet import UnreadableFile
from orderhub.kernel.errors import Conflict, InvalidInput, NotFound
from orderhub.stock.queries import desk as desk_rows
from orderhub.stock.queries import goods
from orderhub.stock.schemas.desk import GoodsImportedOut, GoodsPreviewOut
from orderhub.stock.schemas.goods import (
    CountIn,
    MovementOut,
    OfferOut,
    PartOut,
    SkuDetail,
    SkuIn,
    SkuList,
    SkuOut,
    WarehouseOut,
)
from orderhub.stock.service import desk, imports
from orderhub.stock.service.offers import Offers, offers_of
from orderhub.stock.service.plans import Outlook, Plan, plans_of
from orderhub.stock.service.receive import Counted
from orderhub.stock.statements import Row

router = Router(prefix="/stock", tags=["stock"])
READ = [policy("stock.read")]
MANAGE = [policy("stock.manage")]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
Big = Annotated[int, Path(ge=1, le=2**63 - 1)]
MOVEMENTS = 50


@router.get("/skus", summary="List SKUs", dependencies=READ)
async def list_skus(
    tx: Transaction,
    search: Annotated[str | None, Query(max_length=100)] = None,
    only: Literal["short", "low", "bundle"] | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SkuList:
    """SKUs in the order of their codes, with what is on hand, reserved and waited for."""
    rows = await goods.page(tx, search or None, only, cursor, limit + 1)
    more = rows[limit - 1]["code"] if len(rows) > limit else None
    return SkuList(items=await _present(tx, rows[:limit]), next=more)


@router.post("/skus", summary="Add or change a SKU", dependencies=MANAGE, status_code=201)
async def put_sku(body: SkuIn, tx: Transaction, actor: CurrentActor, now: Now) -> SkuOut:
    """A code that is known changes that SKU; parts make a bundle."""
    sku_id = await desk.put_sku(tx, actor, body.to_command(), now)
    return (await _present(tx, [await _found(tx, sku_id)]))[0]


@router.get("/skus/{sku_id}", summary="One SKU", dependencies=READ, responses=problems(NotFound))
async def get_sku(
    sku_id: Id,
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> SkuDetail:
    """Warehouses, what each shop offers and was told, and the latest movements."""
    row = await _found(tx, sku_id)
    listings = await desk_rows.listings(
        tx, shop_ids(actor), desk_rows.Which(item=sku_id), limit=200
    )
    offers = await offers_of(tx, [sku_id])
    plans = await plans_of(tx, [sku_id], offers, now)
    moved = await goods.movements(tx, sku_id, before, MOVEMENTS)
    return SkuDetail(
        sku=(await _present(tx, [row]))[0],
        parts=[PartOut(**part) for part in await goods.parts(tx, sku_id)],
        warehouses=[WarehouseOut(**house) for house in await goods.warehouses(tx, sku_id)],
        offers=[_offer(offers, plans, one) for one in listings if one["shop_id"] in offers.shops],
        movements=[MovementOut(**one) for one in moved],
    )


@router.post(
    "/skus/{sku_id}/counts",
    summary="Book counted goods",
    dependencies=MANAGE,
    responses=problems(NotFound, Conflict),
    status_code=204,
)
async def count_goods(
    sku_id: Id, body: CountIn, tx: Transaction, actor: CurrentActor, now: Now
) -> None:
    """The book follows the count; what orders hold cannot be counted away."""
    if (body.quantity is None) == (body.change is None):
        raise InvalidInput("say either quantity or change", where="quantity")
    absolute = body.quantity is not None
    units = body.quantity if body.quantity is not None else body.change or 0
    counted = Counted(sku_id, body.warehouse, units, absolute=absolute)
    await desk.count_goods(tx, actor, counted, body.reason, now)


@router.post(
    "/imports",
    summary="Preview an import of goods",
    status_code=201,
    responses=problems(UnreadableFile),
    dependencies=MANAGE,
    max_body_size=BULK_BODY_LIMIT,
)
async def preview_goods(
    file: Annotated[UploadFile, File(description=".xlsx or .csv (UTF-8 or GB 18030)")],
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
) -> GoodsPreviewOut:
    """Check a file row by row and keep it; nothing comes in before the commit."""
    named = (file.filename or "")[:200], await file.read()
    return GoodsPreviewOut(**await imports.preview(tx, actor, named, now))


@router.post(
    "/imports/{import_id}/commit",
    summary="Commit an import of goods",
    responses=problems(NotFound, Conflict),
    dependencies=MANAGE,
)
async def commit_goods(
    import_id: Big, tx: Transaction, actor: CurrentActor, now: Now
) -> GoodsImportedOut:
    """SKUs, mappings and counts of the good rows, all in one transaction."""
    return GoodsImportedOut(**await imports.commit(tx, actor, import_id, now))


async def _found(tx: Tx, sku_id: int) -> Row:
    row = await goods.one(tx, sku_id)
    if row is None:
        raise NotFound("There is no such SKU.")
    return row


async def _present(tx: Tx, rows: list[Row]) -> list[SkuOut]:
    bundles = [row["id"] for row in rows if row["bundle"]]
    offers = await offers_of(tx, bundles) if bundles else None
    return [
        SkuOut.of(row, offers.made(row["id"]) if offers and row["bundle"] else None) for row in rows
    ]


def _offer(offers: Offers, plans: Mapping[int, Plan], row: Row) -> OfferOut:
    item, shop_id, plan = row["item_id"], row["shop_id"], plans.get(row["id"])
    part = offers.allocation(item, shop_id)
    if plan is None:
        ahead: Outlook | None = offers.quantity(item, shop_id), "silent", None
    else:
        ahead = plan.outlook(row["due_at"])
    planned, why, at = ahead or (None, None, None)
    return OfferOut(
        listing_id=row["id"], shop_id=shop_id, listing_no=row["listing_no"],
        sku_code=row["sku_code"], mode=part.mode, amount=part.amount, safety=part.safety,
        own=(item, shop_id) in offers.own, publish=offers.shops[shop_id].publish,
        on_sale=plan and plan.on_sale, planned=planned, planned_why=why, planned_at=at,
        told=row["told"], told_at=row["told_at"],
        state=row["state"], trouble_code=row["trouble_code"], trouble=row["trouble"],
    )  # fmt: skip
