"""Control: arm, read and disarm faults."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.faults import KINDS, Fault
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/faults")
TheWorld = Annotated[World, Depends(world_of)]


class FaultRequest(BaseModel):
    """A fault meets the calls of every place it names; `times` null never ends."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    channel: str | None = None
    shop: str | int | None = None
    app_key: str | None = None
    method: str | None = None
    times: int | None = Field(default=1, ge=1)
    probability: float = Field(default=1, ge=0, le=1)
    seed: int = 0
    args: dict[str, object] = Field(default_factory=dict[str, object])


@router.post("")
def arm(wish: FaultRequest, world: TheWorld) -> dict[str, str]:
    if wish.kind not in KINDS:
        raise HTTPException(422, f"no fault {wish.kind!r}; there are {KINDS}")
    fields = wish.model_dump(exclude={"shop"})
    shop = None if wish.shop is None else str(wish.shop)
    return {"id": world.faults.arm(Fault(id="", shop=shop, **fields))}


@router.get("")
def armed(world: TheWorld) -> dict[str, object]:
    """Armed faults with their hits, and the hits of every kind since the start."""
    shown = [
        {
            "id": fault.id,
            "kind": fault.kind,
            "channel": fault.channel,
            "shop": fault.shop,
            "app_key": fault.app_key,
            "method": fault.method,
            "times": fault.times,
            "probability": fault.probability,
            "args": fault.args,
            "hits": fault.hits,
        }
        for fault in world.faults.armed()
    ]
    return {"faults": shown, "hits_by_kind": dict(world.faults.hits_by_kind)}


@router.delete("", status_code=204)
def disarm_all(world: TheWorld) -> None:
    world.faults.disarm(None)


@router.delete("/{fault_id}", status_code=204)
def disarm(fault_id: str, world: TheWorld) -> None:
    if not world.faults.disarm(fault_id):
        raise HTTPException(404, f"no armed fault {fault_id!r}")
