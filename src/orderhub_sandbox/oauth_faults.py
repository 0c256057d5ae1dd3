"""F18 at the token address: refresh answers are slow, so that two workers can race."""

import asyncio

from orderhub_sandbox.world import World


async def slow_refresh(world: World, channel: str) -> None:
    """While F18 is armed a refresh counts as its hit and waits `args.delay_ms` (default 300)."""
    for fault in world.faults.armed():
        if fault.kind == "F18" and fault.channel in (None, channel):
            world.faults.hit(fault)
            await asyncio.sleep(fault.number("delay_ms", 300) / 1000)
