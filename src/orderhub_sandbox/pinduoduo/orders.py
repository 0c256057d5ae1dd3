"""An order as Pinduoduo writes it (channel reference, sections 3.4, 3.7 and 3.8)."""

from collections.abc import Mapping

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order
from orderhub_sandbox.pinduoduo.cipher import seal
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

# Four fields make one status; the word names the one that decides, and its value.
WORDS: Mapping[str, tuple[str, ...]] = {
    "pending_payment": ("confirm_status=0",),
    "paid_held": ("risk_control_status=1",),
    "to_ship": ("order_status=1",),
    "shipped": ("order_status=2",),
    "delivered": ("order_status=3",),
    "cancelled": ("confirm_status=2",),
    "closed_refunded": ("refund_status=4",),
}
FIELDS = RowFields(
    number="order_sn",
    twin="",
    status="order_status",
    total="pay_amount",
    times=("created_time", "pay_time", "updated_at", "shipping_time"),
)
_SHIP_WITHIN = 48 * 3600
CARRIERS: Mapping[str, str] = {
    "44": "顺丰快递",
    "115": "中通快递",
    "85": "圆通快递",
    "121": "韵达快递",
    "1": "申通快递",
    "118": "邮政EMS",
}


def order_row(order: Order, *, refunding: bool = False, plain: bool = False) -> Row:
    """The whole order, as list and detail show it."""
    row: Row = {
        "order_sn": order.external_no,
        **_status(order, refunding=refunding),
        "pay_amount": _yuan(order.total_minor),
        "goods_amount": _yuan(order.goods_minor),
        "discount_amount": _yuan(order.discount_minor),
        "seller_discount": _yuan(order.discount_minor),
        "platform_discount": 0,
        "postage": _yuan(order.freight_minor),
        "pay_no": "" if order.paid_at is None else f"PAY{order.external_no[-12:]}",
        "pay_type": "" if order.paid_at is None else "WEIXIN",
        "created_time": local_text(order.placed_at),
        "confirm_time": _time(order.paid_at),
        "pay_time": _time(order.paid_at),
        "shipping_time": _time(order.shipped_at),
        "receive_time": _time(order.ended_at),
        "updated_at": local_text(order.modified_at),
        "last_ship_time": _time(order.paid_at, _SHIP_WITHIN),
        "logistics_id": order.parcels[0].carrier if order.parcels else 0,
        "tracking_number": order.waybill_no,
        "buyer_memo": order.buyer_note,
        "remark": order.seller_memo,
        "remark_tag": order.seller_flag or None,
        "is_pre_sale": 0,
        "item_list": [
            {
                "goods_id": line.item_no,
                "sku_id": line.sku_no,
                "outer_id": line.sku_code,
                "outer_goods_id": line.sku_code.rpartition("-")[0],
                "goods_name": line.title,
                "goods_spec": line.variant,
                "goods_count": line.quantity,
                "goods_price": _yuan(line.price_minor),
            }
            for line in order.lines
        ],
        **_people(order, plain=plain),
    }
    overlay(order, row)
    return row


def _status(order: Order, *, refunding: bool) -> Row:
    name, _, value = order.raw_status.partition("=")
    fields: Row = {
        "order_status": 2 if order.shipped_at else 1,
        "confirm_status": 1,
        "refund_status": 2 if refunding else 1,
        "risk_control_status": 0,
        "group_status": 1,
        "after_sales_status": 0,
    }
    if name in fields and value.isdigit():
        return {**fields, name: int(value)}
    return {**fields, "order_status": order.raw_status}


def _people(order: Order, *, plain: bool) -> Row:
    """Ciphertext only while the order is to be shipped; masks always."""
    person = order.recipient
    shown = {
        "receiver_name": person.name,
        "receiver_phone": person.phone,
        "receiver_address": person.address,
    }
    open_now = order.raw_status == WORDS["to_ship"][0]
    sealed = {k: v if plain else seal(order.external_no, v) for k, v in shown.items()}
    return {
        **{name: text if open_now else "" for name, text in sealed.items()},
        "receiver_name_mask": f"{person.name[:1]}**",
        "receiver_phone_mask": f"{person.phone[:3]}****{person.phone[-4:]}",
        "receiver_address_mask": "******",
        "province": person.province,
        "province_id": 31,
        "city": person.city,
        "city_id": 383,
        "town": person.district,
        "town_id": 3196,
    }


def _yuan(minor: int) -> int | float:
    """Yuan as a JSON number."""
    return minor // 100 if minor % 100 == 0 else minor / 100


def _time(at: int | None, later: int = 0) -> str | None:
    return None if at is None else local_text(at + later)
