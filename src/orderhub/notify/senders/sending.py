"""The one door of the senders: a message to a target, whatever its kind."""

from datetime import datetime
from typing import Any, cast

import orjson

from orderhub.kernel.errors import OutcomeUnknown
from orderhub.notify.model import EndpointKind, Message, Target
from orderhub.notify.senders import bots, webhook
from orderhub.notify.senders.posting import Poster


async def send_message(poster: Poster, target: Target, message: Message, at: datetime) -> str:
    """The provider's code of success; a ConnectorError when refused, limited or unknown."""
    if target.kind is EndpointKind.WEBHOOK:
        body = orjson.dumps(_document(message, at))
        await poster.post(target.url, body, webhook.signed(target.secret, message.key, body, at))
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


def _document(message: Message, at: datetime) -> dict[str, Any]:
    data = {
        "key": message.key,
        "severity": message.severity,
        "title": {"zh": message.title_zh, "en": message.title_en},
        "body": {"zh": message.body_zh, "en": message.body_en},
        "link": message.link,
        "shop_ids": list(message.shop_ids),
        "ends": message.ends,
    }
    return {"type": "notify.message", "timestamp": at.isoformat(), "data": data}
