"""Kuaishou's messages over HTTP (channel reference, section 5.9)."""

import base64
from collections.abc import Sequence

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from orderhub_sandbox.kuaishou.secrets import message_secret_of
from orderhub_sandbox.notices import Notices, Post
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_ORDER = {
    "order.pending_payment": "addOrder",
    "order.to_ship": "paySuccess",
    "order.shipped": "delivering",
    "order.delivered": "deliverySuccess",
    "order.completed": "orderSuccess",
    "order.cancelled": "orderFail",
    "order.closed_refunded": "orderFail",
    "order.noted": "addNote",
    "order.moved": "addressUpdateAudit",
}
_CASE = ("refused", "platform_review", "await_buyer_return", "await_seller_receive")
_CASE_ENDS = ("exchange_shipped", "refunding", "success", "closed", "changed")
_TOPICS = {
    **{event: f"kwaishop_order_{word}" for event, word in _ORDER.items()},
    "case.requested": "kwaishop_aftersales_addRefund",
    **{f"case.{word}": "kwaishop_aftersales_updateRefund" for word in (*_CASE, *_CASE_ENDS)},
}
_BLOCK_BITS, _OK = 128, 200


def seal(secret: str, plain: bytes) -> bytes:
    """Base64 of AES-CBC with the decoded secret and an IV of zeros."""
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plain) + padder.finalize()
    cipher = Cipher(algorithms.AES(base64.b64decode(secret)), modes.CBC(bytes(16)))
    encryptor = cipher.encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize())


def post(_: World, shop: Shop, messages: Sequence[Message], secret: str) -> Post:
    """One message a push."""
    (message,) = messages
    key = message_secret_of(shop.app) if secret == shop.app.secret else secret
    body = seal(key, orjson.dumps(_envelope(shop, message)))
    return Post({"content-type": "text/plain;charset=utf-8"}, body)


def acknowledged(status: int, body: bytes) -> bool:
    """HTTP 200 and `{"result": 1}`."""
    try:
        return status == _OK and orjson.loads(body).get("result") == 1
    except (orjson.JSONDecodeError, AttributeError):
        return False


def _envelope(shop: Shop, message: Message) -> dict[str, object]:
    about: dict[str, object] = {"updateTime": message.at * 1000}
    number = message.external_no
    order_no = int(number) if number.isdigit() else number
    if message.case_no:
        about |= {"orderId": order_no, "refundId": int(message.case_no)}
    else:
        about |= {"oid": order_no, "openId": shop.account}
    return {
        "eventId": message.message_no,
        "msgId": f"m{message.message_no}",
        "bizId": number,
        "openId": shop.account,
        "appKey": shop.app.key,
        "event": message.topic,
        "info": orjson.dumps(about).decode(),
        "status": 1,
        "createTime": message.at * 1000,
        "updateTime": message.at * 1000,
        "test": False,
    }


NOTICES = Notices(topics=_TOPICS, post=post, acknowledged=acknowledged)
