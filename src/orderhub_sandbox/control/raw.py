"""Control: raw list answers in bulk, for benches."""

import random
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import StreamingResponse

from orderhub_sandbox.control.access import platform_of, world_of
from orderhub_sandbox.generate import Recipe, make_order
from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/{channel}")
TheWorld = Annotated[World, Depends(world_of)]


class BulkWish:
    """Query of a bulk request; `lines` is `from,to`."""

    def __init__(
        self,
        count: Annotated[int, Query(ge=1, le=5_000_000)] = 1000,
        seed: int = 1,
        page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
        plain_people: bool = False,  # noqa: FBT001, FBT002 - a query parameter
        lines: Annotated[str, Query(pattern=r"^\d+,\d+$")] = "1,3",
    ) -> None:
        low, high = (int(part) for part in lines.split(","))
        if not 1 <= low <= high:
            raise HTTPException(422, "lines must be from,to with 1 ≤ from ≤ to")
        self.count, self.seed, self.page_size = count, seed, page_size
        self.plain_people, self.lines = plain_people, (low, high)


@router.get("/raw")
def raw(channel: str, wish: Annotated[BulkWish, Depends()], world: TheWorld) -> StreamingResponse:
    """NDJSON: each line is one list answer as the gateway would send it. Nothing is placed."""
    platform, shop = platform_of(channel), world.shops[channel][0]
    now = world.now(channel)
    return StreamingResponse(_pages(platform, shop, wish, now), media_type="application/x-ndjson")


def _pages(platform: Platform, like: Shop, wish: BulkWish, now: int) -> Iterator[bytes]:
    rng = random.Random(wish.seed)  # noqa: S311
    recipe = Recipe(platform.listed_words, None, wish.lines)
    shop = Shop("", like.index, like.name, like.app, like.grant, like.account)
    shop.plain_people = wish.plain_people
    # numbers follow the seed, far from those of placed orders
    serial = wish.seed * 10_000_000 % 10**12
    for first in range(0, wish.count, wish.page_size):
        orders: list[Order] = []
        for position in range(first, min(first + wish.page_size, wish.count)):
            placed_at = now - wish.count // 10 + position // 10
            number = platform.number(shop.index, serial + position)
            orders.append(make_order(rng, recipe, number, placed_at, now))
        yield platform.bulk_page(shop, orders, wish.count) + b"\n"
