"""The fields of a Pinduoduo order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    beijing,
    beijing_or_none,
    count,
    count_or_none,
    ident,
    rows_of,
    text,
    yuan,
    yuan_or_0,
)

PATHS: Mapping[str, str] = {
    "external_no": "order_sn",
    "channel_status_raw": "order_status",
    "total_minor": "pay_amount",
    "goods_minor": "goods_amount",
    "freight_minor": "postage",
    "discount_minor": "discount_amount",
    "placed_at": "created_time",
    "modified_at": "updated_at",
    "paid_at": "pay_time",
    "shipped_at": "shipping_time",
    "ship_by": "last_ship_time",
    "province": "province",
    "city": "city",
    "district": "town",
    "seller_flag": "remark_tag",
    "recipient_name": "receiver_name",
    "recipient_phone": "receiver_phone",
    "recipient_address": "receiver_address",
    "buyer_note": "buyer_memo",
    "seller_note": "remark",
    "lines": "item_list",
}
PERSONAL = frozenset(
    {
        "receiver_name",
        "receiver_name_mask",
        "receiver_phone",
        "receiver_phone_mask",
        "receiver_address",
        "receiver_address_mask",
        "address",
        "address_mask",
        "contact_mobile",
        "buyer_memo",
        "remark",
    }
)
ORDER_FIELDS: Fields = (
    ("order_sn", ident),
    ("order_status", ident),
    ("confirm_status", ident),
    ("created_time", beijing),
    ("updated_at", beijing),
    ("pay_amount", yuan),
    ("item_list", lambda value: rows_of(value, "item")[0]),
    *((name, yuan_or_0) for name in ("goods_amount", "postage", "discount_amount")),
    *((name, beijing_or_none) for name in ("pay_time", "shipping_time", "last_ship_time")),
    *((name, text) for name in ("refund_status", "risk_control_status")),
    *((name, text) for name in ("province", "city", "town", "buyer_memo", "remark")),
    *((name, text) for name in ("receiver_name", "receiver_phone", "receiver_address")),
    ("remark_tag", count_or_none),
)
LINE_FIELDS: Fields = (
    ("sku_id", ident),
    ("goods_count", count),
    ("goods_price", yuan),
    *((name, text) for name in ("goods_id", "outer_id", "goods_name", "goods_spec")),
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "44",
    "ZTO": "115",
    "YTO": "85",
    "YUNDA": "121",
    "STO": "1",
    "EMS": "118",
}
