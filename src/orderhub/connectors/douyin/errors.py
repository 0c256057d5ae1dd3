"""Doudian's codes into ours, decided by code and sub_code (channels reference §4.9, §4.5, §4.6)."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.answers import address_in, decode, retry_after, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import (
    AddressBlocked,
    AlreadyDone,
    AuthExpired,
    AuthRevoked,
    BadRequest,
    ChannelRefused,
    ChannelUnavailable,
    ClockSkewed,
    ConnectorError,
    RateLimited,
    ScopeMissing,
)

TOO_MANY_ORDERS = "20013"
DECRYPT = "order.batchDecrypt"
_PARTLY_DECRYPTED = "300008"
_OK, _BUSINESS = "10000", "50002"
_FAILED = "isv.business-failed:"

CODES: Mapping[str, type[ConnectorError]] = {
    # Partly done: a read is asked again, a write is asked after.
    "10001": ChannelUnavailable,
    "20000": ChannelUnavailable,
    "20001": ChannelUnavailable,
    "30001": ScopeMissing,
    "30002": AddressBlocked,
    "50001": AuthRevoked,
    "60000": RateLimited,
    "70000": ScopeMissing,
    # Stopped by the platform's own protection: for a person there, not for us to repeat.
    "80000": ScopeMissing,
    "90000": ChannelUnavailable,
}
SUB_CODES: Mapping[tuple[str, str], type[ConnectorError]] = {
    ("30001", "dop.authorization-no-existed"): AuthRevoked,
    ("30001", "dop.authorization-closed"): AuthRevoked,
    ("40003", "isv.access-token-expired"): AuthExpired,
    # Another worker may have renewed it: the renewal finds out.
    ("40003", "isv.access-token-no-existed"): AuthExpired,
    ("40003", "isv.access-token-invalid"): AuthExpired,
    ("40003", "isv.timestamp-invalid"): ClockSkewed,
    ("40003", "isv.idempotent-id-existed"): AlreadyDone,
}
BUSINESS: Mapping[str, type[ConnectorError]] = {
    "20004": ChannelUnavailable,
    "20005": ChannelUnavailable,
    "60114": ChannelUnavailable,
    "60121": ChannelUnavailable,
    "70009": ChannelUnavailable,
    "120032": ChannelUnavailable,
    "2010401": ChannelUnavailable,
    # Stock that was applied with this id before.
    "40010": AlreadyDone,
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    document = decode(status, headers, body, request, refusal="code")
    if isinstance(document, ConnectorError):
        return document
    code = safe_code(document.get("code"))
    if code == _OK or _tells_some(code, document, request):
        return Answer(document, body)
    if not code:
        return ChannelUnavailable("the answer has no code in it", method=request.method)
    return _refusal(code, document, headers, request)


def _tells_some(code: str, document: Mapping[str, Any], request: Request) -> bool:
    """A batch of which some was decrypted comes as a refusal; each row says what became of it."""
    refused = (code, safe_code(document.get("sub_code")))
    partly = refused == (_BUSINESS, _FAILED + _PARTLY_DECRYPTED)
    return request.method == DECRYPT and partly and bool(node(document.get("data")))


def business_code(error: ConnectorError) -> str:
    """The number behind `isv.business-failed:`, "" where there is none."""
    return error.channel_code.partition(_FAILED)[2]


def _refusal(
    code: str, document: Mapping[str, Any], headers: Mapping[str, str], request: Request
) -> ConnectorError:
    sub_code = safe_code(document.get("sub_code"))
    kind = _kind(code, sub_code)
    method, known = request.method, safe_code(code, sub_code)
    if kind is RateLimited:
        wait = retry_after(headers)
        return RateLimited(
            "calls are limited", retry_after_s=wait, method=method, channel_code=known
        )
    detail = kind.__doc__ or ""
    if kind is AddressBlocked:
        address = address_in(document.get("sub_msg") or document.get("msg"))
        detail = f"{address} is not on the app's list"
    return kind(detail, method=method, channel_code=known)


def _kind(code: str, sub_code: str) -> type[ConnectorError]:
    if code == _BUSINESS:
        if sub_code.startswith("isp."):
            return ChannelUnavailable
        return BUSINESS.get(sub_code.removeprefix(_FAILED), ChannelRefused)
    return SUB_CODES.get((code, sub_code)) or CODES.get(code, BadRequest)
