"""Control: what the ERP has written down, pushes of it, how it behaves."""

import hashlib
import hmac
import json
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.erp import documents
from orderhub_sandbox.erp.desk import Outbound
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/erp")
TheWorld = Annotated[World, Depends(world_of)]


class ErpManners(BaseModel):
    """What is not named stays."""

    model_config = ConfigDict(extra="forbid")

    down: bool | None = None
    hang_s: float | None = Field(default=None, ge=0, le=120)


class Doc(BaseModel):
    """A document in the ERP's own words; `late_seconds` lets it have happened so long ago."""

    model_config = ConfigDict(extra="forbid")

    order: str
    waybill_no: str = ""
    carrier: str = "顺丰速运"
    state: str = "CK"
    items: dict[str, int] = Field(default_factory=dict[str, int])
    late_seconds: int = 0


class Docs(BaseModel):
    model_config = ConfigDict(extra="forbid")

    docs: list[Doc]


class Push(BaseModel):
    """Everything it has, posted to `url`, signed with `secret`."""

    model_config = ConfigDict(extra="forbid")

    url: str
    secret: str = Field(repr=False)


@router.get("")
def shown(world: TheWorld) -> dict[str, Any]:
    """How many documents there are, and how it was asked."""
    return {"outbound": len(world.erp.outbound), "asked": world.erp.asked}


@router.post("/manners", status_code=204)
def behave(manners: ErpManners, world: TheWorld) -> None:
    for name, value in manners.model_dump(exclude_none=True).items():
        setattr(world.erp, name, value)


@router.post("/outbound")
def write_down(wish: Docs, world: TheWorld) -> dict[str, int]:
    """Documents of its warehouse, one after the other."""
    desk, now = world.erp, world.clock.now()
    for doc in wish.docs:
        said = doc.model_dump(exclude={"late_seconds"})
        desk.outbound.append(
            Outbound(seq=len(desk.outbound) + 1, at=now - doc.late_seconds, **said)
        )
    return {"outbound": len(desk.outbound)}


@router.put("/stock", status_code=204)
def stock_up(stock: dict[str, int], world: TheWorld) -> None:
    """What its warehouse has, by code."""
    world.erp.stock = stock


@router.post("/push")
async def push(wish: Push, world: TheWorld) -> dict[str, Any]:
    """What was answered; status 0: nothing."""
    body = json.dumps(documents.outbound(world.erp.outbound, "")).encode()
    digest = hmac.new(wish.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "X-Hub-Signature-256": f"sha256={digest}",
    }
    try:
        async with open_client() as client:
            reply = await client.post(wish.url, content=body, headers=headers)
    except httpx.HTTPError:
        return {"status": 0, "body": ""}
    return {"status": reply.status_code, "body": reply.text[:2000]}
