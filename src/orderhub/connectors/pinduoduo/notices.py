"""Pinduoduo's messages (PMC), heard over a WebSocket (channels reference §3.11)."""

from collections.abc import Mapping
from typing import Any

import orjson

from orderhub.connector_kit.contract import ShopSession, Socket, TakeNotices
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import ident, node, text, to_unix_ms, unix_ms_or_none

LINE = "message"
_PERMIT = "pdd.pmc.user.permit"
_BEAT_S = 5.0
_QUIET_S = 8.0
"""A round ends after so long a silence: then the seller is subscribed (again) and the line is
opened anew. Messages wait at the platform meanwhile."""
_TOPICS = ",".join(
    [f"pdd_trade_{name}" for name in ("TradeConfirmed", "TradeSellerShip", "TradeSuccess")]
    + ["pdd_trade_TradeLogisticsAddressChanged"]
    + [f"pdd_refund_{name}" for name in ("RefundCreated", "RefundAgreeAgreement", "RefundClosed")]
)


async def listen(shop: ShopSession, take: TakeNotices) -> None:
    """Hears messages until the line is quiet, each acknowledged once taken."""
    heard = False
    async with shop.listen(LINE, {}) as socket:
        while (frame := await _message(socket)) is not None:
            await take([_notice(frame)])
            await socket.send(orjson.dumps(_acknowledgement(frame)).decode())
            heard = True
    if not heard:
        await shop.write(_PERMIT, {"topics": _TOPICS})


async def _message(socket: Socket) -> dict[str, Any] | None:
    """The next message, None after a silence; the line is kept awake meanwhile."""
    waited = 0.0
    while waited < _QUIET_S:
        beat = {"commandType": "HeartBeat", "time": to_unix_ms(socket.now())}
        await socket.send(orjson.dumps(beat).decode())
        span = min(_BEAT_S, _QUIET_S - waited)
        told = await socket.receive(span)
        if told is None:
            waited += span
            continue
        frame = _decoded(told)
        if frame.get("commandType") == "Common":
            return frame
    return None


def _decoded(told: str) -> dict[str, Any]:
    try:
        return node(orjson.loads(told))
    except orjson.JSONDecodeError:
        return {}


def _notice(frame: Mapping[str, Any]) -> Notice:
    """What cannot be read is a message without a subject: taken and done with, the list tells."""
    message = node(frame.get("message"))
    try:
        about = node(orjson.loads(text(message.get("content")) or "{}"))
    except orjson.JSONDecodeError:
        about = {}
    return Notice(
        message_no=ident(frame["id"]),
        topic=text(message.get("type")),
        external_no=text(about.get("tid") or about.get("order_sn")),
        case_no=text(about.get("refund_id")),
        account_no=text(message.get("mallID")),
        at=unix_ms_or_none(frame.get("time")),
    )


def _acknowledgement(frame: Mapping[str, Any]) -> dict[str, Any]:
    message = node(frame.get("message"))
    return {
        "commandType": "Ack",
        "id": frame["id"],
        "type": message.get("type"),
        "time": frame.get("time"),
        "sendTime": frame.get("sendTime"),
        "mallID": message.get("mallID"),
    }
