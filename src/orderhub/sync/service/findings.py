"""What checks notice about a shop becomes an incident, and is over when they notice it no more."""

from collections.abc import Collection
from datetime import datetime

from orderhub.channels.facade import Shop
from orderhub.connector_kit.causes import Words
from orderhub.health.facade import Finding, open_incident, resolve_told
from orderhub.infra.db import Tx
from orderhub.sync.model import Check, FindingKind

LOOK = Words(
    "在平台后台看同一小时的订单：若平台有单，请检查授权范围和接口权限；若确实少了，可直接关闭。",
    "Look at the same hour on the platform: if it has the orders, check scopes and permissions of"
    " the app; if there were few, resolve this.",
)
WORDS: dict[FindingKind, tuple[Words, Words]] = {
    FindingKind.VOLUME_FELL: (
        Words("平台返回的订单数骤降", "Far fewer orders listed than at this hour of past days"),
        LOOK,
    ),
    FindingKind.PEOPLE_VANISHED: (
        Words("订单里的收件人信息消失了", "Orders come without their recipients"),
        Words(
            "多半是失去了隐私数据权限：在开放平台检查应用的权限包，恢复后重新核对当天。",
            "The app has probably lost its permission for personal data: check it at the platform,"
            " then check the day again.",
        ),
    ),
    FindingKind.AMOUNTS_VANISHED: (
        Words("订单里的金额消失了", "Orders come without their amounts"),
        Words(
            "平台可能改了字段或收回了权限：看原始报文，再联系平台。",
            "The platform may have changed fields or taken back a permission: see a raw payload.",
        ),
    ),
}


async def tell(
    tx: Tx, shop: Shop, check: Check, found: Collection[FindingKind], now: datetime
) -> None:
    """One incident of the shop for each kind of finding; those not found any more are over."""
    subject = f"shop:{shop.id}"
    for kind, words in WORDS.items():
        if kind not in found:
            await resolve_told(tx, kind, subject, now)
            continue
        finding = Finding(
            cause=kind,
            subject=subject,
            shop_ids=[int(shop.id)],
            at=now,
            channel=shop.channel,
            told=True,
            code=kind,
            detail=f"{check.window_from:%m-%d %H:%M}Z: {check.channel_count}",
            first_failed_at=check.window_from,
            words=words,
        )
        await open_incident(tx, finding, now)
