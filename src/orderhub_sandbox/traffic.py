"""A steady life: orders appear and move on through their statuses."""

import asyncio

from orderhub_sandbox.changes import Placement, changed_order, place_orders
from orderhub_sandbox.generate import Recipe
from orderhub_sandbox.platform import Platform
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_TICK_SECONDS = 0.25
_NEXT = {
    "pending_payment": ("to_ship", "to_ship", "to_ship", "cancelled"),
    "paid_held": ("to_ship",),
    "to_ship": ("shipped",) * 9 + ("partially_shipped", "closed_refunded"),
    "partially_shipped": ("shipped",),
    "shipped": ("delivered", "delivered", "delivered", "closed_refunded"),
    "delivered": ("completed",),
}
_NEW = ("to_ship",) * 6 + ("pending_payment",) * 3 + ("paid_held",)


async def keep_living(world: World, platforms: dict[str, Platform]) -> None:
    """Runs for the life of the sandbox and does what `world.traffic` asks for."""
    loop = asyncio.get_running_loop()
    last = loop.time()
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        now, elapsed = loop.time(), loop.time() - last
        last = now
        live(world, platforms, elapsed)


def live(world: World, platforms: dict[str, Platform], seconds: float) -> None:
    """Everything that happens in this many seconds."""
    traffic = world.traffic
    shops = [shop for name in traffic.channels for shop in world.shops[name]]
    if not shops:
        return
    orders, changes = traffic.due(seconds)
    for _ in range(orders):
        _place_one(world, platforms, world.rng.choice(shops))
        traffic.placed += 1
    for _ in range(changes):
        traffic.changed += _change_one(world, platforms, world.rng.choice(shops))


def _place_one(world: World, platforms: dict[str, Platform], shop: Shop) -> None:
    platform, now = platforms[shop.channel], world.now(shop.channel)
    known = [status for status in _NEW if status in platform.words]
    recipe = Recipe(platform.words, world.rng.choice(known))
    place_orders(world, platform, shop, Placement(recipe, now, now, [{}], world.rng))


def _change_one(world: World, platforms: dict[str, Platform], shop: Shop) -> int:
    platform, order = platforms[shop.channel], shop.book.pick(world.rng)
    choices = [s for s in _NEXT.get(order.status, ()) if s in platform.words] if order else []
    if order is None or not choices or _waits_for_seller(world, shop, order.status):
        return 0
    change = {"status": world.rng.choice(choices)}
    shop.book.change(changed_order(platform, order, change, world.now(shop.channel)))
    return 1


def _waits_for_seller(world: World, shop: Shop, status: str) -> bool:
    leaves = status in ("to_ship", "partially_shipped")
    return leaves and shop.channel in world.traffic.seller_ships
