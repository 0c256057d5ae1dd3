"""Control: back to the state after the start, with the same credentials."""

from typing import Annotated

from fastapi import APIRouter, Depends

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.rates import Traffic
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control")


@router.post("/reset", status_code=204)
def reset(world: Annotated[World, Depends(world_of)]) -> None:
    """Forgets orders, faults, counts, traffic, settings and targets; tokens are the first again."""
    world.traffic = Traffic()
    world.clock.offset_seconds = 0
    world.faults.clear()
    world.calls.clear()
    world.receivers.clear()
    world.warehouse.clear()
    world.express.clear()
    world.erp.clear()
    world.egress.clear()
    for shop in (shop for shops in world.shops.values() for shop in shops):
        shop.clear()
