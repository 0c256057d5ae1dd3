"""An order as Doudian writes it (channel reference, sections 4.4 and 4.8)."""

import hashlib

from orderhub_sandbox.douyin.cipher import encrypt
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import SENT, Line, Order, Piece, Recipient
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

WORDS = {
    "pending_payment": ("1", "103"),
    "paid_held": ("105",),
    "to_ship": ("2",),
    "partially_shipped": ("101",),
    "shipped": ("3",),
    "completed": ("5",),
    "cancelled": ("4",),
    "closed_refunded": ("21", "22", "39"),
}
FIELDS = RowFields(
    number="order_id",
    twin="",
    status="main_status",
    total="pay_amount",
    times=("create_time", "update_time", "pay_time", "finish_time", "exp_ship_time"),
)
_SHIP_WITHIN_SECONDS = 48 * 3600
# main_status → order_status, where the plain one has no word of its own
_PLAIN = {"103": 1, "21": 4, "22": 4, "39": 4}


def order_row(order: Order, shop_id: str) -> Row:
    """The whole order; amounts in fen, times in unix seconds, 0 for none."""
    person, number = order.recipient, order.external_no
    row: Row = {
        "order_id": number,
        "shop_id": shop_id,
        "order_status": _PLAIN.get(order.raw_status, _word(order.raw_status)),
        "main_status": _word(order.raw_status),
        "order_amount": order.goods_minor + order.freight_minor,
        "pay_amount": order.total_minor,
        "post_amount": order.freight_minor,
        "promotion_amount": order.discount_minor,
        "promotion_shop_amount": order.discount_minor,
        "promotion_platform_amount": 0,
        "promotion_talent_amount": 0,
        "promotion_pay_amount": 0,
        "modify_amount": 0,
        "pay_type": 1 if order.paid_at else 0,
        "create_time": order.placed_at,
        "update_time": order.modified_at,
        "pay_time": order.paid_at or 0,
        "finish_time": order.ended_at or 0,
        "exp_ship_time": order.paid_at + _SHIP_WITHIN_SECONDS if order.paid_at else 0,
        "open_address_id": open_address_id(person),
        "buyer_words": order.buyer_note,
        "seller_words": order.seller_memo,
        "seller_remark_stars": order.seller_flag,
        "logistics_info": _parcels(order),
        "sku_order_list": [_line(order, line, at) for at, line in enumerate(order.lines)],
        **_receiver(number, person),
    }
    overlay(order, row)
    return row


def line_number(order: Order, position: int) -> str:
    """A line has a number of its own, near its order's."""
    number = order.external_no
    return str(int(number) + position) if number.isdigit() else f"{number}{position}"


def delivery_id(order: Order, position: int) -> str:
    """The platform's own number of a parcel."""
    return f"{order.external_no}{position + 1}"


def open_address_id(person: Recipient) -> str:
    """The same real recipient has the same one."""
    seed = f"{person.name}/{person.phone}/{person.city}/{person.address}"
    return f"#{hashlib.sha256(seed.encode()).hexdigest()[:40]}"


def _word(raw_status: str) -> int | str:
    return int(raw_status) if raw_status.isdigit() else raw_status


def _receiver(number: str, person: Recipient) -> Row:
    return {
        "encrypt_post_receiver": encrypt(number, person.name),
        "encrypt_post_tel": encrypt(number, person.phone),
        "mask_post_receiver": f"{person.name[:1]}**",
        "mask_post_tel": f"{person.phone[:3]}****{person.phone[-4:]}",
        "mask_post_addr": f"{person.address[:2]}***",
        "post_addr": {
            "province": {"id": "33", "name": person.province},
            "city": {"id": "330100", "name": person.city},
            "town": {"id": "330106", "name": person.district},
            "street": {"id": "", "name": ""},
            "encrypt_detail": encrypt(number, person.address),
        },
    }


def _parcels(order: Order) -> list[Row]:
    """Those the seller told of, or the one of an order that was placed as sent."""
    told = [(p.waybill_no, p.carrier_name, p.at, p.pieces) for p in order.parcels]
    if not told and order.status in SENT and order.waybill_no:
        pieces = tuple(Piece(line.line_no, line.quantity) for line in order.lines)
        told = [(order.waybill_no, order.carrier, order.shipped_at or 0, pieces)]
    return [
        {
            "tracking_no": waybill_no,
            "company": carrier,
            "ship_time": at,
            "delivery_id": delivery_id(order, position),
            "product_info": [_piece(order, piece) for piece in pieces],
        }
        for position, (waybill_no, carrier, at, pieces) in enumerate(told)
    ]


def _piece(order: Order, piece: Piece) -> Row:
    lines = enumerate(order.lines)
    at, line = next((at, line) for at, line in lines if line.line_no == piece.line_no)
    return {
        "sku_order_id": line_number(order, at),
        "sku_id": str(line.sku_no),
        "product_name": line.title,
        "product_count": piece.quantity,
    }


def _line(order: Order, line: Line, position: int) -> Row:
    name, _, value = line.variant.partition(":")
    refunded = line.closed or order.status == "closed_refunded"
    word = WORDS["closed_refunded"][0] if line.closed else order.raw_status
    return {
        "order_id": line_number(order, position),
        "parent_order_id": order.external_no,
        "product_id": str(line.item_no),
        "sku_id": str(line.sku_no),
        "out_sku_id": line.sku_code,
        "out_product_id": line.sku_code.rpartition("-")[0],
        "code": line.sku_code,
        "product_name": line.title,
        "spec": [{"name": name, "value": value}],
        "item_num": line.quantity,
        "origin_amount": line.price_minor,
        "sum_amount": line.goods_minor,
        "order_amount": line.goods_minor,
        "pay_amount": line.paid_minor,
        "order_status": _word(word) if line.closed else _PLAIN.get(word, _word(word)),
        "after_sale_info": {
            "after_sale_status": 12 if refunded else 0,
            "after_sale_type": 2 if refunded else 0,
            "refund_status": 3 if refunded else 0,
        },
        "inventory_list": [],
    }
