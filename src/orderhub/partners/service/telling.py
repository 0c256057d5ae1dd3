"""What the owners of an endpoint hear: broken, well again, paused by itself, deliveries dead."""

from datetime import datetime

from orderhub.notify.facade import Message, Severity
from orderhub.partners.model.deliveries import Begun
from orderhub.partners.model.endpoints import EndpointReason, EndpointState, Standing

LINK = "/partners"
Where = tuple[int, str]
PAUSED = {
    EndpointReason.GONE: (
        "接收方返回 410，推送已暂停；积压的推送已保留。请与接收方确认后恢复。",
        "The receiver answered 410, so deliveries are paused and kept. Ask it, then resume.",
    ),
    EndpointReason.SILENT: (
        "连续五天没有成功，推送已暂停；积压的推送已保留。请修复后恢复。",
        "Nothing got through for five days, so deliveries are paused and kept. Mend, then resume.",
    ),
}


def standing_notices(
    where: Where, before: Standing, after: Standing, now: datetime
) -> list[Message]:
    """What is to be told when an endpoint stands otherwise than before."""
    if before.state is after.state:
        return []
    endpoint_id, name = where
    if after.state is EndpointState.BROKEN:
        return [
            Message(
                key=_key(endpoint_id, after.broken_since),
                severity=Severity.WARNING,
                title_zh=f"Webhook 推送失败：{name}",
                title_en=f"Webhook deliveries fail: {name}",
                body_zh=f"连续 {after.failures} 次失败，已熔断并定时探测；推送排队等待，不会丢失。",
                body_en=f"{after.failures} failures in a row. Probes go on; nothing is lost.",
                link=LINK,
            )
        ]
    if after.state is EndpointState.PAUSED and after.reason is not None:
        zh, en = PAUSED[after.reason]
        return [
            Message(
                key=f"partner:{endpoint_id}:paused:{now.isoformat()}",
                severity=Severity.WARNING,
                title_zh=f"Webhook 推送已暂停：{name}",
                title_en=f"Webhook deliveries paused: {name}",
                body_zh=zh,
                body_en=en,
                link=LINK,
            )
        ]
    opened = _key(endpoint_id, before.broken_since)
    return [
        Message(
            key=f"{opened}:over",
            severity=Severity.INFO,
            title_zh=f"Webhook 推送已恢复：{name}",
            title_en=f"Webhook deliveries go again: {name}",
            link=LINK,
            ends=opened,
        )
    ]


def dead_notice(where: Where, begun: Begun, code: str, now: datetime) -> Message:
    """Once a day for an endpoint, however many die."""
    endpoint_id, name = where
    return Message(
        key=f"partner:{endpoint_id}:dead:{now:%Y-%m-%d}",
        severity=Severity.WARNING,
        title_zh=f"Webhook 推送未能送达：{name}",
        title_en=f"A webhook delivery was given up: {name}",
        body_zh=f"{begun.topic}（{begun.key}）最后一次结果 {code}；30 天内可以重放。",
        body_en=f"{begun.topic} ({begun.key}), at last {code}. Replay it within 30 days.",
        link=f"{LINK}?pane=deliveries&state=dead&endpoint={endpoint_id}",
    )


def _key(endpoint_id: int, since: datetime | None) -> str:
    return f"partner:{endpoint_id}:broken:{since.isoformat() if since else ''}"
