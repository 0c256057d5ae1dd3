"""Control: place, list and change orders; plan changes between two list answers."""

import random
from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.changes import Change, Placement, changed_order, place_orders
from orderhub_sandbox.clock import read_iso
from orderhub_sandbox.control import cases
from orderhub_sandbox.control.access import (
    order_numbered,
    platform_of,
    shop_named,
    world_of,
)
from orderhub_sandbox.generate import Recipe
from orderhub_sandbox.orders import truth_of
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import PageChanges, Shop
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/{channel}/{shop}")
TheWorld = Annotated[World, Depends(world_of)]
Status = Literal[
    "pending_payment",
    "paid_held",
    "to_ship",
    "partially_shipped",
    "shipped",
    "delivered",
    "completed",
    "cancelled",
    "closed_refunded",
]


class ChangeRequest(BaseModel):
    """What may happen to an order; times are ISO texts. `close_lines` and `open_lines` are numbers
    of its lines in the truth: refunded before they were sent, and the refund withdrawn;
    `quantities` are units by such a number, 0 takes the line out. The sums follow."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    raw_status: str | None = None
    seller_memo: str | None = None
    seller_flag: int | None = None
    buyer_note: str | None = None
    address: dict[str, str] | None = None
    close_lines: list[str] | None = None
    open_lines: list[str] | None = None
    quantities: dict[str, int] | None = None
    drop_fields: list[str] | None = None
    set_fields: dict[str, object] | None = None
    modified_at: str | None = None
    entered_at: str | None = None


class PlacedOrder(ChangeRequest):
    """Explicit values of one new order; everything left out is invented."""

    external_no: str | None = None
    placed_at: str | None = None
    lines: list[dict[str, object]] | None = None
    recipient: dict[str, str] | None = None
    freight_minor: int | None = None
    buyer_no: str | None = None
    buyer_name: str | None = None


class PlaceRequest(BaseModel):
    """`status` None is a mixed shop; `lines` is how many lines, from and to."""

    model_config = ConfigDict(extra="forbid")

    count: int | None = Field(default=None, ge=1, le=200_000)
    status: Status | None = None
    placed_at: str | None = None
    spread_seconds: int = Field(default=0, ge=0)
    lines: tuple[int, int] = (1, 3)
    seed: int | None = None
    orders: list[PlacedOrder] = Field(default_factory=list[PlacedOrder])


class NumberedChange(ChangeRequest):
    """A change and the order it happens to."""

    external_no: str


class NumberedCaseChange(cases.CaseChange):
    """A change and the after-sale case it happens to."""

    case_no: str


class BetweenPages(BaseModel):
    """Applied right after the `after_reads`-th list answer from now, `every` time or once."""

    after_reads: int = Field(default=1, ge=1)
    changes: list[NumberedChange] = Field(default_factory=list[NumberedChange])
    cases: list[NumberedCaseChange] = Field(default_factory=list[NumberedCaseChange])
    every: bool = False


@router.post("/orders")
def place(channel: str, shop: str, wish: PlaceRequest, world: TheWorld) -> Response:
    """Places orders and returns the truth about them."""
    platform, seller = platform_of(channel), shop_named(world, channel, shop)
    start, end = _span(world, channel, wish)
    overrides = [order.model_dump(exclude_none=True) for order in wish.orders]
    overrides += [{} for _ in range((wish.count or 0) - len(overrides))]
    if wish.status and wish.status not in platform.words:
        raise HTTPException(422, f"{channel} has no word for {wish.status}")
    rng = world.rng if wish.seed is None else random.Random(wish.seed)  # noqa: S311
    words = platform.words if wish.status else platform.listed_words
    recipe = Recipe(words, wish.status, wish.lines)
    placement = Placement(recipe, start, end, overrides, rng)
    try:
        orders = place_orders(world, platform, seller, placement)
    except (ValueError, TypeError) as error:
        raise HTTPException(422, str(error)) from error
    return _json({"orders": [truth_of(order) for order in orders]})


@router.get("/orders")
def every_order(channel: str, shop: str, world: TheWorld) -> Response:
    orders = shop_named(world, channel, shop).book.every()
    return _json({"orders": [truth_of(order) for order in orders]})


@router.get("/orders/{external_no}")
def one_order(channel: str, shop: str, external_no: str, world: TheWorld) -> Response:
    return _json(truth_of(order_numbered(shop_named(world, channel, shop), external_no)))


@router.patch("/orders/{external_no}")
def change(
    channel: str, shop: str, external_no: str, wish: ChangeRequest, world: TheWorld
) -> Response:
    """Changes one order; its modified time is now unless the change names another."""
    seller = shop_named(world, channel, shop)
    order_numbered(seller, external_no)
    fields = wish.model_dump(exclude_none=True)
    try:
        _apply(world, platform_of(channel), seller, external_no, fields)
    except (ValueError, TypeError) as error:
        raise HTTPException(422, str(error)) from error
    return _json(truth_of(order_numbered(seller, external_no)))


@router.post("/between-pages", status_code=204)
def between_pages(channel: str, shop: str, wish: BetweenPages, world: TheWorld) -> None:
    """Plans changes for the moment between two list answers of this shop."""
    platform, seller = platform_of(channel), shop_named(world, channel, shop)
    planned: list[Callable[[], None]] = []
    for item in wish.changes:
        order_numbered(seller, item.external_no)
        fields = item.model_dump(exclude_none=True, exclude={"external_no"})
        planned.append(partial(_apply, world, platform, seller, item.external_no, fields))
    for case in wish.cases:
        fields = case.model_dump(exclude_none=True, exclude={"case_no"})
        planned.append(partial(cases.apply_change, world, seller, case.case_no, fields))
    seller.between_pages.append(PageChanges(wish.after_reads, tuple(planned), wish.every))


def _apply(world: World, platform: Platform, shop: Shop, number: str, fields: Change) -> None:
    order = order_numbered(shop, number)
    shop.book.change(changed_order(platform, order, fields, world.now(shop.channel)))


def _span(world: World, channel: str, wish: PlaceRequest) -> tuple[int, int]:
    if wish.placed_at is None:
        now = world.now(channel)
        return now - wish.spread_seconds, now
    try:
        start = read_iso(wish.placed_at)
    except ValueError as error:
        raise HTTPException(422, f"placed_at: {error}") from error
    return start, start + wish.spread_seconds


def _json(value: object) -> Response:
    return Response(orjson.dumps(value), media_type="application/json")
