"""Parcels that move by themselves: collected, under way, out for delivery, signed for; now and
then one meets trouble first."""

import asyncio

from orderhub_sandbox.express.desk import Followed, Line
from orderhub_sandbox.express.pushing import push, push_again
from orderhub_sandbox.world import World

_TICK_SECONDS = 0.5
_TROUBLE_EVERY = 12
_WAY = (
    ("1", "【杭州余杭公司】已收件,揽件员:李强,电话:13912345678"),
    ("0", "快件离开【杭州转运中心】,发往【上海转运中心】"),
    ("0", "快件到达【上海浦东网点】"),
    ("5", "【上海浦东网点】派件员 王建国(电话:13812345678)正在派件"),
    ("3", "已签收,签收人:本人。如有疑问请电联派件员王建国 13812345678"),
)
_TROUBLE = ("2", "联系不上收件人,派件员:王建国 13812345678,明日再派")


async def keep_moving(world: World) -> None:
    """Runs for the life of the sandbox; what was not taken goes out again when it is due."""
    loop = asyncio.get_running_loop()
    last, owed = loop.time(), 0.0
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        now, elapsed = loop.time(), loop.time() - last
        last = now
        await push_again(world, now=world.clock.now())
        owed += world.express.moves_per_minute * elapsed / 60
        for _ in range(int(owed)):
            await move_next(world)
        owed -= int(owed)


async def move_next(world: World) -> None:
    """The parcel that stood longest goes one step on."""
    on_their_way = [one for one in world.express.followed.values() if not one.over]
    if on_their_way:
        one = min(on_their_way, key=_stands_since)
        one.route.append(_next(one, world.clock.now()))
        await push(world, one.num)


def _stands_since(one: Followed) -> int:
    return one.route[-1].at if one.route else 0


def _next(one: Followed, now: int) -> Line:
    told = [line.state for line in one.route]
    unlucky = sum(map(ord, one.num)) % _TROUBLE_EVERY == 0
    if unlucky and told and told[-1] == "5" and "2" not in told:
        return Line(now, _TROUBLE[1], _TROUBLE[0])
    state, context = _WAY[min(len(told) - told.count("2"), len(_WAY) - 1)]
    return Line(now, context, state)
