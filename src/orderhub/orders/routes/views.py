"""Saved views of the order list."""

from typing import Annotated, Self

from fastapi import Path
from pydantic import BaseModel, Field, StringConstraints, model_validator

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Body, Now, Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound
from orderhub.orders.store import views

router = Router(prefix="/order-views", tags=["orders"])
ViewId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
QueryText = Annotated[str, StringConstraints(max_length=4000)]
Columns = Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(max_length=60)]


class ViewIn(Body):
    """`query` is the list's query string; `shared` shows the view to everybody."""

    name: Name
    query: QueryText
    shared: bool = False
    columns: Columns | None = None


class ViewChange(Body):
    """Only the fields that are sent change."""

    name: Name | None = None
    query: QueryText | None = None
    shared: bool | None = None
    columns: Columns | None = None

    @model_validator(mode="after")
    def _keeps_what_must_be(self) -> Self:
        for name in self.model_fields_set - {"columns"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null.")
        return self


class ViewOut(BaseModel):
    id: int
    name: str
    query: str
    shared: bool
    columns: list[str] | None
    owner: str
    owned: bool

    @classmethod
    def of(cls, view: views.View, owner_id: int) -> Self:
        return cls(
            id=view.id,
            name=view.name,
            query=view.query,
            shared=view.shared,
            columns=view.columns,
            owner=view.owner_name,
            owned=view.owner_id == owner_id,
        )


class ViewList(BaseModel):
    items: list[ViewOut]
    next: None = None
    previous: None = None


@router.get("", summary="List saved views", dependencies=[policy("orders.read")])
async def list_views(tx: Transaction, actor: CurrentActor) -> ViewList:
    """One's own views and the shared ones."""
    found = await views.read_all(tx, actor)
    return ViewList(items=[ViewOut.of(view, views.owner_of(actor)) for view in found])


@router.post(
    "",
    summary="Save a view",
    status_code=201,
    responses=problems(Conflict),
    dependencies=[policy("orders.read")],
)
async def save_view(body: ViewIn, tx: Transaction, actor: CurrentActor, now: Now) -> ViewOut:
    """A new view of one's own; its name is free among one's own."""
    view = await views.insert(tx, actor, body.model_dump(), now)
    return ViewOut.of(view, views.owner_of(actor))


@router.patch(
    "/{view_id}",
    summary="Change a view",
    responses=problems(NotFound, Conflict),
    dependencies=[policy("orders.read")],
)
async def change_view(
    view_id: ViewId, body: ViewChange, tx: Transaction, actor: CurrentActor, now: Now
) -> ViewOut:
    """Rename, refill or share one's own view."""
    change = body.model_dump(exclude_unset=True)
    return ViewOut.of(await views.update(tx, actor, view_id, change, now), views.owner_of(actor))


@router.delete(
    "/{view_id}",
    summary="Delete a view",
    status_code=204,
    responses=problems(NotFound),
    dependencies=[policy("orders.read")],
)
async def delete_view(view_id: ViewId, tx: Transaction, actor: CurrentActor) -> None:
    """Delete one's own view."""
    await views.delete(tx, actor, view_id)
