"""Pinduoduo's messages over a WebSocket (channel reference, section 3.11)."""

import asyncio
import time

import orjson
from fastapi import WebSocket, WebSocketDisconnect

from orderhub_sandbox.gateway import Call
from orderhub_sandbox.json_text import Row, as_row, read_json
from orderhub_sandbox.notices import Notices, due
from orderhub_sandbox.outbox import Message
from orderhub_sandbox.pinduoduo.params import required, shop_of
from orderhub_sandbox.pinduoduo.refusals import refuse
from orderhub_sandbox.pinduoduo.signature import digest_of
from orderhub_sandbox.shops import Shop
from orderhub_sandbox.world import World

_TRADES = {
    "paid_held": "TradeConfirmed",
    "to_ship": "TradeConfirmed",
    "shipped": "TradeSellerShip",
    "delivered": "TradeSuccess",
    "moved": "TradeLogisticsAddressChanged",
}
_REFUNDS = {
    "requested": "RefundCreated",
    "refunding": "RefundAgreeAgreement",
    "await_buyer_return": "RefundAgreeAgreement",
    "closed": "RefundClosed",
}
NOTICES = Notices(
    topics={f"order.{word}": f"pdd_trade_{topic}" for word, topic in _TRADES.items()}
    | {f"case.{word}": f"pdd_refund_{topic}" for word, topic in _REFUNDS.items()}
)
_AT_ONCE = 100
_LOOK_SECONDS = 0.1
_TOLERANCE_MS = 600_000
_POLICY_VIOLATION = 1008


def permit(_: World, call: Call) -> Row:
    """`pmc.user.permit`: from now on this seller's changes leave messages."""
    topics = {topic for topic in required(call.params, "topics").split(",") if topic}
    if not topics <= set(NOTICES.topics.values()):
        raise refuse("argument_wrong", "topics")
    shop_of(call).outbox.listening = True
    return {"is_success": True}


async def serve_messages(
    world: World, socket: WebSocket, client_id: str, milliseconds: str, digest: str
) -> None:
    """Sends what is due of every seller of the app, until the listener goes away."""
    sellers = [shop for shop in world.shops["pinduoduo"] if shop.app.key == client_id]
    if not sellers or not _is_signed(sellers[0], milliseconds, digest):
        await socket.close(_POLICY_VIOLATION)
        return
    await socket.accept()
    try:
        while True:
            for shop in sellers:
                for message in due(world, shop, _AT_ONCE):
                    await socket.send_text(_frame(shop, message))
            await _hear(socket, sellers)
    except WebSocketDisconnect:
        return


def _is_signed(seller: Shop, milliseconds: str, digest: str) -> bool:
    if not milliseconds.isdigit() or abs(int(milliseconds) - _now_ms()) > _TOLERANCE_MS:
        return False
    return digest == digest_of(seller.app.key, milliseconds, seller.app.secret)


async def _hear(socket: WebSocket, sellers: list[Shop]) -> None:
    """What the listener says within a moment: acknowledgements, failures, heartbeats."""
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            told = as_row(read_json(await socket.receive_text()))
    except (TimeoutError, ValueError):
        return
    kind, number = (told or {}).get("commandType"), str((told or {}).get("id", ""))
    for shop in sellers:
        if kind == "Ack":
            shop.outbox.confirm([number])
        elif kind == "Fail" and number in shop.outbox.given:
            shop.outbox.back([shop.outbox.given[number][0]])


def _frame(shop: Shop, message: Message) -> str:
    about: Row = {"mall_id": int(shop.account), "tid": message.external_no}
    if message.case_no:
        about["refund_id"] = int(message.case_no)
    frame = {
        "id": int(message.message_no),
        "commandType": "Common",
        "time": message.at * 1000,
        "sendTime": _now_ms(),
        "message": {
            "type": message.topic,
            "mallID": int(shop.account),
            "content": orjson.dumps(about).decode(),
        },
    }
    return orjson.dumps(frame).decode()


def _now_ms() -> int:
    return int(time.time() * 1000)
