"""TOP's messages, asked for over REST (channel reference, section 1.11)."""

import orjson

from orderhub_sandbox.clock import local_text
from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row
from orderhub_sandbox.notices import Notices, due
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.taobao.params import required, shop_of
from orderhub_sandbox.taobao.refusals import refuse
from orderhub_sandbox.world import World

_TRADES = {
    "pending_payment": "TradeCreate",
    "paid_held": "TradeBuyerPay",
    "to_ship": "TradeBuyerPay",
    "partially_shipped": "TradePartlySellerShip",
    "shipped": "TradeSellerShip",
    "delivered": "TradeChanged",
    "completed": "TradeSuccess",
    "cancelled": "TradeClose",
    "closed_refunded": "TradeClose",
    "noted": "TradeMemoModified",
    "moved": "TradeLogisticsAddressChanged",
    "changed": "TradeChanged",
}
_REFUNDS = {
    "requested": "RefundCreated",
    "await_buyer_return": "RefundSellerAgreeAgreement",
    "await_seller_receive": "RefundBuyerReturnGoods",
    "refunding": "RefundSellerAgreeAgreement",
    "refused": "RefundSellerRefuseAgreement",
    "success": "RefundSuccess",
    "closed": "RefundClosed",
    "changed": "RefundBuyerModifyAgreement",
}
NOTICES = Notices(
    topics={f"order.{word}": f"taobao_trade_{topic}" for word, topic in _TRADES.items()}
    | {f"case.{word}": f"taobao_refund_{topic}" for word, topic in _REFUNDS.items()}
)
_FEWEST, _MOST = 10, 200


def permit(_: World, call: Call) -> Row:
    """`tmc.user.permit`: from now on this seller's changes leave messages."""
    topics = {topic for topic in call.params.get("topics", "").split(",") if topic}
    if not topics <= set(NOTICES.topics.values()):
        raise refuse("argument_wrong", "topics")
    shop_of(call).outbox.listening = True
    return {"is_success": True}


def consume(world: World, call: Call) -> Row:
    """`tmc.messages.consume`: 10 to 200 messages of every seller of the app."""
    required(call.params, "group_name")
    quantity = required(call.params, "quantity")
    if not quantity.isdigit() or not _FEWEST <= int(quantity) <= _MOST:
        raise refuse("argument_wrong", "quantity")
    rows: list[Row] = []
    for shop in _sellers(world, call):
        if len(rows) < int(quantity):
            messages = due(world, shop, int(quantity) - len(rows))
            rows += [_row(shop, message) for message in messages]
    return {"messages": {"tmc_message": rows}} if rows else {}


def confirm(world: World, call: Call) -> Row:
    """`tmc.messages.confirm`: at most 200 message numbers."""
    required(call.params, "group_name")
    numbers = required(call.params, "s_message_ids").split(",")
    if len(numbers) > _MOST:
        raise refuse("argument_wrong", "s_message_ids")
    for shop in _sellers(world, call):
        shop.outbox.confirm(numbers)
    return {"is_success": True}


def user_no(shop: Shop) -> str:
    """The seller's number, as his authorisation and his messages have it."""
    return str(2_200_000_000 + shop.index)


def _sellers(world: World, call: Call) -> list[Shop]:
    return [shop for shop in world.shops["taobao"] if shop.app.key == call.place.app_key]


def _row(shop: Shop, message: Message) -> Row:
    about: Row = {"tid": int(message.external_no), "seller_nick": shop.account}
    if message.case_no:
        about["refund_id"] = int(message.case_no)
    return {
        "id": int(message.message_no),
        "topic": message.topic,
        "content": orjson.dumps(about).decode(),
        "pub_time": local_text(message.at),
        "pub_app_key": "12497914",
        "user_id": int(user_no(shop)),
        "user_nick": shop.account,
    }
