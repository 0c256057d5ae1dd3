"""What a warehouse tells, in our words (channels reference §9.4, §9.6, §9.7). Pure."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from orderhub.fulfilment.model.parcels import Scan, Source
from orderhub.fulfilment.model.warehouses import (
    GOOD,
    Confirmed,
    Progressed,
    Returned,
    ReturnedUnits,
    StockItem,
    StockMoved,
    WmsMessage,
)
from orderhub.fulfilment.qimen.wire import Element, read_time, read_xml
from orderhub.kernel.errors import InvalidInput

PREFIX_END = "qimen."  # the public gateway puts its own name before it (reference §9.1)
MOST = 100_000
# Documents by which goods leave for orders: trade, exchange, sent again (reference §9.3).
FOR_ORDERS = frozenset({"JYCK", "HHCK", "BFCK"})


def method_of(method: str) -> str:
    """The method by its own name, "" when it is none that is taken here."""
    name = method.rpartition(PREFIX_END)[2]
    return name if name in _READERS else ""


def read_message(method: str, body: bytes, sender: str, now: datetime) -> WmsMessage:
    """InvalidInput for a method or a body that cannot be read. A message without `outBizCode` is
    known by its content."""
    reader = _READERS.get(method_of(method))
    if reader is None:
        raise InvalidInput("this method is not taken here", where="method")
    root = read_xml(body)
    digest = hashlib.sha256(body).hexdigest()
    return reader(root, digest, sender, now)


def _confirm(root: Element, digest: str, sender: str, now: datetime) -> Confirmed:
    order = root.of("deliveryOrder")
    number = _needed(order, "deliveryOrderCode")
    key = order.said("outBizCode") or digest
    at = _at(order, now, "orderConfirmTime", "operateTime")
    packages = root.of("packages").every("package")
    lines = _units(root.of("orderLines").every("orderLine"), "actualQty")
    scans: list[Scan] = []
    for package in packages:
        units = _units(package.of("items").every("item"), "quantity")
        if not units and len(packages) == 1:
            units = lines
        scans.append(_scan(package, units, (key, number, sender), at))
    return Confirmed(key=key, number=number, status=order.said("status"), at=at, scans=tuple(scans))


def _scan(
    package: Element, units: Mapping[str, int], named: tuple[str, str, str], at: datetime
) -> Scan:
    key, number, sender = named
    waybill_no = _needed(package, "expressCode").upper()
    return Scan(
        source=Source.WMS,
        sender=sender,
        key=f"{key}:{waybill_no}",
        order_ref=number,
        carrier=_needed(package, "logisticsCode"),
        waybill_no=waybill_no,
        occurred_at=at,
        units=units,
        weight_g=_grams(package.said("weight")),
    )


def _progress(root: Element, digest: str, _: str, now: datetime) -> Progressed:
    process = root.of("process")
    return Progressed(
        key=digest,
        number=_needed(root.of("order"), "orderCode"),
        status=_needed(process, "processStatus"),
        at=_at(process, now, "operateTime"),
    )


def _stock(root: Element, digest: str, _: str, now: datetime) -> StockMoved:
    items = root.of("items").every("item")
    if not items:
        raise InvalidInput("the message names no item", where="items")
    return StockMoved(
        key=items[0].said("outBizCode") or digest,
        at=_at(items[0], now, "changeTime"),
        items=tuple(_moved(one) for one in items),
    )


def _moved(item: Element) -> StockItem:
    return StockItem(
        sku=_needed(item, "itemCode"),
        change=_count(item, "quantity"),
        total=None,
        inventory_type=item.said("inventoryType") or GOOD,
        for_orders=item.said("orderType") in FOR_ORDERS,
    )


def _inventory(root: Element, digest: str, _: str, now: datetime) -> StockMoved:
    """A stock-take, page by page under one `outBizCode`."""
    items = root.of("items").every("item")
    if not items:
        raise InvalidInput("the message names no item", where="items")
    key = root.said("outBizCode") or digest
    page = root.said("currentPage") if root.said("totalPage") not in {"", "1"} else ""
    return StockMoved(
        key=f"{key}:{page}" if page else key,
        at=_at(root, now, "checkTime"),
        items=tuple(_counted(one) for one in items),
    )


def _counted(item: Element) -> StockItem:
    """`totalQty` is what there is; a page that tells differences only has none."""
    total = _count(item, "totalQty") if item.said("totalQty") else None
    if total is not None and total < 0:
        raise InvalidInput("totalQty is below nothing", where="totalQty")
    return StockItem(
        sku=_needed(item, "itemCode"),
        change=_count(item, "quantity") if item.said("quantity") or total is None else 0,
        total=total,
        inventory_type=item.said("inventoryType") or GOOD,
        for_orders=False,
    )


def _return(root: Element, digest: str, _: str, now: datetime) -> Returned:
    order = root.of("returnOrder")
    lines = root.of("orderLines").every("orderLine")
    return_no = _needed(order, "returnOrderCode")
    refs = (order.said("preDeliveryOrderCode"), *(one.said("sourceOrderCode") for one in lines))
    return Returned(
        key=order.said("outBizCode") or digest,
        return_no=return_no,
        waybill_no=order.said("expressCode").upper(),
        at=_at(order, now, "orderConfirmTime"),
        items=_came_back(lines),
        order_refs=tuple(dict.fromkeys(ref[:100] for ref in (*refs, return_no) if ref)),
    )


def _came_back(lines: list[Element]) -> tuple[ReturnedUnits, ...]:
    """By SKU and inventory type, whatever batches they came in."""
    units: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if (said := _count(line, "actualQty")) < 0:
            raise InvalidInput("actualQty is below nothing", where="actualQty")
        units[_needed(line, "itemCode"), (line.said("inventoryType") or GOOD)[:40]] += said
    return tuple(ReturnedUnits(sku, n, kind) for (sku, kind), n in units.items() if n)


_READERS: Mapping[str, Callable[[Element, str, str, datetime], WmsMessage]] = {
    "deliveryorder.confirm": _confirm,
    "orderprocess.report": _progress,
    "stockchange.report": _stock,
    "inventory.report": _inventory,
    "returnorder.confirm": _return,
}


def _units(items: list[Element], field: str) -> dict[str, int]:
    units: Counter[str] = Counter()
    for item in items:
        units[_needed(item, "itemCode")] += _count(item, field)
    return {sku: n for sku, n in units.items() if n}


def _needed(element: Element, name: str) -> str:
    if not (said := element.said(name)):
        raise InvalidInput(f"{name} is missing", where=name)
    return said[:100]


def _count(element: Element, name: str) -> int:
    """A whole number; warehouses write 2 and 2.0 alike."""
    said = element.said(name)
    whole, _, rest = said.partition(".")
    if not whole.lstrip("-").isdecimal() or rest.strip("0") or abs(int(whole[:12])) > MOST:
        raise InvalidInput(f"{name} is no count of units", where=name)
    return int(whole)


def _grams(said: str) -> int | None:
    try:
        kilograms = float(said)
    except ValueError:
        return None
    return round(kilograms * 1000) if 0 < kilograms < MOST else None


def _at(element: Element, now: datetime, *names: str) -> datetime:
    """What happened cannot lie in the future, whatever the warehouse's clock says."""
    found = (read_time(element.said(name)) for name in names)
    return min(next((at for at in found if at is not None), now), now)
