"""SMS gateways of Aliyun and Tencent: signatures, templates, limits and records of sending, from
payments-compliance §2.2."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

KEY_ID = "sandbox-key"
SECRET = "sandbox-sms-secret"  # noqa: S105 - of the sandbox's own gateways
APP_ID = "1400006666"
SIGN_NAME = "示例商店"
TEMPLATES = {"SMS_100001", "SMS_100002", "2000001", "2000002"}
ALIYUN_PER_DAY = 50
SKEW = 900
PHONE_DIGITS = 11


@dataclass(slots=True)
class SmsBook:
    """What each gateway took on: (gateway, phone) → rows, oldest first. `fates`: the next rows'
    status in the record instead of arrival. `silent`: gateways whose next answer gets lost."""

    rows: dict[tuple[str, str], list[dict[str, Any]]] = field(
        default_factory=dict[tuple[str, str], list[dict[str, Any]]]
    )
    fates: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    silent: set[str] = field(default_factory=set[str])

    def clear(self) -> None:
        """As after the start."""
        self.rows.clear()
        self.fates.clear()
        self.silent.clear()

    def keep(self, gateway: str, phone: str, row: dict[str, Any]) -> None:
        """One SMS that was taken on, with what becomes of it."""
        waiting = self.fates.get(gateway)
        fate = waiting.pop(0) if waiting else "arrived"
        self.rows.setdefault((gateway, phone), []).append({**row, "fate": fate})

    def of(self, gateway: str, phone: str) -> list[dict[str, Any]]:
        """All that the phone got by it."""
        return self.rows.get((gateway, phone), [])


def aliyun_fault(headers: dict[str, str], query: str, body: bytes, now: int) -> str | None:
    """The gateway's code for a call whose ACS3 signature does not hold."""
    fields = _fields(headers.get("authorization", ""), "ACS3-HMAC-SHA256 ")
    if fields.get("Credential") != KEY_ID:
        return "InvalidAccessKeyId.NotFound"
    try:
        stamp = datetime.strptime(headers.get("x-acs-date", ""), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return "InvalidTimeStamp.Format"
    if abs(stamp.timestamp() - now) > SKEW:
        return "InvalidTimeStamp.Expired"
    names = fields.get("SignedHeaders", "").split(";")
    digest = hashlib.sha256(body).hexdigest()
    needed = {"host", "x-acs-action", "x-acs-date", "x-acs-version", "x-acs-content-sha256"}
    if not needed <= set(names) or headers.get("x-acs-content-sha256") != digest:
        return "SignatureDoesNotMatch"
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names)
    canonical = f"POST\n/\n{query}\n{lines}\n{';'.join(names)}\n{digest}"
    told = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(SECRET.encode(), told.encode(), hashlib.sha256).hexdigest()
    holds = hmac.compare_digest(expected, fields.get("Signature", ""))
    return None if holds else "SignatureDoesNotMatch"


def tencent_fault(headers: dict[str, str], body: bytes, now: int) -> str | None:
    """The gateway's code for a call whose TC3 signature does not hold."""
    fields = _fields(headers.get("authorization", ""), "TC3-HMAC-SHA256 ")
    key_id, _, scope = fields.get("Credential", "").partition("/")
    if key_id != KEY_ID:
        return "AuthFailure.SecretIdNotFound"
    stamp = headers.get("x-tc-timestamp", "")
    if not stamp.isdecimal() or abs(int(stamp) - now) > SKEW:
        return "AuthFailure.SignatureExpire"
    names = fields.get("SignedHeaders", "")
    lines = "".join(f"{name}:{headers.get(name, '').lower()}\n" for name in names.split(";"))
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    day = datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d")
    key = f"TC3{SECRET}".encode()
    for word in (day, "sms", "tc3_request"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    told = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{digest}"
    expected = hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
    holds = hmac.compare_digest(expected, fields.get("Signature", ""))
    holds = holds and scope == f"{day}/sms/tc3_request" and "host" in names
    return None if holds else "AuthFailure.SignatureFailure"


def aliyun_answer(book: SmsBook, action: str, asked: dict[str, str], now: int) -> dict[str, Any]:
    """SendSms and QuerySendDetails; refusals are HTTP 200 with a code."""
    phone = asked.get("PhoneNumbers", asked.get("PhoneNumber", ""))
    rows = book.of("aliyun_sms", phone)
    if action == "QuerySendDetails":
        status = {"waiting": 1, "failed": 2, "arrived": 3}
        found = [
            {"OutId": row["reference"], "SendStatus": status[row["fate"]], "PhoneNum": phone}
            for row in rows
        ]
        total = {"TotalCount": len(found), "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}
        return {"Code": "OK", "Message": "OK", "RequestId": "sandbox", **total}
    if (code := _aliyun_refusal(asked, phone)) is not None:
        return {"Code": code, "Message": code, "RequestId": "sandbox"}
    template = asked["TemplateCode"]
    lately = [row for row in rows if row["template"] == template and row["at"] > now - 86400]
    if len(lately) >= ALIYUN_PER_DAY:
        words = f"触发天级流控Permits:{ALIYUN_PER_DAY}"
        return {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": words, "RequestId": "sandbox"}
    parameters = json.loads(asked.get("TemplateParam", "{}"))
    row = {"reference": asked.get("OutId", ""), "template": template, "at": now}
    book.keep("aliyun_sms", phone, {**row, "parameters": parameters})
    return {"Code": "OK", "Message": "OK", "BizId": f"{now}^0", "RequestId": "sandbox"}


def tencent_answer(book: SmsBook, action: str, asked: dict[str, Any], now: int) -> dict[str, Any]:
    """SendSms and PullSmsSendStatusByPhoneNumber; each phone has a code of its own."""
    if asked.get("SmsSdkAppId") != APP_ID:
        return tencent_error("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
    if action == "PullSmsSendStatusByPhoneNumber":
        states = {"arrived": "SUCCESS", "failed": "FAIL"}
        phone = str(asked.get("PhoneNumber", ""))
        found = [
            {"SessionContext": row["reference"], "ReportStatus": states[row["fate"]]}
            for row in book.of("tencent_sms", phone)
            if row["fate"] in states  # a status is there once the carrier told
        ]
        return {"Response": {"PullSmsSendStatusSet": found, "RequestId": "sandbox"}}
    phones = asked.get("PhoneNumberSet", [])
    return {
        "Response": {
            "SendStatusSet": [_tencent_sent(book, phone, asked, now) for phone in phones],
            "RequestId": "sandbox",
        }
    }


def form(text: str) -> dict[str, str]:
    """The values of a query or form."""
    return dict(parse_qsl(text, keep_blank_values=True))


def _tencent_sent(book: SmsBook, phone: str, asked: dict[str, Any], now: int) -> dict[str, Any]:
    code = "Ok"
    if not phone.startswith("+86"):
        code = "InvalidParameterValue.IncorrectPhoneNumber"
    elif asked.get("SignName") != SIGN_NAME:
        code = "FailedOperation.SignatureIncorrectOrUnapproved"
    elif asked.get("TemplateId") not in TEMPLATES:
        code = "FailedOperation.TemplateIncorrectOrUnapproved"
    elif any(row["at"] > now - 30 for row in book.of("tencent_sms", phone)):
        code = "LimitExceeded.PhoneNumberThirtySecondLimit"
    else:
        row = {"reference": asked.get("SessionContext", ""), "at": now}
        row |= {"template": asked["TemplateId"], "parameters": asked.get("TemplateParamSet", [])}
        book.keep("tencent_sms", phone, row)
    return {"PhoneNumber": phone, "Code": code, "Message": code, "SerialNo": "", "Fee": 1}


def _aliyun_refusal(asked: dict[str, str], phone: str) -> str | None:
    if not (phone.isdecimal() and len(phone) == PHONE_DIGITS):
        return "isv.MOBILE_NUMBER_ILLEGAL"
    if asked.get("SignName") != SIGN_NAME:
        return "isv.SMS_SIGNATURE_ILLEGAL"
    return None if asked.get("TemplateCode") in TEMPLATES else "isv.SMS_TEMPLATE_ILLEGAL"


def tencent_error(code: str) -> dict[str, Any]:
    """An answer that is one error."""
    return {"Response": {"Error": {"Code": code, "Message": code}, "RequestId": "sandbox"}}


def _fields(authorization: str, scheme: str) -> dict[str, str]:
    if not authorization.startswith(scheme):
        return {}
    parts = (part.strip() for part in authorization.removeprefix(scheme).split(","))
    return {name: value for name, _, value in (part.partition("=") for part in parts)}
