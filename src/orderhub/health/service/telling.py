"""An incident in words: what people read on the screen, in the log, and in a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orderhub.channels.facade import Shop, connector_of
from orderhub.connector_kit.causes import Cause, Words
from orderhub.health.decide.book import explain
from orderhub.health.decide.causes import KNOWN
from orderhub.health.decide.peers import BOOKS as PEER_BOOKS
from orderhub.health.model.causes import CauseName
from orderhub.health.model.incident import Incident, IncidentState
from orderhub.kernel.errors import ConfigError
from orderhub.kernel.instants import CHINA
from orderhub.kernel.types import ChannelCode
from orderhub.notify.facade import Message, Severity


@dataclass(frozen=True, slots=True)
class Told:
    """`title` and `remedy` for people; `heals` whether they may just wait. No personal data."""

    title: Words
    what: Words
    remedy: Words
    heals: bool


def tell(incident: Incident) -> Told:
    """The message of an incident as it stands: begun, come back, or over. The one place that puts
    an incident into words; a sender needs nothing else."""
    what, remedy, heals = _words(incident)
    label = incident.peer_name or _label(incident.channel)
    return Told(title=_title(incident, label, what), what=what, remedy=remedy, heals=heals)


def _words(incident: Incident) -> tuple[Words, Words, bool]:
    if incident.words is not None:
        said = incident.words
        return Words(**said["what"]), Words(**said["remedy"]), False
    known = KNOWN.get(incident.cause, KNOWN[CauseName.OTHER])
    found = explain(book_of(incident.channel), incident.code, incident.channel_code)
    if found.name == incident.cause:
        return found.what, found.remedy, found.heals
    return known.what, known.remedy, known.heals


def book_of(channel: str) -> Mapping[str, Cause]:
    """The part of the error book that a channel, or a kind of peers, has of its own."""
    if channel in PEER_BOOKS:
        return PEER_BOOKS[channel]
    try:
        return connector_of(ChannelCode(channel)).causes
    except ConfigError:
        return {}


def _label(channel: str) -> str:
    try:
        return connector_of(ChannelCode(channel)).label
    except ConfigError:
        return channel


def _title(incident: Incident, label: str, what: Words) -> Words:
    head = f"{label} · " if label else ""
    n = len(incident.shop_ids)
    if incident.state is IncidentState.RESOLVED and incident.took is not None:
        minutes = max(1, round(incident.took.total_seconds() / 60))
        return Words(
            f"已恢复：{head}{what.zh}（历时 {minutes} 分钟）",
            f"Over: {head}{what.en} (took {minutes} min)",
        )
    again = incident.reopened > 0
    return Words(
        f"{'再次出现：' if again else ''}{head}{what.zh}（{n} 家店铺）",
        f"{'Again: ' if again else ''}{head}{what.en} ({n} {'shop' if n == 1 else 'shops'})",
    )


def notice_of(incident: Incident, console: str, *, over: bool) -> Message:
    """What people are sent: one message each time it opens or comes back, one when it is over.
    What may heal alone is a warning, what needs a person is urgent. `console`: where people open
    it, "" when it is not known."""
    told = tell(incident)
    opened = f"incident:{incident.id}:{incident.reopened}"
    return Message(
        key=f"{opened}:over" if over else opened,
        ends=opened if over else "",
        severity=Severity.WARNING if told.heals or over else Severity.URGENT,
        title_zh=told.title.zh,
        title_en=told.title.en,
        body_zh="" if over else told.remedy.zh,
        body_en="" if over else told.remedy.en,
        link=f"{console}/incidents?incident={incident.id}" if console else "",
        shop_ids=incident.shop_ids,
        channel=incident.channel,
    )


def ending_of(shop: Shop, ends_at: datetime, days: int, console: str) -> Message:
    """What people are sent 14, 7 and 1 days before a shop's authorisation ends; urgent on the last
    day. The link leads to where it is renewed."""
    local = ends_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return Message(
        key=f"authorisation:{shop.id}:{ends_at.isoformat()}:{days}",
        severity=Severity.URGENT if days <= 1 else Severity.WARNING,
        title_zh=f"店铺授权 {days} 天后到期：{shop.name}",
        title_en=f"Authorisation ends in {days} {'day' if days == 1 else 'days'}: {shop.name}",
        body_zh=f"北京时间 {local} 到期，到期后不再收到订单；请店主在店铺页重新授权。",
        body_en=f"It ends at {local} China time; no orders come in after that. "
        "Let the seller renew it on the shop's page.",
        link=f"{console}/shops?shop={shop.id}" if console else "",
        shop_ids=(shop.id,),
        channel=shop.channel,
    )
