"""Finds what a control call names, or says what there is."""

from fastapi import HTTPException, Request

from orderhub_sandbox.orders import Order
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.registry import PLATFORMS
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_NOT_FOUND = 404


def world_of(request: Request) -> World:
    """The world this application serves."""
    return request.app.state.world


def platform_of(channel: str) -> Platform:
    if channel not in PLATFORMS:
        raise HTTPException(_NOT_FOUND, f"no channel {channel!r}; there are {list(PLATFORMS)}")
    return PLATFORMS[channel]


def shop_named(world: World, channel: str, key: str) -> Shop:
    """By name or 0-based index."""
    platform_of(channel)
    shop = world.shop(channel, key)
    if shop is None:
        names = [shop.name for shop in world.shops[channel]]
        raise HTTPException(_NOT_FOUND, f"no shop {key!r} in {channel}; there are {names}")
    return shop


def order_numbered(shop: Shop, external_no: str) -> Order:
    order = shop.book.find(external_no)
    if order is None:
        raise HTTPException(_NOT_FOUND, f"no order {external_no!r} in {shop.name}")
    return order
