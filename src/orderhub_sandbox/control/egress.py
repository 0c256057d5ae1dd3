"""The probes of a caller's own address, and what they are told to say."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.world import World

router = APIRouter()
TheWorld = Annotated[World, Depends(world_of)]


class EgressRequest(BaseModel):
    """`address` is what all probes say but those in `probes` (name → address, "" = down)."""

    model_config = ConfigDict(extra="forbid")

    address: str
    probes: dict[str, str] = {}


@router.get("/egress/{probe}/address")
def tell(probe: str, world: TheWorld, form: str = "text") -> Response:
    """As text, or as JSON with `form=json`."""
    address = world.egress.of(probe)
    if not address:
        return Response(status_code=502)
    if form == "json":
        return JSONResponse({"ip": address})
    return Response(f"{address}\n", media_type="text/plain")


@router.post("/_control/egress", status_code=204)
def set_egress(wish: EgressRequest, world: TheWorld) -> None:
    world.egress.address, world.egress.own = wish.address, dict(wish.probes)
