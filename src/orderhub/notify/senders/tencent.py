"""Tencent Cloud SMS over HTTP, signed TC3-HMAC-SHA256 (payments-compliance §2.2). Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from orderhub.kernel.errors import OutcomeUnknown
from orderhub.notify.model import Outgoing, Target
from orderhub.notify.senders.sms import Asked, SmsRecord, part, refusal, rows

VERSION = "2021-01-11"
SERVICE = "sms"
JSON = "application/json; charset=utf-8"
REGION = "ap-guangzhou"
STATES = {"SUCCESS": SmsRecord.ARRIVED, "FAIL": SmsRecord.FAILED}


def asked(target: Target, sms: Outgoing, at: datetime) -> Asked:
    """SendSms; parameters by position, in the template's order."""
    document = {
        "PhoneNumberSet": [f"+86{sms.phone}"],
        "SmsSdkAppId": target.options["app_id"],
        "SignName": target.options["sign_name"],
        "TemplateId": sms.template.code,
        "TemplateParamSet": [sms.parameters.get(name, "") for name in sms.template.parameters],
        "SessionContext": sms.reference,
    }
    return _signed(target, "SendSms", document, at)


def accept(document: Mapping[str, Any]) -> str:
    """ "Ok" of the one phone; HTTP 200 comes even when it was refused."""
    answer = _answer(document)
    states = rows(answer, "SendStatusSet")
    if len(states) != 1:
        raise OutcomeUnknown("the answer does not tell of one phone")
    code = str(states[0].get("Code", ""))
    if code != "Ok":
        raise refusal(code, str(states[0].get("Message", "")))
    return code


def asked_record(target: Target, sms: Outgoing, sent_at: datetime, at: datetime) -> Asked:
    """PullSmsSendStatusByPhoneNumber since a minute before it was sent."""
    document = {
        "SmsSdkAppId": target.options["app_id"],
        "PhoneNumber": f"+86{sms.phone}",
        "BeginTime": int(sent_at.timestamp()) - 60,
        "EndTime": int(at.timestamp()),
        "Offset": 0,
        "Limit": 100,
    }
    return _signed(target, "PullSmsSendStatusByPhoneNumber", document, at)


def read_record(document: Mapping[str, Any], reference: str) -> SmsRecord:
    """What the record says of our reference. An account whose record shows no session context
    decides nothing."""
    for row in rows(_answer(document), "PullSmsSendStatusSet"):
        if row.get("SessionContext") == reference:
            return STATES.get(str(row.get("ReportStatus")), SmsRecord.WAITING)
    return SmsRecord.NONE


def _answer(document: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = part(document, "Response")
    if error := part(answer, "Error"):
        raise refusal(str(error.get("Code", "")), str(error.get("Message", "")))
    return answer


def _signed(target: Target, action: str, document: Mapping[str, object], at: datetime) -> Asked:
    body, host = orjson.dumps(document), urlsplit(target.url).netloc
    stamp, day = int(at.timestamp()), at.astimezone(UTC).strftime("%Y-%m-%d")
    head = f"content-type:{JSON}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    names = "content-type;host;x-tc-action"
    canonical = f"POST\n/\n\n{head}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{SERVICE}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"TC3{target.secret}".encode()
    for word in (day, SERVICE, "tc3_request"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    told = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    signature = hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={target.options['key_id']}/{scope}"
    headers = {
        "content-type": JSON,
        "authorization": f"TC3-HMAC-SHA256 {credential}, SignedHeaders={names}, "
        f"Signature={signature}",
        "x-tc-action": action,
        "x-tc-version": VERSION,
        "x-tc-timestamp": str(stamp),
        "x-tc-region": target.options.get("region") or REGION,
    }
    return Asked(f"{target.url.rstrip('/')}/", body, headers)
