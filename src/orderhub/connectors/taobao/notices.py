"""TOP's messages (TMC), consumed and confirmed over REST (channels reference §1.11)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import orjson

from orderhub.connector_kit.contract import ShopSession, TakeNotices
from orderhub.connector_kit.notices import Notice
from orderhub.connector_kit.readers import beijing, ident, node, rows_of, text
from orderhub.connectors.taobao.errors import response_node
from orderhub.kernel.errors import ChannelRefused, ContractViolation, ScopeMissing

_PERMIT = "taobao.tmc.user.permit"
_CONSUME = "taobao.tmc.messages.consume"
_CONFIRM = "taobao.tmc.messages.confirm"
_GROUP = "default"
_AT_ONCE = 100
_TRADES = (
    "TradeCreate,TradeBuyerPay,TradeSellerShip,TradePartlySellerShip,TradeSuccess,TradeClose,"
    "TradeChanged,TradeMemoModified,TradeLogisticsAddressChanged"
)
_REFUNDS = (
    "RefundCreated,RefundSellerAgreeAgreement,RefundSellerRefuseAgreement,"
    "RefundBuyerModifyAgreement,RefundBuyerReturnGoods,RefundSuccess,RefundClosed"
)
_TOPICS = ",".join(
    [f"taobao_trade_{name}" for name in _TRADES.split(",")]
    + [f"taobao_refund_{name}" for name in _REFUNDS.split(",")]
)


async def subscribe(shop: ShopSession) -> None:
    """This seller's messages begin; done again it changes nothing. An app that may not have
    messages is polled all the same."""
    with suppress(ScopeMissing, ChannelRefused):
        await shop.read(_PERMIT, {"topics": _TOPICS})


async def listen(shop: ShopSession, take: TakeNotices) -> None:
    """One round: at most a hundred messages of all sellers of the app, confirmed once taken."""
    answer = await shop.read(_CONSUME, {"group_name": _GROUP, "quantity": _AT_ONCE})
    response = node(answer.document.get(response_node(_CONSUME)))
    rows = rows_of(response.get("messages"), "tmc_message")
    if not rows:
        return
    notices = [_notice(row) for row in rows]
    await take(notices)
    numbers = dict.fromkeys(notice.message_no for notice in notices)
    await shop.write(_CONFIRM, {"group_name": _GROUP, "s_message_ids": ",".join(numbers)})


def _notice(row: Mapping[str, Any]) -> Notice:
    try:
        about = node(orjson.loads(text(row.get("content")) or "{}"))
        return Notice(
            message_no=ident(row["id"]),
            topic=ident(row["topic"]),
            external_no=text(about.get("tid")),
            case_no=text(about.get("refund_id")),
            account_no=text(row.get("user_id")),
            at=beijing(row["pub_time"]),
        )
    except (KeyError, TypeError, ValueError):
        raise ContractViolation("a message cannot be read", field="tmc_message") from None
