"""Control: reads what the receivers of notices got, and plans answers of theirs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.receivers.arrivals import Planned
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/receivers")
TheWorld = Annotated[World, Depends(world_of)]


class Plan(BaseModel):
    """The next `times` calls of the kind get this answer."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["dingtalk", "wecom", "feishu", "webhook"]
    status: int = Field(default=200, ge=200, le=599)
    document: dict[str, Any] | None = None
    times: int = Field(default=1, ge=1, le=1000)


@router.get("")
def arrived(world: TheWorld) -> dict[str, object]:
    """Accepted messages, oldest first, and how often each kind was called."""
    return {"arrived": world.receivers.arrived, "asked": world.receivers.asked}


@router.post("/plan", status_code=204)
def plan(wish: Plan, world: TheWorld) -> None:
    waiting = world.receivers.planned.setdefault(wish.kind, [])
    waiting += [Planned(wish.status, wish.document)] * wish.times
