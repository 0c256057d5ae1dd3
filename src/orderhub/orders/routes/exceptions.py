"""The exception desk: list, groups, steps for many."""

from datetime import datetime
from typing import Annotated, cast

from fastapi import Query
from pydantic import AwareDatetime, Field, StringConstraints

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import BULK_BODY_LIMIT, Body, Now, Router, Transaction
from orderhub.kernel.errors import NotPermitted
from orderhub.orders.decide.exceptions import Step
from orderhub.orders.model import ExceptionKind
from orderhub.orders.queries import exceptions as queries
from orderhub.orders.queries.cursors import decode
from orderhub.orders.queries.filters import visible_shops
from orderhub.orders.routes.scope import AskedShops
from orderhub.orders.schemas.exceptions import (
    ExceptionBatchIn,
    ExceptionBatchOut,
    ExceptionGroups,
    ExceptionList,
)
from orderhub.orders.schemas.query import ShopNo
from orderhub.orders.service import exceptions

router = Router(prefix="/order-exceptions", tags=["exceptions"])
JUDGED = frozenset({Step.APPROVE_RISK, Step.ACCEPT_AMOUNT})


class ExceptionsIn(Body):
    """`owner` empty: nobody's; `number`: all of one order, closed ones too."""

    kind: list[ExceptionKind] = Field(default=[], max_length=20)
    owner: Annotated[str, StringConstraints(max_length=80)] | None = None
    overdue: bool = False
    raised_before: AwareDatetime | None = None
    shop_id: list[ShopNo] = Field(default=[], max_length=500)
    number: Annotated[str, StringConstraints(max_length=40)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("", summary="List exceptions", dependencies=[policy("orders.read")])
async def list_exceptions(
    asked: Annotated[ExceptionsIn, Query()], tx: Transaction, actor: CurrentActor, now: Now
) -> ExceptionList:
    """Open ones, first due first."""
    wanted = queries.Wanted(
        shops=visible_shops(actor.shops, tuple(asked.shop_id)),
        kinds=[kind.value for kind in asked.kind],
        owner=asked.owner,
        overdue=asked.overdue,
        raised_before=asked.raised_before,
        number=asked.number,
    )
    edge = None
    if asked.cursor:
        cursor = decode(asked.cursor, queries.SORT)
        edge = (cast(datetime, cursor.value), cursor.id)
    rows = await queries.listed(tx, wanted, now, edge, asked.limit + 1)
    return ExceptionList.of(rows, asked.limit, now)


@router.get("/groups", summary="Count exceptions", dependencies=[policy("orders.read")])
async def count_exceptions(tx: Transaction, now: Now, shops: AskedShops) -> ExceptionGroups:
    """By kind, owner and clock, of the shops the caller sees or some of them."""
    return ExceptionGroups.of(await queries.groups(tx, shops, now))


@router.post(
    "/batch",
    summary="Act on many exceptions",
    dependencies=[policy("orders.write")],
    max_body_size=BULK_BODY_LIMIT,
)
async def act_on_exceptions(
    body: ExceptionBatchIn, tx: Transaction, actor: CurrentActor, now: Now
) -> ExceptionBatchOut:
    """Each is decided by itself; letting risk or amounts go needs orders.review besides."""
    if body.step in JUDGED and not actor.may("orders.review"):
        raise NotPermitted("Letting risk or amounts go needs the permission orders.review.")
    ids = list(dict.fromkeys(body.ids))
    return ExceptionBatchOut.of(await exceptions.run(tx, actor, ids, body.to_asked(), now))
