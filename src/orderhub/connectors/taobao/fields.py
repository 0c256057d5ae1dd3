"""The fields of a TOP trade: where ours come from, which are personal, how they must read."""

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
    "external_no": "tid_str",
    "channel_status_raw": "status",
    "total_minor": "payment",
    "goods_minor": "total_fee",
    "freight_minor": "post_fee",
    "discount_minor": "discount_fee",
    "placed_at": "created",
    "modified_at": "modified",
    "paid_at": "pay_time",
    "shipped_at": "consign_time",
    "completed_at": "end_time",
    "province": "receiver_state",
    "city": "receiver_city",
    "district": "receiver_district",
    "recipient_name": "receiver_name",
    "recipient_phone": "receiver_mobile",
    "recipient_address": "receiver_address",
    "buyer_name": "buyer_nick",
    "buyer_no": "buyer_open_uid",
    "buyer_note": "buyer_message",
    "seller_note": "seller_memo",
    "seller_flag": "seller_flag",
    "lines": "orders.order",
}
PERSONAL = frozenset(
    {
        "receiver_name",
        "receiver_mobile",
        "receiver_phone",
        "receiver_address",
        "receiver_town",
        "receiver_zip",
        "buyer_nick",
        "buyer_open_uid",
        "buyer_message",
        "seller_memo",
        "oaid",
        "buyer_alipay_no",
        "buyer_email",
    }
)
_TEXTS = (
    "receiver_name",
    "receiver_mobile",
    "receiver_phone",
    "receiver_town",
    "receiver_address",
    "receiver_state",
    "receiver_city",
    "receiver_district",
    "buyer_nick",
    "buyer_open_uid",
    "buyer_message",
    "seller_memo",
    "oaid",
)
ORDER_FIELDS: Fields = (
    ("status", ident),
    ("created", beijing),
    ("modified", beijing),
    ("payment", yuan),
    ("orders", lambda value: rows_of(value, "order")[0]),
    ("total_fee", yuan_or_0),
    ("post_fee", yuan_or_0),
    ("discount_fee", yuan_or_0),
    ("pay_time", beijing_or_none),
    ("consign_time", beijing_or_none),
    ("end_time", beijing_or_none),
    ("seller_flag", count_or_none),
    *((name, text) for name in _TEXTS),
)
LINE_FIELDS: Fields = (
    ("num", count),
    ("price", yuan),
    *((name, text) for name in ("outer_sku_id", "outer_iid", "title", "num_iid")),
    *((name, text) for name in ("sku_properties_name", "status")),
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "SF",
    "ZTO": "ZTO",
    "YTO": "YTO",
    "YUNDA": "YUNDA",
    "STO": "STO",
    "EMS": "EMS",
    "POSTB": "POSTB",
}
