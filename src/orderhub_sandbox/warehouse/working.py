"""A warehouse that works by itself: orders are picked, then leave; now and then one is stuck."""

import asyncio
from itertools import islice

from orderhub_sandbox.warehouse import messages
from orderhub_sandbox.warehouse.desk import Desk, Given
from orderhub_sandbox.world import World

_TICK_SECONDS = 0.5
_AT_ONCE = 8


async def keep_working(world: World) -> None:
    """Runs for the life of the sandbox; idle until somebody names a target and a pace."""
    loop = asyncio.get_running_loop()
    last, owed = loop.time(), 0.0
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        now, elapsed = loop.time(), loop.time() - last
        last = now
        owed += world.warehouse.parcels_per_minute * elapsed / 60
        await work(world, int(owed))
        owed -= int(owed)


async def work(world: World, parcels: int) -> None:
    """So many orders are picked, those that wait longest, and as many that were picked leave."""
    desk = world.warehouse
    if not desk.target or desk.down:
        return
    leaving = [_let_out(world, one) for one in _first(desk, "picked", parcels)]
    picked = [_pick(world, one) for one in _first(desk, "accepted", parcels)]
    steps = [*leaving, *picked]
    for at in range(0, len(steps), _AT_ONCE):
        await asyncio.gather(*steps[at : at + _AT_ONCE])


def _first(desk: Desk, state: str, most: int) -> list[Given]:
    return list(islice((one for one in desk.given.values() if one.state == state), most))


async def _pick(world: World, one: Given) -> None:
    every = world.warehouse.stuck_every
    stuck = bool(every) and int(one.remote_no[1:]) % every == 0
    step = "EXCEPTION" if stuck else "PICK"
    body = messages.progress(one.code, step, world.clock.now())
    if _taken(await messages.send(world, "orderprocess.report", body)):
        one.state = "stuck" if stuck else "picked"


async def _let_out(world: World, one: Given) -> None:
    waybill_no = f"SF{7_000_000_000_000 + int(one.remote_no[1:])}"
    one.left(waybill_no)
    parcel = ("SF", waybill_no, one.items)
    words = ("DELIVERED", world.clock.now())
    body = messages.confirm(one.code, f"B{one.remote_no}", [parcel], words)
    if _taken(await messages.send(world, "deliveryorder.confirm", body)):
        one.state = "shipped"


def _taken(answer: dict[str, object]) -> bool:
    return answer["status"] == 200  # noqa: PLR2004
