"""What fulfilment announces: thin, versioned, no personal data."""

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from orderhub.kernel.events import Event

PARCEL_SHIPPED = "fulfilment.parcel_shipped.v1"
PARCEL_DELIVERED = "fulfilment.parcel_delivered.v1"
PARCEL_RETURNED = "fulfilment.parcel_returned.v1"
SCAN_EXCEPTED = "fulfilment.scan_excepted.v1"
TASK_STOPPED = "fulfilment.task_stopped.v1"
STOCK_REPORTED = "fulfilment.stock_reported.v1"
RETURN_RECEIVED = "fulfilment.return_received.v1"


class ParcelMoved(TypedDict):
    """A parcel left, was signed for or came back."""

    package_id: int
    order_id: int
    shop_id: int
    number: str
    carrier: str
    waybill_no: str


class ScanExcepted(TypedDict):
    """A scan that no rule lets pass: a person must look."""

    scan_id: int
    reason: str
    order: str


class TaskStopped(TypedDict):
    """A channel or a warehouse could not be told: refused, or given up."""

    task_id: int
    kind: str
    shop_id: int | None
    number: str
    code: str


class Moved(TypedDict):
    """Signed units of a SKU of one inventory type; `total` is what a stock-take counted."""

    sku: str
    quantity: int
    total: int | None
    inventory_type: str


class StockReported(TypedDict):
    """A warehouse booked units in or out, or counted them."""

    warehouse: str
    key: str
    items: list[Moved]


class ReturnReceived(TypedDict):
    """A return parcel arrived at a warehouse; `items` are units by SKU, `good` those of them that
    may be sold again and are booked, but for SKUs `unknown` here. `number` is the order's, "" where
    it is not known."""

    warehouse: str
    key: str
    return_no: str
    waybill_no: str
    number: str
    items: dict[str, int]
    good: dict[str, int]
    unknown: list[str]


ANNOUNCED = {
    PARCEL_SHIPPED: ParcelMoved,
    PARCEL_DELIVERED: ParcelMoved,
    PARCEL_RETURNED: ParcelMoved,
    SCAN_EXCEPTED: ScanExcepted,
    TASK_STOPPED: TaskStopped,
    STOCK_REPORTED: StockReported,
    RETURN_RECEIVED: ReturnReceived,
}


def parcel_moved(topic: str, package_id: int, version: int, at: datetime, **data: Any) -> Event:
    """A parcel left, was signed for or came back; `data` names order, shop, carrier, waybill."""
    told = {"package_id": package_id, **data}
    return Event(
        topic=topic, key=f"package:{package_id}", version=version, occurred_at=at, data=told
    )


def scan_excepted(scan_id: int, reason: str, order: str, at: datetime) -> Event:
    """A scan that no rule lets pass: a person must look."""
    data = {"scan_id": scan_id, "reason": reason, "order": order}
    return Event(topic=SCAN_EXCEPTED, key=f"scan:{scan_id}", version=1, occurred_at=at, data=data)


def task_stopped(task_id: int, attempts: int, at: datetime, **data: Any) -> Event:
    """A channel or a warehouse could not be told: refused, or given up."""
    told = {"task_id": task_id, **data}
    return Event(
        topic=TASK_STOPPED, key=f"task:{task_id}", version=attempts, occurred_at=at, data=told
    )


def stock_reported(warehouse: str, key: str, at: datetime, items: list[Moved]) -> Event:
    """A warehouse booked units in or out, or counted them."""
    data = {"warehouse": warehouse, "key": key, "items": items}
    return Event(
        topic=STOCK_REPORTED, key=f"warehouse:{warehouse}", version=1, occurred_at=at, data=data
    )


def return_received(warehouse: str, key: str, at: datetime, **data: Any) -> Event:
    """A return parcel arrived at a warehouse; `data` names the return, waybill, order and units."""
    told = {"warehouse": warehouse, "key": key, **data}
    return Event(topic=RETURN_RECEIVED, key=f"return:{key}", version=1, occurred_at=at, data=told)
