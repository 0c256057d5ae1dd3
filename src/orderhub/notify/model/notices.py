"""Endpoints, on-call duties, quiet hours, messages and their deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EndpointKind(StrEnum):
    """What carries a message to a person."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"
    WEBHOOK = "webhook"
    EMAIL = "email"
    ALIYUN_SMS = "aliyun_sms"
    TENCENT_SMS = "tencent_sms"


SMS_KINDS = (EndpointKind.ALIYUN_SMS, EndpointKind.TENCENT_SMS)


class Severity(StrEnum):
    """`urgent` passes quiet hours."""

    INFO = "info"
    WARNING = "warning"
    URGENT = "urgent"


class DeliveryState(StrEnum):
    """`unknown`: it left and no clear answer came, so it is never repeated. `digested`: one of a
    flood, told in a digest."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DIGESTED = "digested"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A named endpoint as people see it; its address and secret stay sealed."""

    id: int
    name: str
    kind: EndpointKind


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint in clear, for one call. `options`: what its kind needs besides."""

    kind: EndpointKind
    url: str = field(repr=False)
    secret: str = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is told, by what, from which severity. Empty `shop_ids` and `channels` are all of them;
    weekdays 1 (Monday) to 7; minutes of the day in China, equal ones are the whole day."""

    person: str
    endpoint_id: int
    severity: Severity = Severity.WARNING
    shop_ids: Sequence[int] = ()
    channels: Sequence[str] = ()
    weekdays: Sequence[int] = (1, 2, 3, 4, 5, 6, 7)
    from_minute: int = 0
    until_minute: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """Minutes of the day in China between which only urgent messages go; equal ones: never."""

    from_minute: int = 0
    until_minute: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`key` names the message for ever. `ends`: the key of the message whose matter is over; it
    goes to those who were told that one. Texts hold no personal data. `about`: what a program
    that gets it by a webhook reads besides."""

    key: str
    severity: Severity
    title_zh: str
    title_en: str
    body_zh: str = ""
    body_en: str = ""
    link: str = ""
    shop_ids: Sequence[int] = ()
    channel: str = ""
    ends: str = ""
    about: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way to one person; `code` is the provider's last answer."""

    id: int
    message_key: str
    person: str
    endpoint: str
    title_zh: str
    title_en: str
    severity: Severity
    state: DeliveryState
    tries: int
    code: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None
