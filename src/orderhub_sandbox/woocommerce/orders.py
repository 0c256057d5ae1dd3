"""An order as a store writes it (channel reference, sections 6.2 and 6.3)."""

from orderhub_sandbox.clock import bare_text
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import CURRENCY, Line, Order, Recipient, yuan
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields
from orderhub_sandbox.woocommerce.params import STORE_OFFSET_SECONDS

WORDS = {
    "pending_payment": ("pending", "checkout-draft"),
    "paid_held": ("on-hold",),
    "to_ship": ("processing",),
    "shipped": ("completed",),
    "cancelled": ("cancelled", "failed", "trash"),
    "closed_refunded": ("refunded",),
}
FIELDS = RowFields(
    number="id",
    twin="number",
    status="status",
    total="total",
    times=("date_created_gmt", "date_modified_gmt", "date_paid_gmt", "date_completed_gmt"),
)


def order_row(order: Order) -> Row:
    """The whole order; amounts are decimal texts, times come twice."""
    row: Row = {
        "id": number_of(order.external_no),
        "parent_id": 0,
        "number": order.external_no,
        "order_key": f"wc_order_{order.external_no}",
        "status": order.raw_status,
        "currency": CURRENCY,
        "prices_include_tax": False,
        "discount_total": yuan(order.discount_minor),
        "discount_tax": "0.00",
        "shipping_total": yuan(order.freight_minor),
        "shipping_tax": "0.00",
        "cart_tax": "0.00",
        "total": yuan(order.total_minor),
        "total_tax": "0.00",
        "customer_id": int("".join(filter(str.isdigit, order.buyer_no)) or 0),
        "customer_note": order.buyer_note,
        "billing": {
            **_person(order.recipient),
            "first_name": order.buyer_name,
            "last_name": "",
            "email": f"{order.buyer_no.lower()}@example.com",
        },
        "shipping": _person(order.recipient),
        "payment_method": "alipay",
        "payment_method_title": "支付宝",
        "transaction_id": f"T{order.external_no}" if order.paid_at else "",
        "meta_data": _meta(order),
        "line_items": [_line(order, line) for line in order.lines],
        "tax_lines": [],
        "shipping_lines": _shipping(order),
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [
            {"id": refund["id"], "reason": "", "total": refund["amount"]}
            for refund in refund_rows(order)
        ],
        **_times(order),
    }
    overlay(order, row)
    return row


def refund_rows(order: Order) -> list[Row]:
    """A refund for each line that is closed; the order tells of it without its lines."""
    return [
        {
            "id": number_of(f"{line_id(order, line)}9"),
            "date_created_gmt": bare_text(order.modified_at),
            "amount": yuan(line.paid_minor),
            "reason": "",
            "line_items": [
                {
                    **_line(order, line),
                    "id": number_of(f"{line_id(order, line)}8"),
                    "quantity": -line.quantity,
                    "subtotal": yuan(-line.goods_minor),
                    "total": yuan(-line.paid_minor),
                    "meta_data": [
                        {"id": 1, "key": "_refunded_item_id", "value": line_id(order, line)}
                    ],
                }
            ],
        }
        for line in order.lines
        if line.closed
    ]


def number_of(text: str) -> int | str:
    """An id as the JSON number it is in a store."""
    return int(text) if text.isdigit() else text


def line_id(order: Order, line: Line) -> str:
    """Number of the line; the others keep theirs when one is taken out."""
    return f"{order.external_no}{line.line_no}"


def _meta(order: Order) -> list[Row]:
    pairs = [
        pair
        for parcel in order.parcels
        for pair in (
            ("_tracking_provider", parcel.carrier),
            ("_tracking_number", parcel.waybill_no),
        )
    ]
    return [{"id": at, "key": key, "value": value} for at, (key, value) in enumerate(pairs, 1)]


def _times(order: Order) -> Row:
    shipped_at = order.shipped_at if order.status == "shipped" else None
    row: Row = {}
    for name, at in (
        ("date_created", order.placed_at),
        ("date_modified", order.modified_at),
        ("date_paid", order.paid_at),
        ("date_completed", shipped_at),
    ):
        row[name] = None if at is None else bare_text(at, STORE_OFFSET_SECONDS)
        row[f"{name}_gmt"] = None if at is None else bare_text(at)
    return row


def _person(person: Recipient) -> Row:
    """A store asks for no district: buyers put it before the street."""
    return {
        "first_name": person.name[1:],
        "last_name": person.name[:1],
        "company": "",
        "address_1": f"{person.district}{person.address}",
        "address_2": "",
        "city": person.city or person.district,
        "state": person.province,
        "postcode": person.zip_code,
        "country": "CN",
        "phone": person.phone,
    }


def _shipping(order: Order) -> list[Row]:
    total = yuan(order.freight_minor)
    return [{"id": 1, "method_title": "快递", "method_id": "flat_rate", "total": total}]


def _line(order: Order, line: Line) -> Row:
    return {
        "id": number_of(line_id(order, line)),
        "name": f"{line.title} {line.variant}",
        "product_id": line.item_no,
        "variation_id": line.sku_no,
        "quantity": line.quantity,
        "tax_class": "",
        "subtotal": yuan(line.goods_minor),
        "subtotal_tax": "0.00",
        "total": yuan(line.paid_minor),
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
        "sku": line.sku_code,
        "price": line.paid_minor / line.quantity / 100,
    }
