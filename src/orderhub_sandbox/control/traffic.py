"""Control: a steady life of orders."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from orderhub_sandbox.control.access import platform_of, world_of
from orderhub_sandbox.rates import Traffic
from orderhub_sandbox.registry import PLATFORMS
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/traffic")
TheWorld = Annotated[World, Depends(world_of)]


class TrafficRequest(BaseModel):
    """Rates over all shops of the channels; zero stops; no channels means all. Orders of the
    channels `seller_ships` leave only when the seller says so."""

    orders_per_minute: float = Field(default=0, ge=0, le=60_000)
    changes_per_minute: float = Field(default=0, ge=0, le=60_000)
    channels: list[str] = Field(default_factory=lambda: list(PLATFORMS))
    seller_ships: list[str] = Field(default_factory=list[str])


@router.post("")
def set_traffic(wish: TrafficRequest, world: TheWorld) -> dict[str, object]:
    for channel in (*wish.channels, *wish.seller_ships):
        platform_of(channel)
    world.traffic = Traffic(
        wish.orders_per_minute,
        wish.changes_per_minute,
        tuple(wish.channels),
        tuple(wish.seller_ships),
    )
    return read_traffic(world)


@router.get("")
def read_traffic(world: TheWorld) -> dict[str, object]:
    traffic = world.traffic
    return {
        "orders_per_minute": traffic.orders_per_minute,
        "changes_per_minute": traffic.changes_per_minute,
        "channels": list(traffic.channels),
        "seller_ships": list(traffic.seller_ships),
        "placed": traffic.placed,
        "changed": traffic.changed,
    }
