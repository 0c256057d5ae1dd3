"""The ERP's two lists, by GET: documents since a time or after a place, and the stock."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.erp import documents
from orderhub_sandbox.erp.desk import TOKEN, ErpDesk
from orderhub_sandbox.world import World

router = APIRouter(prefix="/erp/open")
PAGE = 50


async def admitted(request: Request, world: Annotated[World, Depends(world_of)]) -> ErpDesk:
    """The desk, for who has the token, unless it is down."""
    desk = world.erp
    desk.asked.append(f"{request.url.path.rpartition('/')[2]}?{request.url.query}")
    if desk.hang_s:
        await asyncio.sleep(desk.hang_s)
    if desk.down:
        raise HTTPException(503, "maintenance")
    if request.headers.get("x-erp-token") != TOKEN:
        raise HTTPException(401, "wrong token")
    return desk


@router.get("/outbound")
def outbound(
    desk: Annotated[ErpDesk, Depends(admitted)], modified_from: str = "", after: int = 0
) -> dict[str, Any]:
    """The oldest fifty from that time on and after that place; `next` is empty at the end."""
    rows = [
        row for row in desk.outbound if row.seq > after and local_text(row.at) >= modified_from
    ][:PAGE]
    return documents.outbound(rows, str(rows[-1].seq) if rows else "")


@router.get("/inventory")
def inventory(
    desk: Annotated[ErpDesk, Depends(admitted)], world: Annotated[World, Depends(world_of)]
) -> dict[str, Any]:
    """Everything, as of now."""
    return documents.inventory(desk.stock, world.clock.now())
