"""JOS's answers and codes into ours (channels reference §2.8)."""

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

_DAILY = "2"

CODES: Mapping[str, type[ConnectorError]] = {
    "2": RateLimited,
    "7": ClockSkewed,
    "8": ClockSkewed,
    # Our methods are constants, so an unknown one has been retired.
    "15": ScopeMissing,
    "18": AuthExpired,
    "19": AuthExpired,
    "24": ScopeMissing,
    "33": ChannelUnavailable,
    "43": ChannelUnavailable,
    "50": ChannelUnavailable,
    "62": ScopeMissing,
    "65": ChannelUnavailable,
    "66": AddressBlocked,
    "67": RateLimited,
    "11100006": AuthRevoked,
}


def classify(
    status: int, headers: Mapping[str, str], body: bytes, request: Request
) -> Answer | ConnectorError:
    """The answer of a call, or what went wrong; errors never repeat the platform's free text."""
    document = decode(status, headers, body, request)
    if isinstance(document, ConnectorError):
        return document
    if "error_response" in document:
        return _refusal(node(document["error_response"]), BadRequest, request)
    if request.host == "oauth":
        if "access_token" in document:
            return Answer(document, body)
        return _refusal(document, AuthRevoked, request)
    response = response_of(document, request.method)
    if not response:
        return ChannelUnavailable("the answer has no responce in it", method=request.method)
    return _business(response, request) or Answer(document, body)


def _business(response: Mapping[str, Any], request: Request) -> ConnectorError | None:
    if str(response.get("code", "0")) != "0":
        return _refusal(response, ChannelRefused, request)
    for told in map(node, response.values()):
        result = node(told.get("apiResult")) or told
        if result.get("success") is False:
            code = safe_code(result.get("numberCode"), result.get("errorCode"))
            return ChannelRefused("the platform refused", method=request.method, channel_code=code)
    return None


def response_of(document: Mapping[str, Any], method: str) -> dict[str, Any]:
    """The node of a method's answer, {} when there is none; the misspelling is the platform's."""
    name = method.replace(".", "_")
    return node(document.get(f"{name}_responce")) or node(document.get(f"{name}_response"))


def _refusal(
    told: Mapping[str, Any], otherwise: type[ConnectorError], request: Request
) -> ConnectorError:
    code = safe_code(told.get("code"))
    message = " ".join(str(told.get(name, "")) for name in ("zh_desc", "en_desc", "msg"))
    kind = CODES.get(code, otherwise)
    if kind is RateLimited:
        daily = code == _DAILY
        return RateLimited(
            "calls are limited", daily=daily, method=request.method, channel_code=code
        )
    detail = kind.__doc__ or ""
    if kind is AddressBlocked:
        detail = f"{address_in(message)} is not on the app's list"
    return kind(detail, method=request.method, channel_code=code)
