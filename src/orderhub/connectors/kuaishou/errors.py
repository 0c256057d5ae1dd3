"""Kuaishou's answers into ours (channels reference §5.3, §5.8).

Codes are published for tokens alone. Refusals by address, limit, scope and a retired method have no
known number, so they are told apart by words of the message, which is read and never repeated.
"""

import re
from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.answers import address_in, decode, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.kernel.errors import (
    AddressBlocked,
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ChannelUnavailable,
    ConnectorError,
    RateLimited,
    ScopeMissing,
)

TOKENS = "oauth2."
_GATEWAY_CODES = "100200"
_DAILY = re.compile(r"今日|当日|每日|配额|daily|quota", re.IGNORECASE)

CODES: Mapping[str, type[ConnectorError]] = {
    "100200100": BadRequest,
    "100200101": BadRequest,
    "100200102": AuthExpired,
    "100200103": BadRequest,
    "100200104": BadRequest,
    "100200105": AuthRevoked,
    "100200106": ScopeMissing,
    "100200107": BadRequest,
    "100200500": ChannelUnavailable,
}
WORDS: tuple[tuple[re.Pattern[str], type[ConnectorError]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"\bscope\b|权限不足|没有权限", ScopeMissing),
        (r"白名单|white ?list", AddressBlocked),
        (r"已下线|offline|has been removed", ScopeMissing),
        (r"配额|频繁|限流|流控|\bqps\b|rate limit|too many", RateLimited),
        (r"签名|\bsign(ature)?\b", BadRequest),
        (r"超时|繁忙|稍后|系统(错误|异常)|timed? ?out|server_error", ChannelUnavailable),
    )
)


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    document = decode(status, headers, body, request, refusal="result")
    if isinstance(document, ConnectorError):
        return document
    if "result" not in document:
        return ChannelUnavailable("the answer has no result in it", method=request.method)
    if str(document["result"]) != "1":
        return _refusal(document, request)
    if request.method.startswith(TOKENS) and not document.get("access_token"):
        return AuthRevoked("the answer has no token in it", method=request.method)
    return Answer(document, body)


def _refusal(told: Mapping[str, Any], request: Request) -> ConnectorError:
    result, sub_code = safe_code(told.get("result")), safe_code(told.get("sub_code"))
    message = " ".join(str(told.get(name) or "") for name in ("error_msg", "msg", "sub_msg"))
    code = result if sub_code in ("", result) else f"{result} {sub_code}"
    kind = _kind(result, message)
    if kind is RateLimited:
        daily = _DAILY.search(message) is not None
        return RateLimited(
            "calls are limited", daily=daily, method=request.method, channel_code=code
        )
    detail = kind.__doc__ or ""
    if kind is AddressBlocked:
        detail = f"{address_in(message)} is not on the app's list"
    return kind(detail, method=request.method, channel_code=code)


def _kind(result: str, message: str) -> type[ConnectorError]:
    """Words first where they say more than the one code of all token faults."""
    for words, kind in WORDS:
        if words.search(message):
            return kind
    business = not result.startswith(_GATEWAY_CODES)
    return CODES.get(result, ChannelRefused if business else BadRequest)
