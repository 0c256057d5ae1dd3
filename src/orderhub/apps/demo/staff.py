"""People who work on the demo, over the hub's API: they review, scan out, refill and clear up."""

import asyncio
from collections.abc import Awaitable

import httpx

from orderhub.apps.demo.desk import BENCH, WAREHOUSE, Desk, Json
from orderhub.apps.demo.furnish import furnish, refill
from orderhub.infra import clock
from orderhub.infra.telemetry import log
from orderhub.infra.wake import pause

TURN_S = 5.0
REVIEWED_A_TURN = 6
SCANNED_A_TURN = 2
LOOKED_AT = 200
STOPS = frozenset({"exception", "held", "channel_held", "refunding"})
TIDY_EVERY = 60  # turns


async def run_desk(desk: Desk, stop: asyncio.Event) -> None:
    """Furnish the hub once every shop has orders, then work until `stop`. What fails is told in
    the log and tried again: the demo goes on without its people."""
    while not stop.is_set() and not await _tried("arrive", _all_have_orders(desk)):
        await pause(stop, TURN_S)
    await _tried("furnish", furnish(desk))
    turn = 0
    while not stop.is_set():
        turn += 1
        await _tried("review", review(desk))
        await _tried("scan", scan(desk))
        if turn % TIDY_EVERY == 0:
            await _tried("tidy", tidy(desk))
        await pause(stop, TURN_S)


async def review(desk: Desk) -> None:
    """The oldest orders of the shops that ship from here are approved."""
    found = await desk.orders("awaiting_review", *WAREHOUSE, *BENCH, limit=LOOKED_AT)
    free = [o["number"] for o in found if STOPS.isdisjoint(o["flags"])]
    if numbers := free[:REVIEWED_A_TURN]:
        await desk.post("/orders/batch", {"action": "review", "numbers": numbers})


async def scan(desk: Desk) -> None:
    """Parcels of the oldest approved orders are scanned out."""
    found = await desk.orders("to_push", *BENCH, limit=SCANNED_A_TURN)
    if scans := [_scan(order["number"]) for order in found]:
        await desk.post("/fulfilment/scans", {"scans": scans})


async def tidy(desk: Desk) -> None:
    """Goods that ran out come in, and what a person stopped goes on."""
    await refill(desk)
    found = await desk.read("/order-exceptions", kind="manual", limit=5)
    if ids := [one["id"] for one in found["items"]]:
        await desk.post("/order-exceptions/batch", {"step": "clear", "ids": ids})


async def _all_have_orders(desk: Desk) -> bool:
    for shop_id in desk.ids(*desk.shops):
        if not (await desk.read("/orders", shop_id=shop_id, limit=1))["items"]:
            return False
    return True


def _scan(number: str) -> Json:
    waybill = "YT" + "".join(c for c in number if c.isdigit())
    return {
        "scan_id": f"demo-{waybill}",
        "order": number,
        "carrier": "YTO",
        "waybill_no": waybill,
        "scanned_at": clock.now().isoformat(),
    }


async def _tried(what: str, work: Awaitable[bool | None]) -> bool | None:
    try:
        return await work
    except (httpx.HTTPError, ValueError) as error:
        log.warning("demo.desk", what=what, error=str(error)[:300])
        return None
