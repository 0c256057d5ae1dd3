"""One order: its page now or as of a moment, its timeline, its raw payload, its people revealed."""

from typing import Annotated, Literal, Self

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Body, Now, Router, Transaction, problems
from orderhub.kernel.errors import NotFound
from orderhub.orders.queries import detail as queries
from orderhub.orders.queries.filters import visible_shops
from orderhub.orders.schemas.detail import OrderDetail, RawOut, TimelineOut
from orderhub.orders.service import page as pages
from orderhub.orders.service import people, raw, timeline
from orderhub.orders.service.attributes import labelled
from orderhub.orders.service.styles import tag_styles
from orderhub.vault.facade import QuotaUsedUp, Revealed

router = Router(prefix="/orders", tags=["orders"])
Kind = Literal["fact", "call", "person", "rule", "exception"]
Number = Annotated[str, Path(min_length=1, max_length=40)]


@router.get(
    "/{number}",
    summary="Read an order",
    responses=problems(NotFound),
    dependencies=[policy("orders.read")],
)
async def read_order(
    number: Number,
    tx: Transaction,
    actor: CurrentActor,
    now: Now,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
) -> OrderDetail:
    """The order with all that hangs on it; with `as_of`, what the hub knew of it at that moment."""
    row = await queries.find(tx, number, visible_shops(actor.shops, ()))
    page = await pages.read(tx, row, now, as_of)
    attributes = await labelled(tx, row["shop_id"], page.row["attributes"])
    styles = await tag_styles(tx)
    return OrderDetail.present(page, styles, attributes, as_of or now)


@router.get(
    "/{number}/timeline",
    summary="Read what happened to an order",
    responses=problems(NotFound),
    dependencies=[policy("orders.read")],
)
async def read_timeline(
    number: Number,
    tx: Transaction,
    actor: CurrentActor,
    kind: Annotated[list[Kind], Query(max_length=5)] = [],  # noqa: B006 - FastAPI copies it
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> TimelineOut:
    """Facts, calls, people and rules, newest first, each with what it changed."""
    row = await queries.find(tx, number, visible_shops(actor.shops, ()))
    happened = await timeline.read(tx, row, frozenset(kind), cursor)
    return TimelineOut.model_validate({"items": happened.items, "next": happened.next})


@router.get(
    "/{number}/raw",
    summary="Read what the channel sent",
    responses=problems(NotFound),
    dependencies=[policy("orders.read")],
)
async def read_raw(
    number: Number,
    tx: Transaction,
    actor: CurrentActor,
    fact: Annotated[str | None, Query(max_length=200)] = None,
) -> RawOut:
    """The order's own part of the raw payload, masked, beside what was read from it."""
    row = await queries.find(tx, number, visible_shops(actor.shops, ()))
    return RawOut.model_validate(await raw.read(tx, row, fact))


class RevealIn(Body):
    """Which people fields to show in clear, and why (kept in the audit log)."""

    fields: list[Annotated[str, StringConstraints(max_length=40)]] = Field(
        min_length=1, max_length=10
    )
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class RevealOut(BaseModel):
    """Clear values; null for a field that is masked by the channel itself, or gone."""

    values: dict[str, str | None]
    masked: list[str]
    gone: list[str]
    quota_left: int

    @classmethod
    def of(cls, shown: Revealed) -> Self:
        hidden = dict.fromkeys((*shown.masked, *shown.gone))
        return cls(
            values=hidden | dict(shown.values),
            masked=list(shown.masked),
            gone=list(shown.gone),
            quota_left=shown.quota_left,
        )


@router.post(
    "/{number}/reveal",
    summary="Reveal personal data of an order",
    responses=problems(NotFound, QuotaUsedUp),
    dependencies=[policy("orders.reveal", keep_answer=False)],
)
async def reveal_people(
    number: Number, body: RevealIn, tx: Transaction, actor: CurrentActor, now: Now
) -> RevealOut:
    """Clear values of the asked fields, within the caller's daily quota; every look is audited."""
    row = await queries.find(tx, number, visible_shops(actor.shops, ()))
    return RevealOut.of(await people.reveal(tx, actor, row, body.fields, body.reason, now))
