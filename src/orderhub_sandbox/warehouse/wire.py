"""Orders come in (channels reference §9.3, §9.7): signed, idempotent by their code."""

import xml.etree.ElementTree as ET
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.warehouse.desk import APP_KEY, SECRET, Desk, Given
from orderhub_sandbox.warehouse.xml import Content, document, parse, signature
from orderhub_sandbox.world import World

router = APIRouter(prefix="/qimen")
# What the router says when it lets nobody through (reference §1.9, §9.8).
ROUTER = {
    "7": "App call limited",
    "11": "Insufficient ISV permissions",
    "22": "Invalid method",
    "25": "Invalid signature",
    "31": "Invalid timestamp",
    # The warehouse's own no.
    "S005": "the order is not taken",
}
WRITES = frozenset({"deliveryorder.create", "order.cancel"})
OPEN = frozenset({"accepted", "picked", "stuck"})
NEEDED = ("name", "mobile", "province", "city", "detailAddress")


@router.post("/router/qimen/service")
async def service(request: Request, world: Annotated[World, Depends(world_of)]) -> Response:
    desk, body = world.warehouse, await request.body()
    query = dict(request.query_params)
    method = query.get("method", "").removeprefix("taobao.qimen.")
    desk.asked[method] = desk.asked.get(method, 0) + 1
    if desk.down:
        return Response("upstream down", 503)
    if desk.refuses:
        return _refusal(desk.refuses)
    if query.get("app_key") != APP_KEY or query.get("sign") != signature(SECRET, query, body):
        return _refusal("25")
    try:
        root = parse(body)
    except ValueError:
        return _failure("41", "Invalid body")
    answer = _worked(desk, method, root, body)
    if desk.drop_answers and method in WRITES:
        desk.drop_answers -= 1
        desk.answers_lost += 1
        return Response("gateway timeout", 504)
    return answer


def _worked(desk: Desk, method: str, root: ET.Element, body: bytes) -> Response:
    match method:
        case "deliveryorder.create":
            return _create(desk, root, body)
        case "order.cancel":
            return _cancel(desk, root)
        case "inventory.query":
            return _stock(desk, root)
        case _:
            return _refusal("22")


def _create(desk: Desk, root: ET.Element, body: bytes) -> Response:
    code = root.findtext("deliveryOrder/deliveryOrderCode") or ""
    receiver = {name: root.findtext(f"deliveryOrder/receiverInfo/{name}") or "" for name in NEEDED}
    lines = root.findall("orderLines/orderLine")
    if not code or not lines or not all(receiver.values()):
        return _failure("S001", "a required field is missing")
    known = desk.given.get(code)
    if known is not None:
        if known.body != body.decode():
            return _failure("S002", "the order is here with other content")
        return _success({"deliveryOrderId": known.remote_no})
    items: dict[str, int] = {}
    for line in lines:
        sku = line.findtext("itemCode") or ""
        items[sku] = items.get(sku, 0) + int(line.findtext("planQty") or 0)
    made = Given(code, body.decode(), desk.next_no("W"), receiver, items)
    desk.given[code] = made
    return _success({"deliveryOrderId": made.remote_no})


def _cancel(desk: Desk, root: ET.Element) -> Response:
    known = desk.given.get(root.findtext("orderCode") or "")
    if known is None:
        return _failure("S003", "there is no such order")
    if known.state == "shipped":
        return _failure("S004", "too late, the order has left")
    known.state = "cancelled"
    return _success({})


def _stock(desk: Desk, root: ET.Element) -> Response:
    """The warehouse counts nothing: it knows what is locked by open orders."""
    open_orders = [one.items for one in desk.given.values() if one.state in OPEN]
    items: list[Content] = []
    for criteria in root.findall("criteriaList/criteria"):
        sku = criteria.findtext("itemCode") or ""
        locked = sum(units.get(sku, 0) for units in open_orders)
        items.append({"itemCode": sku, "quantity": "0", "lockQuantity": str(locked)})
    if not items:
        return _failure("S001", "a required field is missing")
    return _success({"items": {"item": items}})


def _refusal(code: str) -> Response:
    return _failure(code, ROUTER[code])


def _success(more: Content) -> Response:
    said = document("response", {"flag": "success", "code": "0", "message": "ok", **more})
    return Response(said, media_type="text/xml")


def _failure(code: str, message: str) -> Response:
    said = document("response", {"flag": "failure", "code": code, "message": message})
    return Response(said, media_type="text/xml")
