"""Parcels and stock at Shopify (channel reference, section 7.2): one place fulfils everything."""

from collections.abc import Mapping

from orderhub_sandbox.catalogue import BY_SKU_NO
from orderhub_sandbox.json_text import Row, as_list, as_row
from orderhub_sandbox.orders import Order, Parcel, Piece
from orderhub_sandbox.parcels import NotShippable, resend, ship
from orderhub_sandbox.shopify.orders import WORDS, line_id
from orderhub_sandbox.shops import Shop

CARRIERS: Mapping[str, str] = {"SF Express": "顺丰速运", "ZTO Express": "中通快递", "EMS": "EMS"}
LOCATION = "gid://shopify/Location/1"
_PLACE = "gid://shopify/FulfillmentOrder/"
_ITEM = "gid://shopify/FulfillmentOrderLineItem/"
_SENT = "gid://shopify/Fulfillment/"
_ENDED = frozenset({"cancelled", "closed_refunded"})


def places_of(order: Order) -> list[Row]:
    """The order's one fulfilment order."""
    held = {line.line_no: 0 for line in order.lines}
    for piece in (piece for parcel in order.parcels for piece in parcel.pieces):
        held[piece.line_no] += piece.quantity
    all_sent = order.status == "shipped"
    items: list[Row] = [
        {
            "id": f"{_ITEM}{line_id(order, at)}",
            "totalQuantity": line.quantity,
            "remainingQuantity": 0
            if all_sent or line.closed
            else line.quantity - held[line.line_no],
            "lineItem": {"id": f"gid://shopify/LineItem/{line_id(order, at)}"},
        }
        for at, line in enumerate(order.lines)
    ]
    status = "CLOSED" if all_sent else "OPEN"
    if order.status == "paid_held":
        status = "ON_HOLD"
    if order.status in _ENDED:
        status = "CANCELLED"
    return [{"id": f"{_PLACE}{order.external_no}", "status": status, "lineItems": items}]


def sent_of(order: Order) -> list[Row]:
    """The order's fulfilments."""
    return [
        {
            "id": f"{_SENT}{order.external_no}/{at}",
            "status": "SUCCESS",
            "trackingInfo": [{"company": parcel.carrier, "number": parcel.waybill_no, "url": None}],
        }
        for at, parcel in enumerate(order.parcels)
    ]


def create(shop: Shop, arguments: Row, now: int) -> Row:
    """`fulfillmentCreate`: an empty list of items is all that is left of its place."""
    asked = as_row(arguments.get("fulfillment")) or {}
    parts = [as_row(part) or {} for part in as_list(asked.get("lineItemsByFulfillmentOrder")) or []]
    numbers = {str(part.get("fulfillmentOrderId")).removeprefix(_PLACE) for part in parts}
    if len(numbers) != 1:
        return _no("fulfillment", "one order and one location only")
    (number,) = numbers
    items = [
        item for part in parts for item in as_list(part.get("fulfillmentOrderLineItems")) or []
    ]
    pieces = tuple(_piece(shop, number, as_row(item) or {}) for item in items)
    try:
        order = ship(shop, WORDS, number, _parcel(asked.get("trackingInfo"), pieces, now))
    except NotShippable as error:
        return _no("fulfillment", error.reason)
    return {"fulfillment": sent_of(order)[-1], "userErrors": []}


def retrack(shop: Shop, arguments: Row, now: int) -> Row:
    """`fulfillmentTrackingInfoUpdate`."""
    number, _, at = str(arguments.get("fulfillmentId")).removeprefix(_SENT).partition("/")
    order = shop.book.find(number)
    if order is None or not at.isdigit() or int(at) >= len(order.parcels):
        return _no("fulfillment", "fulfillment not found")
    old = order.parcels[int(at)]
    parcel = _parcel(arguments.get("trackingInfoInput"), old.pieces, now)
    order = resend(shop, number, parcel, old.waybill_no)
    return {"fulfillment": sent_of(order)[int(at)], "userErrors": []}


def variant_of(arguments: Row) -> Row | None:
    """`productVariant`: its inventory item and where that lies."""
    number = str(arguments.get("id")).removeprefix("gid://shopify/ProductVariant/")
    good = BY_SKU_NO.get(number)
    if good is None:
        return None
    item: Row = {
        "id": f"gid://shopify/InventoryItem/{number}",
        "inventoryLevels": [{"location": {"id": LOCATION, "name": "主仓"}}],
    }
    return {"id": arguments["id"], "sku": good.sku_code, "inventoryItem": item}


def set_quantities(shop: Shop, arguments: Row, now: int) -> Row:
    """`inventorySetQuantities`: whole quantities, compared first unless that is waived."""
    asked = as_row(arguments.get("input")) or {}
    wanted = [as_row(row) or {} for row in as_list(asked.get("quantities")) or []]
    if asked.get("name") != "available" or not wanted:
        return _no("inventoryAdjustmentGroup", "name must be available")
    for row in wanted:
        number = str(row.get("inventoryItemId")).removeprefix("gid://shopify/InventoryItem/")
        good, quantity = BY_SKU_NO.get(number), row.get("quantity")
        if good is None or row.get("locationId") != LOCATION:
            return _no("inventoryAdjustmentGroup", "item or location not found")
        if not isinstance(quantity, int) or quantity < 0:
            return _no("inventoryAdjustmentGroup", "quantity must not be negative")
        known = shop.stock.quantities[good.sku_code]
        if asked.get("ignoreCompareQuantity") is not True and row.get("compareQuantity") != known:
            return _no("inventoryAdjustmentGroup", "compareQuantity is stale")
        shop.stock.set(good.sku_code, quantity, now)
    return {"inventoryAdjustmentGroup": {"id": "gid://shopify/Group/1"}, "userErrors": []}


def _piece(shop: Shop, number: str, item: Row) -> Piece:
    order = shop.book.find(number)
    lines = order.lines if order else ()
    wanted, quantity = str(item.get("id")).removeprefix(_ITEM), item.get("quantity")
    at = next((at for at in range(len(lines)) if order and line_id(order, at) == wanted), None)
    line_no = "" if at is None else lines[at].line_no
    return Piece(line_no, quantity if isinstance(quantity, int) else 0)


def _parcel(tracking: object, pieces: tuple[Piece, ...], now: int) -> Parcel:
    told = as_row(tracking) or {}
    carrier = str(told.get("company") or "")
    return Parcel(carrier, CARRIERS.get(carrier, carrier), str(told.get("number")), pieces, "", now)


def _no(node: str, message: str) -> Row:
    return {node: None, "userErrors": [{"field": [node], "message": message, "code": "INVALID"}]}
