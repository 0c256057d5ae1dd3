"""The one door of the SMS providers: send one, ask what became of one."""

from datetime import datetime
from typing import Any, cast

import orjson

from orderhub.infra.ids import new_id
from orderhub.kernel.errors import OutcomeUnknown
from orderhub.notify.model import EndpointKind, Outgoing, Target
from orderhub.notify.senders import aliyun, tencent
from orderhub.notify.senders.posting import Poster, accept_spoken
from orderhub.notify.senders.sms import Asked, SmsRecord


async def send_sms(poster: Poster, target: Target, sms: Outgoing, at: datetime) -> str:
    """The provider's code of success; a ConnectorError when refused, limited or unknown."""
    if target.kind is EndpointKind.ALIYUN_SMS:
        return aliyun.accept(await _post(poster, aliyun.asked(target, sms, at, new_id())))
    return tencent.accept(await _post(poster, tencent.asked(target, sms, at)))


async def ask_sms(
    poster: Poster, target: Target, sms: Outgoing, sent_at: datetime, at: datetime
) -> SmsRecord:
    """What the provider's record says of it; a ConnectorError when it cannot be asked."""
    if target.kind is EndpointKind.ALIYUN_SMS:
        call = aliyun.asked_record(target, sms, sent_at, (at, new_id()))
        return aliyun.read_record(await _post(poster, call), sms.reference)
    call = tencent.asked_record(target, sms, sent_at, at)
    return tencent.read_record(await _post(poster, call), sms.reference)


async def _post(poster: Poster, call: Asked) -> dict[str, Any]:
    answer = await poster.post(call.address, call.body, call.headers, accept_spoken)
    try:
        told: object = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise OutcomeUnknown("the answer is not JSON") from None
    if not isinstance(told, dict):
        raise OutcomeUnknown("the answer is no JSON object")
    return cast("dict[str, Any]", told)
