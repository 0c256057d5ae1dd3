"""The one door of the senders: a message to a target, whatever its kind."""

from datetime import datetime
from typing import Any, cast

import orjson

from orderhub.infra.ids import new_id
from orderhub.kernel.errors import ChannelRefused, OutcomeUnknown
from orderhub.kernel.instants import CHINA
from orderhub.notify.model import (
    SMS_KINDS,
    EndpointKind,
    Message,
    Outgoing,
    Target,
    Template,
    TemplateState,
)
from orderhub.notify.senders import bots, webhook
from orderhub.notify.senders.mail import send_mail
from orderhub.notify.senders.posting import Poster
from orderhub.notify.senders.texting import send_sms

NOT_APPROVED = "template_not_approved"
NO_PHONE = "no_phone"
TITLE_CHARS = 35


async def send_message(
    poster: Poster, target: Target, message: Message, at: datetime, alarm: Template | None = None
) -> str:
    """The provider's code of success; a ConnectorError when refused, limited or unknown. `alarm`:
    the template with which an SMS endpoint tells people on call."""
    if target.kind is EndpointKind.EMAIL:
        return await send_mail(poster, target, message, at)
    if target.kind in SMS_KINDS:
        return await send_sms(poster, target, _alarm(target, message, at, alarm), at)
    if target.kind is EndpointKind.WEBHOOK:
        body = orjson.dumps(_document(message, at))
        secrets = [target.secret] if target.secret else []
        await poster.post(target.url, body, webhook.signed(secrets, message.key, body, at))
        return "http:2xx"
    address, document = bots.asked(target, message, at)
    answer = await poster.post(address, orjson.dumps(document), {})
    try:
        told: object = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise OutcomeUnknown("the answer is not JSON") from None
    if not isinstance(told, dict):
        raise OutcomeUnknown("the answer is no JSON object")
    return bots.accept(cast("dict[str, Any]", told))


def _alarm(target: Target, message: Message, at: datetime, alarm: Template | None) -> Outgoing:
    if alarm is None or alarm.state is not TemplateState.APPROVED:
        raise ChannelRefused("the template is not approved", channel_code=NOT_APPROVED)
    phone = target.options.get("to", "")
    if not phone:
        raise ChannelRefused("the endpoint names no phone", channel_code=NO_PHONE)
    known = {
        "title": message.title_zh[:TITLE_CHARS],
        "severity": str(message.severity),
        "time": at.astimezone(CHINA).strftime("%m-%d %H:%M"),
    }
    parameters = {name: known[name] for name in alarm.parameters}
    return Outgoing(phone=phone, template=alarm, parameters=parameters, reference=new_id())


def _document(message: Message, at: datetime) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": message.key,
        "severity": message.severity,
        "title": {"zh": message.title_zh, "en": message.title_en},
        "body": {"zh": message.body_zh, "en": message.body_en},
        "link": message.link,
        "shop_ids": list(message.shop_ids),
        "ends": message.ends,
    }
    if message.about:
        data["about"] = dict(message.about)
    return {"type": "notify.message", "timestamp": at.isoformat(), "data": data}
