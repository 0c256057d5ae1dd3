"""A warehouse that works by itself: orders are picked, then leave; now and then one is stuck."""

import asyncio

from orderhub_sandbox.warehouse import messages
from orderhub_sandbox.warehouse.desk import Desk, Given
from orderhub_sandbox.world import World

_TICK_SECONDS = 0.5
_STUCK_EVERY = 25


async def keep_working(world: World) -> None:
    """Runs for the life of the sandbox; idle until somebody names a target and a pace."""
    loop = asyncio.get_running_loop()
    last, owed = loop.time(), 0.0
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        now, elapsed = loop.time(), loop.time() - last
        last = now
        owed += world.warehouse.parcels_per_minute * elapsed / 60
        for _ in range(int(owed)):
            await work(world)
        owed -= int(owed)


async def work(world: World) -> None:
    """The order that waits longest is picked, the one that was picked first leaves."""
    desk = world.warehouse
    if not desk.target:
        return
    picked, fresh = _first(desk, "picked"), _first(desk, "accepted")
    if fresh is not None:
        await _pick(world, fresh)
    if picked is not None:
        await _let_out(world, picked)


def _first(desk: Desk, state: str) -> Given | None:
    return next((one for one in desk.given.values() if one.state == state), None)


async def _pick(world: World, one: Given) -> None:
    stuck = int(one.remote_no[1:]) % _STUCK_EVERY == 0
    step = "EXCEPTION" if stuck else "PICK"
    body = messages.progress(one.code, step, world.clock.now())
    if _taken(await messages.send(world, "orderprocess.report", body)):
        one.state = "stuck" if stuck else "picked"


async def _let_out(world: World, one: Given) -> None:
    parcel = ("SF", f"SF{7_000_000_000_000 + int(one.remote_no[1:])}", one.items)
    words = ("DELIVERED", world.clock.now())
    body = messages.confirm(one.code, f"B{one.remote_no}", [parcel], words)
    if _taken(await messages.send(world, "deliveryorder.confirm", body)):
        one.state = "shipped"


def _taken(answer: dict[str, object]) -> bool:
    return answer["status"] == 200  # noqa: PLR2004
