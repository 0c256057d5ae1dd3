"""What a warehouse is asked: ship this order, do not (channels reference §9.3, §9.7). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from orderhub.fulfilment.model.warehouses import DeliveryOrder, Warehouse
from orderhub.fulfilment.qimen.wire import wire_time, write_xml
from orderhub.orders.facade import Standing, StandingLine

ORDER_TYPE = "JYCK"
NEEDED = ("recipient_name", "recipient_phone", "recipient_address")


def create_body(
    warehouse: Warehouse,
    orders: Sequence[Standing],
    delivery: DeliveryOrder,
    people: Mapping[str, str],
    shop_name: str,
) -> bytes:
    """`deliveryorder.create`; our code is the warehouse's key, so that a repeat is no second order
    there. A part of a split order names its own lines and the order's sums; orders that travel as
    one have one code, each line saying whose it is, and the sums of all."""
    order = orders[0]
    placed = wire_time(order.placed_at)
    content = {
        "deliveryOrder": {
            "deliveryOrderCode": delivery.asked_as,
            "orderType": ORDER_TYPE,
            "orderFlag": None if delivery.lines is None else "SPLIT",
            "warehouseCode": warehouse.code,
            "createTime": placed,
            "placeOrderTime": placed,
            "operateTime": placed,
            "payTime": wire_time(order.paid_at) if order.paid_at else None,
            "shopNick": shop_name,
            "totalAmount": _yuan(sum(one.total_minor for one in orders)),
            "freight": _yuan(sum(one.freight_minor for one in orders)),
            "discountAmount": _yuan(sum(one.discount_minor for one in orders)),
            "logisticsCode": "OTHER",
            "senderInfo": dict(warehouse.sender),
            "receiverInfo": {
                "name": people["recipient_name"],
                "mobile": people["recipient_phone"],
                "province": order.province or "-",
                "city": order.city or "-",
                "area": order.district,
                "detailAddress": people["recipient_address"],
            },
        },
        "orderLines": {"orderLine": _lines(warehouse, orders, delivery)},
    }
    return write_xml("request", content)


def _lines(
    warehouse: Warehouse, orders: Sequence[Standing], delivery: DeliveryOrder
) -> list[dict[str, Any]]:
    """Two orders may number their lines alike: of several each line is named by both."""
    return [
        {
            "orderLineNo": line.line_no if len(orders) == 1 else f"{at}-{line.line_no}",
            "sourceOrderCode": order.external_no,
            "ownerCode": warehouse.owner_code,
            "itemCode": line.sku,
            "itemName": line.title,
            "planQty": n,
            "actualPrice": _yuan(line.price_minor),
        }
        for at, order in enumerate(orders, 1)
        for line in order.lines
        if (n := _units(line, delivery))
    ]


def _units(line: StandingLine, delivery: DeliveryOrder) -> int:
    """How many of the line are to be shipped with this delivery."""
    if delivery.lines is not None:
        return delivery.lines.get(line.line_no, 0)
    return 0 if line.closed else line.quantity


def cancel_body(warehouse: Warehouse, delivery: DeliveryOrder) -> bytes:
    """`order.cancel`: success means cancelled, failure that it is too late."""
    content = {
        "warehouseCode": warehouse.code,
        "ownerCode": warehouse.owner_code,
        "orderCode": delivery.asked_as,
        "orderId": delivery.remote_no,
        "orderType": ORDER_TYPE,
        "cancelReason": "cancelled or stopped",
    }
    return write_xml("request", content)


def heartbeat_body(warehouse: Warehouse) -> bytes:
    """`inventory.query` of an item that nobody has: it reads, and changes nothing."""
    criteria = {
        "warehouseCode": warehouse.code,
        "ownerCode": warehouse.owner_code,
        "itemCode": "HEARTBEAT",
        "inventoryType": "ZP",
    }
    return write_xml("request", {"criteriaList": {"criteria": criteria}})


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
