"""F18 at the token address: refresh answers are slow, so that two workers can race."""

import asyncio

from orderhub_sandbox.world import World


async def slow_refresh(world: World, channel: str) -> None:
    """Waits `args.delay_ms` (default 300) before a refresh is answered while F18 is armed."""
    for fault in world.faults.armed():
        if fault.kind == "F18" and fault.channel in (None, channel):
            await asyncio.sleep(fault.number("delay_ms", 300) / 1000)
