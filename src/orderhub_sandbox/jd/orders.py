"""An order as JD writes it (channel reference, section 2.4)."""

from collections.abc import Callable

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.jd.cipher import encrypt
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.orders import Order, yuan
from orderhub_sandbox.raw_paths import overlay
from orderhub_sandbox.row_faults import RowFields

ZERO_DATE = "0001-01-01 00:00:00"
UNPAID_WORD = "NOT_PAY"
WORDS = {
    "pending_payment": (UNPAID_WORD,),
    "paid_held": ("PAUSE", "POP_ORDER_PAUSE", "LOCKED"),
    "to_ship": ("WAIT_SELLER_STOCK_OUT", "WAIT_SELLER_DELIVERY"),
    "shipped": (
        "WAIT_GOODS_RECEIVE_CONFIRM",
        "SEND_TO_DISTRIBUTION_CENER",
        "DISTRIBUTION_CENTER_RECEIVED",
    ),
    "delivered": ("RECEIPTS_CONFIRM",),
    "completed": ("FINISHED_L",),
    "cancelled": ("TRADE_CANCELED",),
    "closed_refunded": ("TRADE_CANCELED",),
}
FIELDS = RowFields(
    number="orderId",
    twin="",
    status="orderState",
    total="orderPayment",
    times=("orderStartTime", "orderEndTime", "paymentConfirmTime", "modified"),
)
Hide = Callable[[str], str]


def plain(text: str) -> str:
    return text


def masked(text: str) -> str:
    """The first character and stars."""
    return f"{text[:1]}***"


def hide_for(method: str, *, plain_people: bool) -> Hide:
    """How a method shows people: en* encrypt, the others mask unless the shop is plain."""
    if method.rpartition(".")[2].startswith("en"):
        return encrypt
    return plain if plain_people else masked


def order_row(order: Order, vender_id: str, hide: Hide) -> Row:
    """The whole order; every number is text."""
    return {
        "orderId": order.external_no,
        "venderId": vender_id,
        "parentOrderId": "0",
        "directParentOrderId": "0",
        "orderType": "22",
        "orderSource": "移动端订单",
        "storeOrder": "",
        "payType": "4",
        "orderTotalPrice": yuan(order.goods_minor),
        "orderSellerPrice": yuan(order.goods_minor - order.discount_minor),
        "orderPayment": yuan(order.total_minor),
        "freightPrice": yuan(order.freight_minor),
        "sellerDiscount": yuan(order.discount_minor),
        "balanceUsed": "0.00",
        "orderState": order.raw_status,
        "orderStateRemark": "",
        "orderStartTime": local_text(order.placed_at),
        "orderEndTime": local_text(order.ended_at) if order.ended_at else ZERO_DATE,
        "paymentConfirmTime": local_text(order.paid_at) if order.paid_at else ZERO_DATE,
        "modified": local_text(order.modified_at),
        "logisticsId": _carrier(order),
        "waybill": order.waybill_no,
        "pin": f"jd_{order.buyer_no.lower()}",
        "open_id_buyer": order.buyer_no,
        "consigneeInfo": _consignee(order, hide),
        "itemInfoList": [
            {
                "skuId": str(line.sku_no),
                "outerSkuId": line.sku_code,
                "wareId": str(line.item_no),
                "skuName": f"{line.title} {line.variant}",
                "itemTotal": str(line.quantity),
                "jdPrice": yuan(line.price_minor),
            }
            for line in order.lines
        ],
        "couponDetailList": [
            {
                "orderId": order.external_no,
                "skuId": str(line.sku_no),
                "couponType": "30-单品促销优惠",
                "couponPrice": yuan(line.discount_minor),
            }
            for line in order.lines
            if line.discount_minor
        ],
        "invoiceInfo": "不需要开具发票",
        "venderRemark": order.seller_memo,
        "orderRemark": order.buyer_note,
    }


def project(order: Order, row: Row, wanted: frozenset[str]) -> Row:
    """The order number, the wanted fields, and the test's own overlay."""
    shown = {name: value for name, value in row.items() if name in wanted or name == "orderId"}
    overlay(order, shown)
    return shown


def _carrier(order: Order) -> str:
    if order.parcels:
        return order.parcels[0].carrier
    return "467" if order.waybill_no else ""


def _consignee(order: Order, hide: Hide) -> Row:
    person = order.recipient
    full = f"{person.province}{person.city}{person.district}{person.address}"
    return {
        "fullname": hide(person.name),
        "telephone": hide(person.phone),
        "mobile": hide(person.phone),
        "fullAddress": hide(full),
        "province": person.province,
        "city": person.city,
        "county": person.district,
        "town": "",
        "provinceId": "15",
        "cityId": "1213",
        "countyId": "3038",
        "townId": "0",
    }
