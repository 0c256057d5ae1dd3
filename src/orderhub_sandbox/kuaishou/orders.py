"""An order as Kuaishou writes it (channel reference, sections 5.4 and 5.7)."""

from orderhub_sandbox.json_text import Row
from orderhub_sandbox.kuaishou.cipher import encrypt
from orderhub_sandbox.orders import Line, Order, Parcel
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

WORDS = {
    "pending_payment": ("10",),
    "to_ship": ("30",),
    "shipped": ("40",),
    "delivered": ("50",),
    "completed": ("70",),
    "cancelled": ("80",),
    "closed_refunded": ("80",),
}
CARRIERS = {"4": "顺丰速运", "3": "中通快递", "2": "圆通速递", "6": "韵达快递"}
FIELDS = RowFields(
    number="oid",
    twin="",
    status="status",
    total="totalFee",
    times=("createTime", "updateTime", "payTime", "sendTime"),
)


def order_row(order: Order, *, detail: bool) -> Row:
    """A whole order. A list tells of an order of several goods only the numbers of its parts."""
    several = len(order.lines) > 1
    row: Row = {
        "orderBaseInfo": _base(order),
        "orderAddress": _address(order),
        "orderItemInfo": _item(order.lines[0]),
        "orderLogisticsInfo": [_logistics(order, parcel) for parcel in parcels_of(order)],
        "orderRefundInfo": [],
        "orderDeliveryInfo": {
            "splitDeliveryOrder": len(order.parcels) > 1,
            "deliveryNum": _sent(order, order.lines),
        },
        "orderNoteInfo": _notes(order),
    }
    if detail:
        row["subOrderDetail"] = [_part(order, line) for line in order.lines] if several else []
    else:
        row["subOrderInfo"] = (
            [{"subOrderId": _number(part_no(order, line))} for line in order.lines]
            if several
            else []
        )
    overlay(order, row)
    return row


def part_no(order: Order, line: Line) -> str:
    """The number of an item order; that of the order itself where it has one line."""
    if len(order.lines) == 1:
        return order.external_no
    if order.external_no.isdigit():
        return str(int(order.external_no) + int(line.line_no))
    return f"{order.external_no}{line.line_no}"


def parcels_of(order: Order) -> tuple[Parcel, ...]:
    """Those the seller told of, or the one an order is sent in otherwise."""
    if order.parcels or not order.waybill_no:
        return order.parcels
    code = next((code for code, name in CARRIERS.items() if name == order.carrier), "0")
    at = order.shipped_at or order.modified_at
    return (Parcel(code, order.carrier, order.waybill_no, (), "", at),)


def logistics_id(order: Order, waybill_no: str) -> int:
    """The platform's number of a parcel, kept when its waybill is replaced."""
    place = [parcel.waybill_no for parcel in parcels_of(order)].index(waybill_no)
    digits = "".join(letter for letter in order.external_no if letter.isdigit())
    return int(digits[-10:] or "0") * 100 + place


def _base(order: Order) -> Row:
    return {
        "oid": _number(order.external_no),
        "status": _status(order),
        "createTime": order.placed_at * 1000,
        "updateTime": order.modified_at * 1000,
        "payTime": (order.paid_at or 0) * 1000,
        "sendTime": (order.shipped_at or 0) * 1000,
        "totalFee": order.total_minor,
        "discountFee": order.discount_minor,
        "expressFee": order.freight_minor,
        "buyerOpenId": order.buyer_no,
        "buyerNick": f"{order.buyer_name[:1]}***",
        "remark": order.buyer_note,
        "preSale": 0,
    }


def _address(order: Order) -> Row:
    person, oid = order.recipient, order.external_no
    return {
        "encryptedConsignee": encrypt(oid, person.name),
        "encryptedMobile": encrypt(oid, person.phone),
        "encryptedAddress": encrypt(oid, person.address),
        "desensitiseConsignee": f"{person.name[:1]}**",
        "desensitiseMobile": f"{person.phone[:3]}****{person.phone[-4:]}",
        "desensitiseAddress": "****",
        "province": person.province,
        "city": person.city,
        "district": person.district,
    }


def _status(order: Order) -> int | str:
    raw = order.raw_status
    return int(raw) if raw.isdigit() else raw


def _item(line: Line) -> Row:
    return {
        "itemId": line.item_no,
        "skuId": line.sku_no,
        "skuNick": line.sku_code,
        "skuDesc": line.variant,
        "itemTitle": line.title,
        "num": line.quantity,
        "price": line.price_minor,
        "originalPrice": line.price_minor,
        "discountFee": line.discount_minor,
    }


def _part(order: Order, line: Line) -> Row:
    base = {
        "oid": _number(part_no(order, line)),
        "status": int(WORDS["closed_refunded"][0]) if line.closed else _status(order),
        "updateTime": order.modified_at * 1000,
    }
    held = [
        _logistics(order, parcel)
        for parcel in parcels_of(order)
        if line.line_no in {piece.line_no for piece in parcel.pieces}
    ]
    return {
        "subOrderBaseInfo": base,
        "subOrderItemInfo": _item(line),
        "subOrderLogisticsInfo": held,
        "subOrderDeliveryInfo": {"deliveryNum": _sent(order, (line,))},
    }


def _sent(order: Order, lines: tuple[Line, ...]) -> int:
    """Units of these lines that parcels hold."""
    numbers = {line.line_no for line in lines}
    pieces = (piece for parcel in order.parcels for piece in parcel.pieces)
    return sum(piece.quantity for piece in pieces if piece.line_no in numbers)


def _logistics(order: Order, parcel: Parcel) -> Row:
    return {
        "logisticsId": logistics_id(order, parcel.waybill_no),
        "expressNo": parcel.waybill_no,
        "expressCode": int(parcel.carrier),
    }


def _notes(order: Order) -> list[Row]:
    if not order.seller_memo and not order.seller_flag:
        return []
    return [
        {
            "note": order.seller_memo,
            "flagTagCode": str(order.seller_flag),
            "createTime": order.modified_at * 1000,
            "operatorName": "客服",
        }
    ]


def _number(text: str) -> int | str:
    """A JSON number, also beyond 2^53; text where a test gave a number that is none."""
    return int(text) if text.isdigit() else text
