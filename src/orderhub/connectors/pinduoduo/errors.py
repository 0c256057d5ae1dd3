"""Pinduoduo's answers and codes into ours (channels reference §3.9)."""

from collections.abc import Mapping
from typing import Any

from orderhub.connector_kit.answers import address_in, decode, safe_code
from orderhub.connector_kit.contract import Answer, Request
from orderhub.connector_kit.readers import node
from orderhub.kernel.errors import (
    AddressBlocked,
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

_COMMON_PARAMETER, _BUSINESS = "10001", "50001"
_USED_UP = "70036"
CODES: Mapping[str, type[ConnectorError]] = {
    # The application is missing, rejected or offline.
    **dict.fromkeys(("10010", "10011", "10016"), ScopeMissing),
    "10014": AuthRevoked,
    # Our methods are constants, so an unknown one has been retired.
    **dict.fromkeys(("10017", "20034", "50012"), ScopeMissing),
    **dict.fromkeys(("10019", "10035", "20032"), AuthExpired),
    "20005": AddressBlocked,
    **dict.fromkeys(("20031", "30000", "30001"), ScopeMissing),
    **dict.fromkeys(("50000", "50002", "52001", "52002"), ChannelUnavailable),
    **dict.fromkeys(("52102", "52103", "70033"), ChannelUnavailable),
    **dict.fromkeys(("52101", "70031", _USED_UP), RateLimited),
    # Forbidden, and risk control on seller or app.
    **dict.fromkeys(("70032", "70034", "70035"), ScopeMissing),
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    document = decode(status, headers, body, request)
    if isinstance(document, ConnectorError):
        return document
    if "error_response" in document:
        return _refusal(node(document["error_response"]), request)
    if not response_in(document):
        return ChannelUnavailable("the answer has no response in it", method=request.method)
    return Answer(document, body)


def response_in(document: Mapping[str, Any]) -> dict[str, Any]:
    """The node of an answer, whose name follows no rule; {} when there is none."""
    named = [value for name, value in document.items() if name.endswith("_response")]
    return node(named[0]) if named else {}


def _refusal(told: Mapping[str, Any], request: Request) -> ConnectorError:
    code, sub = safe_code(told.get("error_code")), safe_code(told.get("sub_code"))
    both = code if sub in ("", code) else f"{code} {sub}"
    message = f"{told.get('error_msg', '')} {told.get('sub_msg', '')}"
    kind = CODES.get(code, BadRequest)
    if code == _BUSINESS:
        kind = ChannelUnavailable if sub.endswith("service-error") else ChannelRefused
    elif code == _COMMON_PARAMETER and "timestamp" in message:
        kind = ClockSkewed
    if kind is RateLimited:
        daily = code == _USED_UP
        return RateLimited(
            "calls are limited", daily=daily, method=request.method, channel_code=both
        )
    detail = kind.__doc__ or ""
    if kind is AddressBlocked:
        detail = f"{address_in(message)} is not on the app's list"
    return kind(detail, method=request.method, channel_code=both)
