"""The fields of a Kuaishou order: where ours come from, which are personal, how they must read."""

from collections.abc import Mapping

from orderhub.connector_kit.culprit import Fields, Part
from orderhub.connector_kit.readers import (
    count,
    count_or_none,
    fen_or_0,
    ident,
    text,
    unix_ms,
    unix_ms_or_none,
)

PATHS: Mapping[str, str] = {
    "external_no": "orderBaseInfo.oid",
    "channel_status_raw": "orderBaseInfo.status",
    "total_minor": "orderBaseInfo.totalFee",
    "freight_minor": "orderBaseInfo.expressFee",
    "discount_minor": "orderBaseInfo.discountFee",
    "placed_at": "orderBaseInfo.createTime",
    "modified_at": "orderBaseInfo.updateTime",
    "paid_at": "orderBaseInfo.payTime",
    "shipped_at": "orderBaseInfo.sendTime",
    "presale": "orderBaseInfo.preSale",
    "province": "orderAddress.province",
    "city": "orderAddress.city",
    "district": "orderAddress.district",
    "recipient_name": "orderAddress.encryptedConsignee",
    "recipient_phone": "orderAddress.encryptedMobile",
    "recipient_address": "orderAddress.encryptedAddress",
    "buyer_no": "orderBaseInfo.buyerOpenId",
    "buyer_name": "orderBaseInfo.buyerNick",
    "buyer_note": "orderBaseInfo.remark",
    "seller_note": "orderNoteInfo",
    "lines": "orderItemInfo",
}
# Ours, the platform's ciphertext, its mask (whose spelling differs between sources).
PEOPLE = (
    ("recipient_name", "encryptedConsignee", "desensitiseConsignee", "desensitisedConsignee"),
    ("recipient_phone", "encryptedMobile", "desensitiseMobile", "desensitisedMobile"),
    ("recipient_address", "encryptedAddress", "desensitiseAddress", "desensitisedAddress"),
)
_BUYER = ("buyerNick", "buyerImage", "buyerOpenId", "remark", "note", "rechargeAccount")
_PLAIN = ("consignee", "mobile", "address", "town")
PERSONAL = frozenset([*_BUYER, *_PLAIN, *(name for _, *names in PEOPLE for name in names)])
BASE_FIELDS: Fields = (
    ("oid", ident),
    ("status", ident),
    ("createTime", unix_ms),
    ("updateTime", unix_ms),
    ("totalFee", count),
    ("expressFee", fen_or_0),
    ("discountFee", fen_or_0),
    ("payTime", unix_ms_or_none),
    ("sendTime", unix_ms_or_none),
    ("preSale", count_or_none),
    *((name, text) for name in ("buyerOpenId", "buyerNick", "remark")),
)
ADDRESS_FIELDS: Fields = tuple(
    (name, text)
    for name in ("province", "city", "district", *(n for _, *names in PEOPLE for n in names))
)
NOTE_FIELDS: Fields = (
    ("note", text),
    ("flagTagCode", count_or_none),
    ("createTime", unix_ms_or_none),
)
ITEM_FIELDS: Fields = (
    ("num", count),
    ("price", count),
    ("discountFee", fen_or_0),
    *((name, text) for name in ("skuNick", "skuDesc", "itemTitle", "itemId")),
)
PARTS = (
    Part("orderBaseInfo", BASE_FIELDS),
    Part("orderAddress", ADDRESS_FIELDS, optional=True),
    Part("orderNoteInfo[]", NOTE_FIELDS, optional=True),
)
ONE = (Part("orderItemInfo", ITEM_FIELDS),)
SEVERAL = (
    Part("subOrderDetail[].subOrderBaseInfo", (("oid", ident),)),
    Part("subOrderDetail[].subOrderItemInfo", ITEM_FIELDS),
)
# The hub's carrier word → the channel's code, those that the reference or its list names.
CARRIERS = {"SF": "4", "ZTO": "3", "YTO": "2", "YUNDA": "6"}
