"""Messages that leave the warehouse (channels reference §9.4, §9.6, §9.7)."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import httpx

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.outside import open_client
from orderhub_sandbox.warehouse.desk import APP_KEY, CUSTOMER, SECRET, Desk
from orderhub_sandbox.warehouse.xml import Content, document, signature
from orderhub_sandbox.world import World


async def send(
    world: World, method: str, body: bytes, *, secret: str = SECRET
) -> dict[str, object]:
    """Post one message to the target; what was answered (status 0: nothing came back)."""
    desk = world.warehouse
    if desk.down:
        return _noted(desk, method, 0)
    query = {
        "method": method,
        "timestamp": local_text(world.clock.now()),
        "format": "xml",
        "app_key": APP_KEY,
        "v": "2.0",
        "sign_method": "md5",
        "customerId": CUSTOMER,
    }
    query["sign"] = signature(secret, query, body)
    url = f"{desk.target}?{urlencode(query)}"
    try:
        async with open_client() as client:
            reply = await client.post(url, content=body, headers={"content-type": "text/xml"})
    except httpx.HTTPError:
        return _noted(desk, method, 0)
    if desk.lose_replies:
        desk.lose_replies -= 1
        desk.answers_lost += 1
        return _noted(desk, method, 0)
    return _noted(desk, method, reply.status_code, reply.text[:500])


def _noted(desk: Desk, method: str, status: int, body: str = "") -> dict[str, object]:
    answer: dict[str, object] = {"status": status, "body": body}
    desk.sent.append({"method": method, **answer})
    return answer


def confirm(
    code: str,
    key: str,
    packages: Sequence[tuple[str, str, Mapping[str, int]]],
    words: tuple[str, int],
) -> bytes:
    """`words`: the status and when it happened; packages as (carrier, waybill, units)."""
    status, at = words
    told: list[Content] = []
    for carrier, waybill_no, units in packages:
        items: list[Content] = [{"itemCode": sku, "quantity": str(n)} for sku, n in units.items()]
        package: dict[str, str | Content | Sequence[Content]] = {
            "logisticsCode": carrier,
            "expressCode": waybill_no,
            "weight": "0.500",
        }
        if items:
            package["items"] = {"item": items}
        told.append(package)
    order: Content = {
        "deliveryOrderCode": code,
        "warehouseCode": "OTHER",
        "orderType": "JYCK",
        "status": status,
        "outBizCode": key,
        "confirmType": "0" if status == "DELIVERED" else "1",
        "orderConfirmTime": local_text(at),
    }
    return document("request", {"deliveryOrder": order, "packages": {"package": told}})


def progress(code: str, status: str, at: int) -> bytes:
    content: Content = {
        "order": {"orderCode": code, "orderType": "JYCK", "warehouseCode": "OTHER"},
        "process": {"processStatus": status, "operateTime": local_text(at)},
    }
    return document("request", content)


def stock(key: str, items: Mapping[str, int], at: int, order_type: str = "") -> bytes:
    rows: list[Content] = [
        {
            "ownerCode": "OWNER",
            "warehouseCode": "OTHER",
            "orderCode": key,
            "orderType": order_type,
            "outBizCode": key,
            "itemCode": sku,
            "inventoryType": "ZP",
            "quantity": str(n),
            "changeTime": local_text(at),
        }
        for sku, n in items.items()
    ]
    return document("request", {"items": {"item": rows}})


def counted(key: str, items: Mapping[str, int], at: int) -> bytes:
    """What a stock-take found, on one page."""
    rows: list[Content] = [
        {"itemCode": sku, "inventoryType": "ZP", "quantity": "0", "totalQty": str(n)}
        for sku, n in items.items()
    ]
    content: Content = {
        "totalPage": "1",
        "currentPage": "1",
        "warehouseCode": "OTHER",
        "ownerCode": "OWNER",
        "checkOrderCode": key,
        "outBizCode": key,
        "adjustType": "CHECK",
        "checkTime": local_text(at),
        "items": {"item": rows},
    }
    return document("request", content)


def returned(
    key: str, return_no: str, waybill_no: str, items: Mapping[str, int], kind: str = "ZP"
) -> bytes:
    """A return parcel was looked through: units of inventory type `kind`."""
    rows: list[Content] = [
        {
            "ownerCode": "OWNER",
            "itemCode": sku,
            "inventoryType": kind,
            "planQty": str(n),
            "actualQty": str(n),
        }
        for sku, n in items.items()
    ]
    order: Content = {
        "returnOrderCode": return_no,
        "warehouseCode": "OTHER",
        "outBizCode": key,
        "logisticsCode": "SF",
        "expressCode": waybill_no,
    }
    return document("request", {"returnOrder": order, "orderLines": {"orderLine": rows}})
