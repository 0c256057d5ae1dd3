"""Control: parcels the platform was told of, its carriers, and quantities on sale."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, Field

from orderhub_sandbox.catalogue import GOODS
from orderhub_sandbox.changes import Placement, place_orders
from orderhub_sandbox.control.access import platform_of, shop_named, world_of
from orderhub_sandbox.generate import Recipe
from orderhub_sandbox.parcels import parcels_of
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/{channel}")
TheWorld = Annotated[World, Depends(world_of)]


class StockRequest(BaseModel):
    """sku code → quantity on sale."""

    quantities: dict[str, Annotated[int, Field(ge=0)]]


class BuyRequest(BaseModel):
    """So many buyers at once want `units` of a sku each."""

    sku_code: str
    tries: int = Field(default=1, ge=1, le=10_000)
    units: int = Field(default=1, ge=1)


@router.get("/carriers")
def carriers(channel: str) -> dict[str, object]:
    """The platform's carrier codes and their names."""
    return {"carriers": dict(platform_of(channel).carriers)}


@router.get("/{shop}/parcels")
def parcels(channel: str, shop: str, world: TheWorld) -> dict[str, object]:
    return {"parcels": parcels_of(shop_named(world, channel, shop))}


@router.get("/{shop}/stock")
def stock(channel: str, shop: str, world: TheWorld) -> dict[str, object]:
    """Every sku with its numbers at the platform and its quantity; every accepted write."""
    shelf, listing = shop_named(world, channel, shop).stock, platform_of(channel).listing
    items: list[dict[str, object]] = []
    for good in GOODS:
        listing_no, sku_no = listing(good)
        items.append(
            {
                "sku_code": good.sku_code,
                "listing_no": listing_no,
                "sku_no": sku_no,
                "quantity": shelf.quantities[good.sku_code],
            }
        )
    return {"items": items, "log": [change.present() for change in shelf.log]}


@router.put("/{shop}/stock", status_code=204)
def set_stock(channel: str, shop: str, wish: StockRequest, world: TheWorld) -> None:
    """Sets quantities as the seller's own back office does; leaves no line in the log."""
    shelf = shop_named(world, channel, shop).stock
    unknown = wish.quantities.keys() - shelf.quantities.keys()
    if unknown:
        raise HTTPException(422, f"no sku {sorted(unknown)}")
    shelf.quantities.update(wish.quantities)


@router.post("/{shop}/buys")
def buy(channel: str, shop: str, wish: BuyRequest, world: TheWorld) -> dict[str, object]:
    """Sells while what the shop published lasts: accepted tries are paid orders of one line, the
    others found it sold out."""
    platform, seller = platform_of(channel), shop_named(world, channel, shop)
    if wish.sku_code not in seller.stock.quantities:
        raise HTTPException(422, f"no sku {wish.sku_code}")
    served = seller.stock.sell(wish.sku_code, wish.units, wish.tries)
    line = {"sku_code": wish.sku_code, "quantity": wish.units}
    recipe, at = Recipe(platform.words, "to_ship", (1, 1)), world.now(channel)
    placement = Placement(recipe, at, at, [{"lines": [line]}] * served, world.rng)
    numbers = [order.external_no for order in place_orders(world, platform, seller, placement)]
    return {"accepted": served, "sold_out": wish.tries - served, "orders": numbers}
