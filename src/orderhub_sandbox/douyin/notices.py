"""Doudian's pushes (channel reference, section 4.11)."""

from collections.abc import Sequence

import orjson

from orderhub_sandbox.cases import Case
from orderhub_sandbox.douyin.cases import STATUS
from orderhub_sandbox.douyin.orders import line_number
from orderhub_sandbox.douyin.signature import event_sign_of
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.notices import Notices, Post
from orderhub_sandbox.orders import Order
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_OK = 200
_AT_ONCE = 10
_TAGS = {
    "order.pending_payment": "100",
    "order.to_ship": "101",
    "order.paid_held": "110",
    "order.shipped": "102",
    "order.partially_shipped": "108",
    "order.completed": "103",
    "order.moved": "105",
    "order.cancelled": "106",
    "order.closed_refunded": "106",
    "case.requested": "200",
    "case.await_buyer_return": "201",
    "case.await_seller_receive": "203",
    "case.refused": "204",
    "case.success": "206",
    "case.closed": "207",
    "case.changed": "208",
}


def _post(_: World, shop: Shop, messages: Sequence[Message], secret: str) -> Post:
    said = [
        {
            "tag": message.topic,
            "msg_id": message.message_no,
            "data": orjson.dumps(_data(shop, message)).decode(),
        }
        for message in messages
    ]
    body = orjson.dumps(said)
    key = shop.app.key
    headers = {
        "content-type": "application/json",
        "app-id": key,
        "event-sign": event_sign_of(key, body, secret),
    }
    return Post(headers, body)


def _data(shop: Shop, message: Message) -> Row:
    order = shop.book.find(message.external_no)
    data: Row = {
        "p_id": _number(message.external_no),
        "s_ids": [],
        "shop_id": _number(shop.account),
        "biz": 2,
        "order_type": 0,
    }
    if order is not None:
        data |= _of_order(order)
    case = shop.cases.find(message.case_no)
    return data | _of_case(case) if case is not None else data


def _of_order(order: Order) -> Row:
    return {
        "s_ids": [_number(line_number(order, at)) for at in range(len(order.lines))],
        "order_status": int(order.raw_status) if order.raw_status.isdigit() else 0,
        "pay_amount": order.total_minor,
        "pay_time": order.paid_at or 0,
    }


def _of_case(case: Case) -> Row:
    return {
        "aftersale_id": _number(case.case_no),
        "aftersale_status": STATUS[case.status],
        "refund_amount": case.amount_minor,
    }


def _number(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _acknowledged(status: int, body: bytes) -> bool:
    try:
        return status == _OK and orjson.loads(body).get("code") == 0
    except (orjson.JSONDecodeError, AttributeError):
        return False


NOTICES = Notices(topics=_TAGS, post=_post, acknowledged=_acknowledged, most=_AT_ONCE)
