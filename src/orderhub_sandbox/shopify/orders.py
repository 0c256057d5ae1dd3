"""An order as Shopify writes it (channel reference, sections 7.2 and 7.3)."""

from orderhub_sandbox.clock import utc_text
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import CURRENCY, Line, Order, yuan
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

_F, _P = "displayFulfillmentStatus", "displayFinancialStatus"
WORDS = {
    "pending_payment": (
        f"{_P}=PENDING",
        f"{_P}=AUTHORIZED",
        f"{_P}=PARTIALLY_PAID",
        f"{_P}=EXPIRED",
    ),
    "paid_held": (f"{_F}=ON_HOLD", f"{_F}=SCHEDULED"),
    "to_ship": (f"{_F}=UNFULFILLED", f"{_F}=IN_PROGRESS"),
    "partially_shipped": (f"{_F}=PARTIALLY_FULFILLED",),
    "shipped": (f"{_F}=FULFILLED",),
    "cancelled": ("cancelledAt", f"{_P}=VOIDED"),
    "closed_refunded": (f"{_P}=REFUNDED",),
}
FIELDS = RowFields(
    number="legacyResourceId",
    twin="",
    status=_F,
    total="currentTotalPriceSet",
    times=("createdAt", "updatedAt", "processedAt"),
)


def order_row(order: Order) -> Row:
    """The whole order; connections of it are whole too."""
    row: Row = {
        "id": f"gid://shopify/Order/{order.external_no}",
        "legacyResourceId": order.external_no,
        "name": f"#{order.external_no[-6:]}",
        "createdAt": utc_text(order.placed_at),
        "updatedAt": utc_text(order.modified_at),
        "processedAt": utc_text(order.paid_at or order.placed_at),
        "cancelledAt": utc_text(order.modified_at) if order.raw_status == "cancelledAt" else None,
        "closedAt": None,
        **_statuses(order),
        "note": order.buyer_note or None,
        "email": f"{order.buyer_no.lower()}@example.com",
        "phone": order.recipient.phone,
        "currencyCode": CURRENCY,
        "currentTotalPriceSet": bag(order.total_minor - order.refunded_minor),
        "totalPriceSet": bag(order.total_minor),
        "totalShippingPriceSet": bag(order.freight_minor),
        "totalDiscountsSet": bag(order.discount_minor),
        "shippingAddress": _address(order),
        "lineItems": [line_row(order, line, at) for at, line in enumerate(order.lines)],
    }
    overlay(order, row)
    return row


def bag(minor: int) -> Row:
    """A MoneyBag; shop and buyer use one currency here."""
    told: Row = {"amount": yuan(minor), "currencyCode": CURRENCY}
    return {"shopMoney": told, "presentmentMoney": dict(told)}


def line_id(order: Order, position: int) -> str:
    """Number of the line at this position (from 0)."""
    return f"{order.external_no}{position + 1}"


def line_row(order: Order, line: Line, position: int) -> Row:
    return {
        "id": f"gid://shopify/LineItem/{line_id(order, position)}",
        "sku": line.sku_code,
        "name": f"{line.title} - {line.variant}",
        "title": line.title,
        "variantTitle": line.variant,
        "quantity": line.quantity,
        "currentQuantity": 0 if line.closed else line.quantity,
        "originalUnitPriceSet": bag(line.price_minor),
        "originalTotalSet": bag(line.goods_minor),
        "discountedTotalSet": bag(line.paid_minor),
        "variant": {"id": f"gid://shopify/ProductVariant/{line.sku_no}"},
        "product": {"id": f"gid://shopify/Product/{line.item_no}"},
    }


def _statuses(order: Order) -> Row:
    """Both words; the one that decides is the order's own."""
    sent = "FULFILLED" if order.shipped_at else "UNFULFILLED"
    paid = "PAID" if order.paid_at else "PENDING"
    fields: Row = {_P: paid, _F: sent}
    name, _, word = order.raw_status.partition("=")
    if name in fields:
        return {**fields, name: word}
    return fields if name == "cancelledAt" else {**fields, _F: order.raw_status}


def _address(order: Order) -> Row:
    """There is no field for a district: buyers put it before the street."""
    person = order.recipient
    return {
        "name": person.name,
        "firstName": person.name[1:],
        "lastName": person.name[:1],
        "phone": person.phone,
        "company": None,
        "address1": f"{person.district}{person.address}",
        "address2": None,
        "city": person.city or person.district,
        "province": person.province,
        "zip": person.zip_code,
        "country": "China",
        "countryCodeV2": "CN",
    }
