"""The fields of a JD order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    count,
    ident,
    rows_of,
    text,
    yuan,
    yuan_or_0,
)

DETAIL = "jingdong.pop.order.enGet"
PATHS: Mapping[str, str] = {
    "external_no": "orderId",
    "channel_status_raw": "orderState",
    "total_minor": "orderPayment",
    "goods_minor": "orderTotalPrice",
    "freight_minor": "freightPrice",
    "discount_minor": "sellerDiscount",
    "placed_at": "orderStartTime",
    "modified_at": "modified",
    "paid_at": "paymentConfirmTime",
    "completed_at": "orderEndTime",
    "province": "consigneeInfo.province",
    "city": "consigneeInfo.city",
    "district": "consigneeInfo.county",
    "recipient_name": "consigneeInfo.fullname",
    "recipient_phone": "consigneeInfo.mobile",
    "recipient_address": "consigneeInfo.fullAddress",
    "buyer_no": "open_id_buyer",
    "buyer_name": "pin",
    "buyer_note": "orderRemark",
    "seller_note": "venderRemark",
    "lines": "itemInfoList",
}
PERSONAL = frozenset(
    {
        "fullname",
        "telephone",
        "mobile",
        "fullAddress",
        "town",
        "pin",
        "open_id_buyer",
        "orderRemark",
        "venderRemark",
        "invoiceInfo",
        "invoiceEasyInfo",
    }
)
ORDER_FIELDS: Fields = (
    ("orderId", ident),
    ("orderState", ident),
    ("orderStartTime", beijing),
    ("modified", beijing),
    ("orderPayment", yuan),
    ("itemInfoList", lambda value: rows_of(value, "itemInfo")[0]),
    ("orderTotalPrice", yuan_or_0),
    ("freightPrice", yuan_or_0),
    ("sellerDiscount", yuan_or_0),
    ("paymentConfirmTime", beijing_or_none),
    ("orderEndTime", beijing_or_none),
    ("pin", text),
    ("open_id_buyer", text),
    ("orderRemark", text),
    ("venderRemark", text),
)
PERSON_FIELDS: Fields = tuple(
    (name, text)
    for name in (
        "fullname",
        "mobile",
        "telephone",
        "fullAddress",
        "province",
        "city",
        "county",
    )
)
LINE_FIELDS: Fields = (
    ("skuId", ident),
    ("itemTotal", count),
    ("jdPrice", yuan),
    ("outerSkuId", text),
    ("skuName", text),
    ("wareId", text),
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "467",
    "ZTO": "1499",
    "YTO": "463",
    "YUNDA": "1327",
    "STO": "470",
    "EMS": "465",
    "DBKD": "3046",
    "JD": "2087",
}
