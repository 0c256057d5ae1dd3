"""Lists of orders: pages, exact counts, pasted numbers."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from orderhub.access.facade import CurrentActor, policy
from orderhub.infra.http import Body, Now, Router, Transaction
from orderhub.orders.decide.flow import board_of
from orderhub.orders.queries import counts, flow, listing, lookup
from orderhub.orders.queries.cursors import decode
from orderhub.orders.queries.filters import Sort, visible_shops
from orderhub.orders.routes.scope import AskedShops
from orderhub.orders.schemas.flow import FlowOut
from orderhub.orders.schemas.query import ListIn, Term
from orderhub.orders.schemas.rows import CountsOut, LookupOut, OrderList
from orderhub.orders.service.search import prepare
from orderhub.orders.service.styles import tag_styles

router = Router(prefix="/orders", tags=["orders"])


@router.get("", summary="List orders", dependencies=[policy("orders.read")])
async def list_orders(
    wanted: Annotated[ListIn, Query()], tx: Transaction, actor: CurrentActor, now: Now
) -> OrderList:
    """One page by key, newest first by default; `narrow_by` instead of a slow answer."""
    search = await prepare(tx, actor, wanted.to_filter())
    cursor = decode(wanted.cursor, wanted.sort) if wanted.cursor else None
    listed = await listing.fetch(tx, search, Sort(wanted.sort), cursor, wanted.limit)
    return OrderList.of(listed, await tag_styles(tx), now)


@router.get("/counts", summary="Count orders", dependencies=[policy("orders.read")])
async def count_orders(tx: Transaction, shops: AskedShops) -> CountsOut:
    """Exact counts of every stage and flag, of the shops the caller sees or some of them."""
    found = await counts.read(tx, shops)
    return CountsOut(stages=found.stages, flags=found.flags)


@router.get("/flow", summary="Show the flow of orders", dependencies=[policy("orders.read")])
async def show_flow(tx: Transaction, now: Now, shops: AskedShops) -> FlowOut:
    """Lane by lane how many orders stand there, how old they are and how fast they pass, of the
    shops the caller sees or some of them."""
    return FlowOut.of(board_of(await flow.read(tx, shops), now), now)


class LookupIn(Body):
    """Pasted terms: our numbers or the channels'; blank and repeated ones are left out."""

    terms: list[Term] = Field(min_length=1, max_length=500)


@router.post("/lookup", summary="Find many orders", dependencies=[policy("orders.read")])
async def look_up(body: LookupIn, tx: Transaction, actor: CurrentActor) -> LookupOut:
    """Which pasted numbers are orders, and which were not found."""
    terms = [term for term in dict.fromkeys(body.terms) if term]
    matches = await lookup.by_numbers(tx, terms, visible_shops(actor.shops, ()))
    return LookupOut.of(terms, matches)
