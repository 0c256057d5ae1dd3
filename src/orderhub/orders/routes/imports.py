"""Import of orders from a spreadsheet."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import File, Form, Path, Query, UploadFile
from pydantic import BaseModel

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import BULK_BODY_LIMIT, Now, Router, Transaction, problems
from orderhub.infra.sheet import UnreadableFile
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.orders.queries.filters import visible_shops
from orderhub.orders.schemas.batch import RowResultOut, UndoOut
from orderhub.orders.schemas.query import ShopNo
from orderhub.orders.service.imports import desk, undo
from orderhub.orders.service.imports.columns import COLUMNS
from orderhub.orders.store import imports as store

router = Router(prefix="/order-imports", tags=["orders"])
ImportId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class RowErrorOut(BaseModel):
    """What is wrong with one cell; `row` as the spreadsheet counts (the header is row 1)."""

    row: int
    column: str
    code: str
    detail: str


class PreviewOut(BaseModel):
    """`ok` orders can come in; the first 500 errors say what keeps the others out."""

    id: int
    rows: int
    ok: int
    errors: list[RowErrorOut]
    sample: list[dict[str, Any]]


class ImportOut(BaseModel):
    """One import and what became of it."""

    id: int
    shop_id: int
    actor: str
    file_name: str
    state: str
    rows: int
    ok: int
    errors: list[RowErrorOut]
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None

    @classmethod
    def of(cls, kept: store.Import) -> Self:
        return cls(
            id=kept.id,
            shop_id=kept.shop_id,
            actor=kept.actor_name,
            file_name=kept.file_name,
            state=kept.state,
            rows=kept.rows,
            ok=kept.orders,
            errors=[RowErrorOut(**error) for error in kept.errors],
            created_at=kept.created_at,
            committed_at=kept.committed_at,
            undone_at=kept.undone_at,
        )


class ImportList(BaseModel):
    items: list[ImportOut]
    next: str | None
    previous: None = None


class CommitOut(BaseModel):
    """How many orders came in new, changed an order of the hub, or said nothing new."""

    id: int
    new: int
    changed: int
    unchanged: int


@router.post(
    "",
    summary="Preview an import",
    status_code=201,
    responses=problems(NotFound, UnreadableFile),
    dependencies=[policy("orders.import")],
    max_body_size=BULK_BODY_LIMIT,
)
async def preview_import(
    shop_id: Annotated[ShopNo, Form()],
    file: Annotated[UploadFile, File(description=".xlsx or .csv (UTF-8 or GB 18030)")],
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
) -> PreviewOut:
    """Check a file row by row and keep it; nothing comes in before the commit."""
    named = (file.filename or "")[:200], await file.read()
    found = await desk.preview(tx, actor, shop_id, named, now)
    return PreviewOut.model_validate(found, from_attributes=True)


class ColumnOut(BaseModel):
    """A column of an import file by its two headers; `of_line` ones differ within an order."""

    code: str
    title: str
    required: bool
    of_line: bool


class ColumnList(BaseModel):
    items: list[ColumnOut]


@router.get("/columns", summary="Columns of an import", dependencies=[policy("orders.import")])
async def list_import_columns() -> ColumnList:
    """What the first row of a file may name; rows with one order number make one order."""
    return ColumnList(
        items=[ColumnOut.model_validate(column, from_attributes=True) for column in COLUMNS]
    )


@router.get("", summary="List imports", dependencies=[policy("orders.import")])
async def list_imports(
    tx: Transaction,
    actor: CurrentActor,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> ImportList:
    """Imports of the caller's shops, newest first."""
    found = await store.page(tx, visible_shops(actor.shops, ()), cursor, limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    return ImportList(items=[ImportOut.of(kept) for kept in found[:limit]], next=more)


@router.post(
    "/{import_id}/commit",
    summary="Commit an import",
    responses=problems(NotFound, Conflict),
    dependencies=[policy("orders.import")],
)
async def commit_import(
    import_id: ImportId, tx: Transaction, actor: CurrentActor, now: Now
) -> CommitOut:
    """Take in the orders of a preview that have no errors, all in one transaction."""
    outcomes = await desk.commit(tx, actor, import_id, now)
    results = [one.result for one in outcomes]
    return CommitOut(
        id=import_id,
        new=results.count("new"),
        changed=results.count("changed"),
        unchanged=results.count("unchanged"),
    )


@router.post(
    "/{import_id}/undo",
    summary="Undo an import",
    responses=problems(NotFound, Conflict),
    dependencies=[policy("orders.import")],
)
async def undo_import(
    import_id: ImportId, tx: Transaction, actor: CurrentActor, now: Now
) -> UndoOut:
    """Cancel what the import created and nobody has worked on since; the others are reported."""
    results = await undo.undo(tx, actor, import_id, now)
    return UndoOut(results=[RowResultOut.of(result) for result in results])
