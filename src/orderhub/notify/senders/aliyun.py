"""Aliyun SMS over HTTP, signed ACS3-HMAC-SHA256 (payments-compliance §2.2). Pure.

Parameters go in the form body, since a query string ends up in the logs of proxies; the option
`place` = `query` puts them there for a gateway that wants it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from orderhub.kernel.errors import OutcomeUnknown
from orderhub.kernel.instants import CHINA
from orderhub.notify.model import Outgoing, Target
from orderhub.notify.senders.sms import Asked, SmsRecord, part, refusal, rows

VERSION = "2017-05-25"
FORM = "application/x-www-form-urlencoded"
STATES = {"1": SmsRecord.WAITING, "2": SmsRecord.FAILED, "3": SmsRecord.ARRIVED}


def asked(target: Target, sms: Outgoing, at: datetime, nonce: str) -> Asked:
    """SendSms."""
    values = {
        "PhoneNumbers": sms.phone,
        "SignName": target.options["sign_name"],
        "TemplateCode": sms.template.code,
        "TemplateParam": orjson.dumps(dict(sms.parameters)).decode(),
        "OutId": sms.reference,
    }
    return signed(target, "SendSms", values, (at, nonce))


def accept(document: Mapping[str, Any]) -> str:
    """ "OK"; a ConnectorError otherwise."""
    code = document.get("Code")
    if not isinstance(code, str):
        raise OutcomeUnknown("the answer has no code")
    if code != "OK":
        raise refusal(code, str(document.get("Message", "")))
    return code


def asked_record(
    target: Target, sms: Outgoing, sent_at: datetime, times: tuple[datetime, str]
) -> Asked:
    """QuerySendDetails of the phone on the day it was sent."""
    values = {
        "PhoneNumber": sms.phone,
        "SendDate": sent_at.astimezone(CHINA).strftime("%Y%m%d"),
        "PageSize": "50",
        "CurrentPage": "1",
    }
    return signed(target, "QuerySendDetails", values, times)


def read_record(document: Mapping[str, Any], reference: str) -> SmsRecord:
    """What the record says of our reference; a ConnectorError when it is not told."""
    accept(document)
    for row in rows(part(document, "SmsSendDetailDTOs"), "SmsSendDetailDTO"):
        if row.get("OutId") == reference:
            return STATES.get(str(row.get("SendStatus")), SmsRecord.WAITING)
    return SmsRecord.NONE


def signed(
    target: Target, action: str, values: Mapping[str, str], times: tuple[datetime, str]
) -> Asked:
    """Any call of the API; `times`: now, and a nonce."""
    form = "&".join(f"{_quoted(name)}={_quoted(values[name])}" for name in sorted(values))
    in_query = target.options.get("place") == "query"
    query, body = (form, b"") if in_query else ("", form.encode())
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        "host": urlsplit(target.url).netloc,
        "x-acs-action": action,
        "x-acs-content-sha256": digest,
        "x-acs-date": times[0].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": times[1],
        "x-acs-version": VERSION,
    }
    if body:
        headers["content-type"] = FORM
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{digest}"
    told = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(target.secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={target.options['key_id']},SignedHeaders={names}"
    headers["authorization"] = f"ACS3-HMAC-SHA256 {credential},Signature={signature}"
    address = f"{target.url.rstrip('/')}/"
    return Asked(f"{address}?{query}" if query else address, body, headers)


def _quoted(value: str) -> str:
    return quote(value, safe="-_.~")
