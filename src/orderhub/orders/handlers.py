"""What orders hear on the bus: of stock and goods, and of exceptions that nobody dealt with."""

from collections.abc import Callable
from datetime import datetime

from orderhub.infra.bus import Message as News
from orderhub.infra.db import Tx
from orderhub.notify.facade import Message, Severity, tell
from orderhub.orders.events import ESCALATED
from orderhub.orders.model import ExceptionKind
from orderhub.orders.queries.desk import ids_of
from orderhub.orders.service.absorb import look_at_stock
from orderhub.orders.service.remapping import plan_remapping
from orderhub.orders.service.reports import Report, clear_exceptions, raise_exceptions
from orderhub.stock import events
from orderhub.stock.facade import unmapped_of

TOPICS = frozenset({events.FILLED, events.MAPPED})
GOODS = frozenset({events.UNMAPPED, events.MAPPED})
REMAPPED = frozenset({events.REMAPPED})
ESCALATIONS = frozenset({ESCALATED})
KINDS = {
    "bad_address": ("地址异常", "bad address"),
    "no_stock": ("缺货", "no stock"),
    "unknown_goods": ("未知商品", "unknown goods"),
    "amount_mismatch": ("金额不符", "amounts that do not add up"),
    "risk": ("风险订单", "risk"),
    "refund_open": ("退款中", "an open refund"),
    "manual": ("人工异常", "marked by hand"),
    "address_changed": ("地址变更过晚", "an address changed too late"),
    "parcel_trouble": ("物流异常", "a parcel in trouble"),
    "split_stale": ("拆单需重排", "a split that no longer fits"),
    "recipient_hidden": ("收件人不可见", "a hidden recipient"),
    "unknown_status": ("状态未知", "unknown status"),
}
URGENT_FROM = 2


async def tell_escalated(news: News, tx: Tx, now: Callable[[], datetime]) -> None:
    """Those on call hear whose it is and since when; from the second level at any hour."""
    data = news.data
    zh, en = KINDS[data["kind"]]
    urgent = data["level"] >= URGENT_FROM
    message = Message(
        key=f"exception:{data['id']}:{news.version}",
        severity=Severity.URGENT if urgent else Severity.WARNING,
        title_zh=f"异常超时未处理：{data['number']} {zh}",
        title_en=f"Exception overdue: {data['number']}, {en}",
        body_zh=(
            f"发现于 {data['raised_at'][:16]} UTC，负责人 {data['owner']}，升级至 {data['to']}。"
        ),
        body_en=f"Since {data['raised_at'][:16]} UTC, with {data['owner']}, now for {data['to']}.",
        link=f"/exceptions?number={data['number']}",
        shop_ids=(data["shop_id"],),
    )
    await tell(tx, message, now())


async def stock_moved(message: News, tx: Tx, now: Callable[[], datetime]) -> None:
    """Flag the orders it names as short, or no more, as stock stands now. Safe to hear twice."""
    await look_at_stock(tx, message.data["order_ids"], now())


async def goods_remapped(news: News, tx: Tx, now: Callable[[], datetime]) -> None:
    """Plan that open orders take the SKU that their listing is from now on."""
    await plan_remapping(tx, dict(news.data), now())


async def goods_known(news: News, tx: Tx) -> None:
    """Goods that are no SKU of ours stop their orders until they are; the later word counts."""
    if news.topic == events.UNMAPPED:
        ids = (await ids_of(tx, news.data["numbers"], None)).values()
        reports = [Report(order_id, ExceptionKind.UNKNOWN_GOODS) for order_id in sorted(ids)]
        await raise_exceptions(tx, "stock", reports, news.occurred_at)
    else:
        named: list[int] = news.data["order_ids"]
        left = await unmapped_of(tx, named)
        known = [Report(o, ExceptionKind.UNKNOWN_GOODS) for o in named if o not in left]
        await clear_exceptions(tx, "stock", known, news.occurred_at)
