"""The fields of a Doudian order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields
from orderhub.connector_kit.readers import (
    count,
    count_or_none,
    fen_or_0,
    ident,
    rows_of,
    text,
    unix_s,
    unix_s_or_none,
)

DETAIL = "order.orderDetail"
PATHS: Mapping[str, str] = {
    "external_no": "order_id",
    "channel_status_raw": "main_status",
    "total_minor": "pay_amount",
    "freight_minor": "post_amount",
    "discount_minor": "promotion_amount",
    "placed_at": "create_time",
    "modified_at": "update_time",
    "paid_at": "pay_time",
    "shipped_at": "logistics_info[0].ship_time",
    "completed_at": "finish_time",
    "ship_by": "exp_ship_time",
    "province": "post_addr.province.name",
    "city": "post_addr.city.name",
    "district": "post_addr.town.name",
    "recipient_name": "encrypt_post_receiver",
    "recipient_phone": "encrypt_post_tel",
    "recipient_address": "post_addr.encrypt_detail",
    "buyer_note": "buyer_words",
    "seller_note": "seller_words",
    "seller_flag": "seller_remark_stars",
    "lines": "sku_order_list",
}
PERSONAL = frozenset(
    {
        "encrypt_post_receiver",
        "encrypt_post_tel",
        "encrypt_detail",
        "mask_post_receiver",
        "mask_post_tel",
        "mask_post_addr",
        "post_receiver",
        "post_tel",
        "detail",
        "street",
        "open_address_id",
        "buyer_words",
        "seller_words",
    }
)
_TEXTS = (
    "encrypt_post_receiver",
    "encrypt_post_tel",
    "mask_post_receiver",
    "mask_post_tel",
    "open_address_id",
    "buyer_words",
    "seller_words",
)
ORDER_FIELDS: Fields = (
    ("order_id", ident),
    ("create_time", unix_s),
    ("update_time", unix_s),
    ("pay_amount", count),
    ("sku_order_list", lambda value: rows_of(value, "sku_order")[0]),
    ("post_amount", fen_or_0),
    ("promotion_amount", fen_or_0),
    ("pay_time", unix_s_or_none),
    ("finish_time", unix_s_or_none),
    ("exp_ship_time", unix_s_or_none),
    ("seller_remark_stars", count_or_none),
    *((name, text) for name in _TEXTS),
)
LINE_FIELDS: Fields = (
    ("order_id", ident),
    ("item_num", count),
    ("origin_amount", count),
    ("pay_amount", count),
    *((name, text) for name in ("code", "out_sku_id", "product_name", "product_id")),
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {
    "SF": "shunfeng",
    "ZTO": "zhongtong",
    "YTO": "yuantong",
    "YUNDA": "yunda",
    "STO": "shentong",
    "JD": "jd",
    "EMS": "ems",
    "JTSD": "jtexpress",
}
