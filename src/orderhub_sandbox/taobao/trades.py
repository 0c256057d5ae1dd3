"""A trade as TOP writes it (channel reference, section 1.4)."""

import hashlib

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.json_text import Row, as_list, as_row
from orderhub_sandbox.orders import SENT, Line, Order, yuan
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

WORDS = {
    "pending_payment": (
        "WAIT_BUYER_PAY",
        "TRADE_NO_CREATE_PAY",
        "PAY_PENDING",
        "WAIT_PRE_AUTH_CONFIRM",
    ),
    "paid_held": ("PAID_FORBID_CONSIGN",),
    "to_ship": ("WAIT_SELLER_SEND_GOODS",),
    "partially_shipped": ("SELLER_CONSIGNED_PART",),
    "shipped": ("WAIT_BUYER_CONFIRM_GOODS",),
    "delivered": ("TRADE_BUYER_SIGNED",),
    "completed": ("TRADE_FINISHED",),
    "cancelled": ("TRADE_CLOSED_BY_TAOBAO",),
    "closed_refunded": ("TRADE_CLOSED",),
}  # fmt: skip
FIELDS = RowFields(
    number="tid",
    twin="tid_str",
    status="status",
    total="payment",
    times=("created", "modified", "pay_time", "consign_time", "end_time"),
)
_OAID_NEEDS = (
    "receiver_name",
    "receiver_address",
    "receiver_mobile",
    "receiver_phone",
    "created",
)


def oaid_of(order: Order) -> str:
    """Open address id: the same real recipient has the same one."""
    person = order.recipient
    seed = f"{person.name}/{person.phone}/{person.city}/{person.address}"
    return f"1x{hashlib.sha256(seed.encode()).hexdigest()[:46]}"


def trade_row(order: Order, seller: str, *, plain: bool) -> Row:
    """The whole trade; people are masked unless `plain`."""
    row: Row = {
        "tid": int(order.external_no) if order.external_no.isdigit() else order.external_no,
        "tid_str": order.external_no,
        "status": order.raw_status,
        "type": "fixed",
        "seller_nick": seller,
        "buyer_nick": f"{order.buyer_name[0]}**",
        "buyer_open_uid": order.buyer_no,
        "payment": yuan(order.total_minor),
        "total_fee": yuan(order.goods_minor),
        "discount_fee": "0.00",
        "post_fee": yuan(order.freight_minor),
        "adjust_fee": "0.00",
        "received_payment": yuan(order.total_minor if order.status == "completed" else 0),
        "created": local_text(order.placed_at),
        "modified": local_text(order.modified_at),
        "shipping_type": "express",
        "has_buyer_message": bool(order.buyer_note),
        "seller_flag": order.seller_flag,
        "orders": {"order": _line_rows(order)},
    }
    for name, at in (
        ("pay_time", order.paid_at),
        ("consign_time", order.shipped_at),
        ("end_time", order.ended_at),
    ):
        if at is not None:
            row[name] = local_text(at)
    if order.buyer_note:
        row["buyer_message"] = order.buyer_note
    if order.seller_memo:
        row["seller_memo"] = order.seller_memo
    if order.discount_minor:
        row["promotion_details"] = {"promotion_detail": [_promotion(order)]}
    row.update(_receiver(order, plain=plain))
    return row


def project(order: Order, row: Row, wanted: frozenset[str]) -> Row:
    """Only the wanted fields; `oaid` needs its five companions; then the test's own overlay."""
    shown = {name: value for name, value in row.items() if name in wanted}
    if not wanted.issuperset(_OAID_NEEDS):
        shown.pop("oaid", None)
    overlay(order, shown)
    return shown


def unwrap(value: object) -> object:
    """`simplify=true`: `{"orders": {"order": […]}}` becomes `{"orders": […]}`, at every depth."""
    listed, row = as_list(value), as_row(value)
    if listed is not None:
        return [unwrap(item) for item in listed]
    if row is None:
        return value
    inner = as_list(next(iter(row.values()), None))
    if len(row) == 1 and inner is not None:
        return unwrap(inner)
    return {name: unwrap(item) for name, item in row.items()}


def oid_of(order: Order, line: Line) -> str:
    """Number of the line; the others keep theirs when one is taken out."""
    number, place = order.external_no, int(line.line_no) - 1
    return str(int(number) + place) if number.isdigit() else f"{number}{place}"


def _line_rows(order: Order) -> list[Row]:
    return [_line_row(order, line) for line in order.lines]


def _line_row(order: Order, line: Line) -> Row:
    oid = oid_of(order, line)
    parcel = order.parcel_of(line.line_no)
    refunded = line.closed or order.status == "closed_refunded"
    row: Row = {
        "oid": int(oid) if oid.isdigit() else oid,
        "oid_str": oid,
        "num_iid": line.item_no,
        "sku_id": str(line.sku_no),
        "outer_iid": line.sku_code.rpartition("-")[0],
        "outer_sku_id": line.sku_code,
        "title": line.title,
        "sku_properties_name": line.variant,
        "num": line.quantity,
        "price": yuan(line.price_minor),
        "total_fee": yuan(line.paid_minor),
        "payment": yuan(line.paid_minor),
        "divide_order_fee": yuan(line.paid_minor),
        "part_mjz_discount": "0.00",
        "discount_fee": yuan(line.discount_minor),
        "adjust_fee": "0.00",
        "refund_status": "SUCCESS" if refunded else "NO_REFUND",
        "status": WORDS["closed_refunded"][0]
        if line.closed
        else _line_status(order, sent=parcel is not None),
    }
    if parcel is not None:
        row |= {"logistics_company": parcel.carrier_name, "invoice_no": parcel.waybill_no}
    elif not order.parcels and order.status in SENT and order.waybill_no:
        row["logistics_company"] = order.carrier
        row["invoice_no"] = order.waybill_no
    return row


def _line_status(order: Order, *, sent: bool) -> str:
    if order.status != "partially_shipped" or not order.parcels:
        return order.raw_status
    return WORDS["shipped" if sent else "to_ship"][0]


def _promotion(order: Order) -> Row:
    return {
        "id": int(order.external_no) if order.external_no.isdigit() else 0,
        "promotion_name": "店铺优惠",
        "discount_fee": yuan(order.discount_minor),
        "promotion_id": "shopbonus-1",
    }


def _receiver(order: Order, *, plain: bool) -> Row:
    person = order.recipient
    return {
        "receiver_name": person.name if plain else f"{person.name[0]}**",
        "receiver_state": person.province,
        "receiver_city": person.city,
        "receiver_district": person.district,
        "receiver_address": person.address if plain else "******",
        "receiver_zip": person.zip_code,
        "receiver_mobile": person.phone if plain else f"*******{person.phone[-4:]}",
        "receiver_phone": "",
        "oaid": oaid_of(order),
    }
